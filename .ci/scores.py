"""Print the scores of reading and of events on labelled news, and hold them to the best so far.

    python .ci/scores.py FOLDER [--keep]

FOLDER holds passages.jsonl, real.jsonl, stream.jsonl, stream-gold.jsonl and the scorer score.py. The best
scores stand in .ci/best.json beside the checksum of the set they belong to; a fall of more than 0.005 on the same
set ends with status 1. `--keep` writes the scores just measured into that file where they are better.

A quarter of the passages, drawn by the checksum of their id before any reading was written, is never looked at:
only its score is printed, and it is the one to believe.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

BEST = Path(__file__).parent / "best.json"
FALL = 0.005
READ = [sys.executable, "-m", "bot", "read", "--jsonl"]
REPLAY = [sys.executable, "-m", "bot", "replay", "--jsonl"]
LANGUAGES = ("en", "uk", "ru")
KINDS = ("count", "airport", "talks")


def is_unseen(passage_id: str) -> bool:
    """A quarter of the passages: those whose id's SHA-256 begins with a byte that four divides."""
    return hashlib.sha256(passage_id.encode()).digest()[0] % 4 == 0


def load_scorer(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def reading_scores(scorer: ModuleType, name: str, gold: list[dict[str, Any]]) -> dict[str, float]:
    """Strict F1 over all, by language and by kind, and the share of passages without news that raised an alarm."""
    figures, _errors, _f1 = scorer.score_passages(gold, READ)
    strict = figures["strict"]
    print(f"\n{name}: {len(gold)} passages")
    print(
        "  "
        + "  ".join(
            f"{group} {strict[group]['f1']:.3f}" for group in ("all", *LANGUAGES, *KINDS) if group in strict
        )
    )
    alarms = figures["false_alarms"]
    print(
        f"  without news: {alarms['passages_without_news']}, "
        f"with a false alarm: {alarms['with_alarm']} ({alarms['rate']:.1%})"
    )
    scores = {f"{name} {group}": strict[group]["f1"] for group in ("all", *LANGUAGES, *KINDS) if group in strict}
    return scores | {f"{name} quiet": 1 - alarms["rate"]}


def stream_scores(scorer: ModuleType, folder: Path) -> dict[str, float]:
    """Event F1, final values right, and what was told twice or merged wrongly."""
    articles, gold = (scorer.read_lines(folder / f) for f in ("stream.jsonl", "stream-gold.jsonl"))
    figures, _errors, f1 = scorer.score_stream(articles, gold, REPLAY)
    print(f"\nstream: {len(articles)} articles, {len(gold)} events")
    for rule, f in figures.items():
        print(
            f"  {rule:26} events {f['events']:3} found {f['found']:3} missed {f['missed']:3} "
            f"duplicate {f['duplicate']:3} false {f['false']:3}  F1 {f['f1']:.3f}  "
            f"final {f['final_right']}/{f['final_asked']}"
        )
    everything = figures["all"]
    print(f"  wrong updates {everything['wrong_updates']}")
    return {"stream f1": f1, "stream final": everything["final_right"] / max(1, everything["final_asked"])}


def cluster_scores(scorer: ModuleType, posts: list[dict[str, Any]]) -> dict[str, float]:
    """Real posts, several channels telling one announcement: each announcement may ring once for a rule and key."""
    posts = sorted(posts, key=lambda p: p["published"])
    cluster_of = {p["id"]: p["cluster"] for p in posts}
    told = [p | {"outlet": p["source"].split(", message")[0], "fetched": p["published"]} for p in posts]
    rung: dict[tuple[str, str, str], int] = {}
    for line in scorer.run(REPLAY, told):
        if line["kind"] == "new":
            key = (cluster_of[line["article"]], line["rule"], json.dumps(line["key"], sort_keys=True))
            rung[key] = rung.get(key, 0) + 1
    again = sum(n - 1 for n in rung.values())
    print(f"\nreal clusters: {len(set(cluster_of.values()))} announcements in {len(posts)} posts, "
          f"{len(rung)} events rang, {again} rang again\n"
          "  (only repeats are judged: no gold says which of them should ring)")  # fmt: skip
    return {"real once": 1 - again / max(1, len(rung))}


def hold(scores: dict[str, float], sums: dict[str, str], keep: bool) -> list[str]:
    """Compare with the best so far; return a line for each score that fell."""
    best: dict[str, dict[str, Any]] = json.loads(BEST.read_text()) if BEST.is_file() else {}
    fallen = []
    for name, value in scores.items():
        known = best.get(name)
        set_sum = sums[name.split()[0]]
        if known and known["set"] == set_sum and value < known["score"] - FALL:
            fallen.append(f"{name}: {value:.4f}, was {known['score']:.4f}")
        if not known or known["set"] != set_sum or value > known["score"]:
            best[name] = {"score": round(value, 4), "set": set_sum}
    if keep:
        BEST.write_text(json.dumps(best, indent=1, sort_keys=True) + "\n")
    return fallen


def main(words: list[str]) -> int:
    folder = Path(next(w for w in words if not w.startswith("-")))
    scorer = load_scorer(folder)
    passages, real = (scorer.read_lines(folder / f) for f in ("passages.jsonl", "real.jsonl"))
    scores: dict[str, float] = {}
    scores |= reading_scores(scorer, "passages", passages)
    scores |= reading_scores(scorer, "seen", [p for p in passages if not is_unseen(p["id"])])
    scores |= reading_scores(scorer, "unseen", [p for p in passages if is_unseen(p["id"])])
    scores |= reading_scores(scorer, "real", real)
    scores |= cluster_scores(scorer, real)
    scores |= stream_scores(scorer, folder)
    print("\nthe same stream by four simple ways, with perfect facts:", flush=True)
    subprocess.run([sys.executable, "-m", "tests.alerts.baselines"], check=True)
    files = {"passages": "passages", "seen": "passages", "unseen": "passages", "real": "real", "stream": "stream"}
    sums = {
        name: hashlib.sha256((folder / f"{file}.jsonl").read_bytes()).hexdigest()[:16]
        for name, file in files.items()
    }
    fallen = hold(scores, sums, "--keep" in words)
    print("\n" + ("\n".join(["fell:", *fallen]) if fallen else "no score fell"))
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
