"""The labelled stream as perfect facts: what a reader that never errs would give to the alerts room.

Needs /work/shared/eval; whoever imports it skips without.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

from bot.model import Article, Bound, Count, Fact, Reading, Span, Standing, Status, Talks

FOLDER = Path("/work/shared/eval")
SIDES = {"RU": "UA", "UA": "RU"}
OFFICIAL = {"povitriani-syly.example": "UA", "svodka-mo.example": "RU"}


def is_there() -> bool:
    return (FOLDER / "stream.jsonl").exists()


def lines(name: str) -> list[dict]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def articles() -> list[Article]:
    return [article_of(line) for line in lines("stream.jsonl")]


def article_of(line: dict) -> Article:
    return Article(
        article_id=line["id"],
        outlet=line["outlet"],
        feed_id=line["feed"],
        url=line["url"],
        title=line["title"],
        text=line["text"],
        language=line["lang"],
        kind="official" if line["outlet"] in OFFICIAL else "independent",
        side=OFFICIAL.get(line["outlet"]),
        published_at=time_of(line["published"]),
        fetched_at=time_of(line["fetched"]),
    )


def time_of(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))


def readings() -> dict[str, Reading]:
    """Facts by article, in the order of the gold."""
    facts: dict[str, list[Fact]] = {}
    texts = {line["id"]: line["text"] for line in lines("stream.jsonl")}
    published = {line["id"]: time_of(line["published"]) for line in lines("stream.jsonl")}
    for event in lines("stream-gold.jsonl"):
        for report in event["reports"]:
            article_id = report["article"]
            found = facts.setdefault(article_id, [])
            for what, extra in statements(event, report, published[article_id]):
                found.append(fact(what, len(texts[article_id]), **extra))
    add_below(facts, texts)
    return {article_id: Reading(tuple(found)) for article_id, found in facts.items()}


def fact(what: object, length: int, **more: object) -> Fact:
    return Fact(what=what, span=Span(0, min(10, length)), evidence=Span(0, length), found_by="gold", **more)


def statements(event: dict, report: dict, published: dt.datetime) -> Iterator[tuple[object, dict]]:
    key = event["key"]
    if "value" in report:
        for told in (report, *report.get("also", ())):
            yield count_of(key, told), count_extra(key, told)
    elif "status" in report:
        is_denied = report["status"] == "denied"
        state = "closed" if is_denied else report["status"]
        region = "Moscow" if key["airport"] in ("VKO", "DME", "SVO", "ZIA") else event["airport"]
        yield (
            Status("airport", key["airport"], event["airport"], state, region=region),
            {"standing": Standing.DENIED} if is_denied else {},
        )
    else:
        is_background = report.get("as") == "recap"
        yield Talks(event["place"], event["country"], report["phase"], background=is_background), {}


def count_of(key: dict, told: dict) -> Count:
    city = key.get("city")
    attacker = key.get("attacker") or {"Moscow": "UA", "Kyiv": "RU"}[city]
    return Count(
        thing="mixed" if told["as"] == "mixed" else "drone",
        action="launched" if told["measure"] == "mixed" else told["measure"],
        value=told["value"],
        bound=Bound.AT_LEAST if told["as"] == "approx" else Bound.EXACT,
        attacker=attacker,
        place=city,
        added=told["as"] == "add",
        corrected=told["as"] == "correction",
    )


def count_extra(key: dict, told: dict) -> dict:
    attacker = key.get("attacker") or {"Moscow": "UA", "Kyiv": "RU"}[key["city"]]
    side = told.get("side", SIDES[attacker])
    return {
        "day": dt.date.fromisoformat(key["day"]),
        "day_from_text": True,
        "claimed_by": f"{side} military",
        "claimed_by_side": side,
    }


def add_below(facts: dict[str, list[Fact]], texts: dict[str, str]) -> None:
    """Earlier reports under the limit, which the gold names without a value."""
    values = {"a0024": 47, "a0028": 47, "a0031": 47, "a0134": 3, "a0281": 47, "a0283": 47, "a0355": 2}
    for event in lines("stream-gold.jsonl"):
        for article_id in event.get("below_threshold", ()):
            told = {"as": "tally", "measure": "downed", "value": values[article_id]}
            what = fact(count_of(event["key"], told), len(texts[article_id]), **count_extra(event["key"], told))
            facts.setdefault(article_id, []).append(what)
