"""What four simple ways of telling events apart do on a labelled stream: today's feed readers and news bots.

    python -m tests.alerts.baselines                    prints the comparison
    python -m tests.alerts.baselines WAY                reads articles from standard input and writes an alert
                                                        log (for `score.py stream ... -- COMMAND`)

Each way decides only whether an article is new; it is given the perfect facts of the article, so that nothing but
the telling apart is compared. What it takes for new rings once for each event that its facts tell of.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from bot.model import Article, Compare, Count, Fact, Rule, RuleSet, Status, Talks
from bot.rules.load import load_folder
from bot.rules.match import index_rules, match_facts
from tests.alerts import gold
from tests.alerts.stream import RULES

SEEN = 300
"""Articles that a way compares with: the last day or two, as such bots do."""
WORD = re.compile(r"\w+")

Key = Callable[[Article, list[Article]], bool]


def by_guid(article: Article, seen: list[Article]) -> bool:
    return any(a.url == article.url for a in seen)


def by_title(article: Article, seen: list[Article]) -> bool:
    return any(a.title.casefold() == article.title.casefold() for a in seen)


def by_title_words(article: Article, seen: list[Article]) -> bool:
    """Title Jaccard above 0.55."""
    own = set(WORD.findall(article.title.casefold()))
    others = (set(WORD.findall(a.title.casefold())) for a in seen)
    return any(own | o and len(own & o) / len(own | o) > 0.55 for o in others)


def by_text(article: Article, seen: list[Article]) -> bool:
    """85 % of the text overlaps."""
    for other in seen:
        match = SequenceMatcher(None, article.text, other.text, autojunk=False)
        if match.real_quick_ratio() >= 0.85 and match.quick_ratio() >= 0.85 and match.ratio() >= 0.85:
            return True
    return False


WAYS: Mapping[str, Key] = {
    "guid": by_guid,
    "title": by_title,
    "title-jaccard": by_title_words,
    "text-overlap": by_text,
}


def log(way: Key, ruleset: RuleSet) -> Iterator[dict[str, object]]:
    readings, index = gold.readings(), index_rules(ruleset)
    seen: list[Article] = []
    number = 0
    for article in gold.articles():
        is_known = way(article, seen)
        seen = [*seen[1 - SEEN :], article]
        reading = readings.get(article.article_id)
        if is_known or reading is None:
            continue
        rung: list[tuple[str, object]] = []
        for match in match_facts(index, reading.facts):
            rule, fact = ruleset.rules[match.rule_id], reading.facts[match.fact_number]
            event = (rule.rule_id, told(fact)["key"])
            if is_over(rule, fact) and event not in rung:
                rung.append(event)
                number += 1
                yield {"rule": rule.rule_id, "kind": "new", "alert": number, "article": article.article_id} | told(
                    fact
                )


def is_over(rule: Rule, fact: Fact) -> bool:
    limits = [c.number for c in rule.alert_if if isinstance(c, Compare)]
    return not isinstance(fact.what, Count) or all(fact.what.value >= n for n in limits)


def told(fact: Fact) -> dict[str, object]:
    what = fact.what
    if isinstance(what, Count):
        place = {"place": what.place} if what.place else {}
        key = {"attacker": what.attacker, "day": fact.day.isoformat() if fact.day else None, **place}
        return {"key": key, "value": what.value}
    if isinstance(what, Status):
        return {"key": {"airport": what.place_id}, "value": None}
    assert isinstance(what, Talks)
    return {"key": {"place": what.place}, "value": None}


def compare() -> dict[str, object]:
    """Event F1, duplicates and right finals of each way and of ours, on the same facts; empty without a stream."""
    if not gold.is_there():
        return {}
    result: dict[str, object] = {}
    for way in (*WAYS, "tocsin"):
        module = "tests.alerts.stream" if way == "tocsin" else "tests.alerts.baselines"
        figures = score([sys.executable, "-m", module, "gold" if way == "tocsin" else way])
        name = way.replace("-", "_")
        result |= {
            f"{name}_f1": figures["f1"],
            f"{name}_duplicates": figures["duplicate"],
            f"{name}_missed": figures["missed"],
            f"{name}_finals": f"{figures['final_right']}/{figures['final_asked']}",
        }
    return result


def score(command: list[str]) -> dict[str, float]:
    score_py, stream, labels = (gold.FOLDER / n for n in ("score.py", "stream.jsonl", "stream-gold.jsonl"))
    run = [
        sys.executable,
        str(score_py),
        "stream",
        str(stream),
        str(labels),
        "--json",
        "/dev/stdout",
        "--",
        *command,
    ]
    out = subprocess.run(run, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]).stdout
    figures = json.JSONDecoder().raw_decode(out[out.index("{") :])[0]
    return figures.get("figures", figures)["all"]


def main(words: list[str]) -> None:
    if words:
        for line in log(WAYS[words[0]], load_folder(RULES).ruleset):
            print(json.dumps(line, ensure_ascii=False))
        return
    found = compare()
    if not found:
        print("the labelled stream is not here")
    print(f"{'way':16}{'event F1':>10}{'duplicates':>12}{'missed':>8}{'finals':>9}")
    for way in (*WAYS, "tocsin"):
        name = way.replace("-", "_")
        row = (found.get(f"{name}_{k}", "") for k in ("f1", "duplicates", "missed", "finals"))
        print("{:16}{:>10}{:>12}{:>8}{:>9}".format(way, *row))


if __name__ == "__main__":
    main(sys.argv[1:])
