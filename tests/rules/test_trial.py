"""Texts through reading, rules and events in memory."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.model import Article
from bot.rulebook import Rulebook
from bot.rules.load import Loaded, load_files
from bot.rules.match import index_rules
from bot.trial.backtest import backtest, samples
from bot.trial.check import check_text
from bot.trial.explain import explain
from bot.trial.overlap import history_lint, overlaps
from bot.trial.run import START, article_of
from bot.trial.stories import TestResult, problems_of, run_stories, run_tests

ATTACK = """\
version: 1
rules:
- id: {id}
  title: {{en: Attack, uk: Атака}}
  match: {{count: {{of: drone, action: [launched, downed], attacker: Russia, place: none}}}}
  alert_if: [value >= {least}]
  severity: {{medium: value >= 50, high: value >= 150}}
  same_event: {{by: [attacker, day]}}
  update_if: [value changes by 5%]
  status: {status}
  tests:
{tests}
"""


def text(n: int) -> str:
    return f"Russia launched {n} drones at Ukraine overnight, the Air Force said."


def attack(*tests: str, rule_id: str = "attack", least: int = 50, status: str = "live") -> Loaded:
    lines = "\n".join(f"    - {t}" for t in tests or ("{say: Nothing., expect: nothing}",))
    loaded = load_files({"x.yaml": ATTACK.format(id=rule_id, least=least, status=status, tests=lines)})
    assert not loaded.errors, loaded.errors
    return loaded


def run(shipped: Rulebook, *tests: str, **others: str) -> list[TestResult]:
    rules = attack(*tests, **others).ruleset.rules  # type: ignore[arg-type]
    return run_stories(list(rules.values()), rules, shipped.reader)


PASSING = {
    "an alert with its values": f'{{say: "{text(97)}", expect: alert, with: {{value: 97, attacker: Russia}}}}',
    "severity": f'{{say: "{text(170)}", expect: alert, with: {{severity: high, place: none}}}}',
    "below the threshold": f'{{say: "{text(40)}", expect: nothing}}',
    "below, named as such": f'{{say: "{text(40)}", expect: below}}',
    "no news": "{say: The weather was fine in Kyiv., expect: nothing}",
    "told again": f'{{story: s, reports: [{{at: +0m, from: a, say: "{text(97)}", expect: alert}},'
    " {at: +30m, from: b, say: Russia launched 97 drones overnight., expect: same}]}",
    "a higher tally": f'{{story: s, reports: [{{at: +0m, from: a, say: "{text(97)}", expect: alert}},'
    f' {{at: +3h, from: b, say: "{text(112)}", expect: update, with: {{value: 112}}}}]}}',
    "the next night": f'{{story: s, reports: [{{at: +0m, from: a, say: "{text(97)}", expect: alert}},'
    f' {{at: +24h, from: a, say: "{text(97)}", expect: alert}}]}}',
    "a known miss": "{say: Drones., expect: alert, todo: nobody reads that yet}",
}


@pytest.mark.parametrize("test", PASSING.values(), ids=PASSING)
def test_a_test_that_holds_passes(shipped: Rulebook, test: str) -> None:
    results = run(shipped, test)
    assert [str(p) for p in problems_of(results)] == []


def test_a_draft_is_tested_like_a_live_rule(shipped: Rulebook) -> None:
    assert run(shipped, PASSING["an alert with its values"], status="draft")[0].passed


def test_a_rule_that_is_off_is_not_tested(shipped: Rulebook) -> None:
    assert run(shipped, PASSING["an alert with its values"], status="off") == []


def test_a_failure_says_what_was_read_and_where_the_rule_stopped(shipped: Rulebook) -> None:
    (result,) = run(shipped, f'{{say: "{text(40)}", expect: alert}}')
    (failure,) = result.failures
    assert (failure.line, failure.expected, failure.got) == (12, "alert", "below")
    said = " | ".join(failure.why)
    assert "40 drones launched, of Russia, nation-wide" in said
    assert "value >= 50" in said


def test_a_wrong_value_is_named_with_what_it_is(shipped: Rulebook) -> None:
    (result,) = run(shipped, f'{{say: "{text(97)}", expect: alert, with: {{value: 98, severity: high}}}}')
    assert result.failures[0].got == "value is 97, not 98; severity is medium, not high"


def test_a_known_miss_that_passes_now_is_told(shipped: Rulebook) -> None:
    problems = problems_of(run(shipped, f'{{say: "{text(97)}", expect: alert, todo: it was missed once}}'))
    assert [(p.code, p.is_advice) for p in problems] == [("todo-passes", True)]


def test_what_the_gate_calls_gives_one_problem_for_each_failure(shipped: Rulebook) -> None:
    loaded = attack(f'{{say: "{text(40)}", expect: alert}}', f'{{say: "{text(97)}", expect: alert}}')
    problems = run_tests(loaded, ["x.yaml"], lambda *_: shipped)
    assert [(p.path, p.line, p.code) for p in problems] == [("x.yaml", 12, "test")]
    assert run_tests(loaded, ["other.yaml"], lambda *_: shipped) == []


# -- explain ---------------------------------------------------------------------------------------------------


def test_explain_says_what_rings_and_why_the_others_stay_silent(shipped: Rulebook) -> None:
    found = explain(shipped, text(97))
    by_rule = {v.rule_id: v for v in found.verdicts}
    rings = by_rule["drone-attack-on-ukraine"]
    assert rings.rings
    assert (rings.severity, rings.event) == ("medium", "attacker RU, day 2026-01-15")
    assert rings.because == ("97 drones launched, of Russia, nation-wide",)
    assert "action is launched, the rule wants hit" in by_rule["drone-hits"].because[0]
    assert "missile-attack-on-ukraine" not in by_rule
    assert found.others > 0
    assert found.seen[0].words in text(97)


def test_explain_names_the_condition_that_failed_with_its_value(shipped: Rulebook) -> None:
    found = explain(shipped, text(41), only="drone-attack-on-ukraine")
    (verdict,) = found.verdicts
    assert not verdict.rings
    assert "value >= 50" in verdict.fates[0]
    assert "41" in verdict.fates[0]


def test_explain_of_one_rule_shows_it_however_far_it_is(shipped: Rulebook) -> None:
    (verdict,) = explain(shipped, text(97), only="talks-location").verdicts
    assert verdict.because == ("no talks was read in the text",)


def test_a_chat_is_answered_in_its_language(shipped: Rulebook) -> None:
    tried = check_text(shipped, text(97), "uk")
    assert tried.fires
    assert "Дронова атака на Україну" in tried.lines[0]
    silent = check_text(shipped, text(41), "uk")
    assert not silent.fires
    assert any("value" in line and "&gt;=" in line for line in silent.lines)
    assert check_text(shipped, "The weather was fine.", "en").lines == ()


# -- backtest --------------------------------------------------------------------------------------------------


def news(*numbers: int) -> list[Article]:
    """One report a day."""
    return [
        article_of(text(n), number=day, at=START + dt.timedelta(days=day), outlet=f"outlet{day % 3}.example")
        for day, n in enumerate(numbers)
    ]


def book(shipped: Rulebook, loaded: Loaded) -> Rulebook:
    return replace(
        shipped, ruleset=loaded.ruleset, index=index_rules(loaded.ruleset), digest=loaded.ruleset.digest
    )


def test_a_backtest_counts_alerts_by_day_and_names_what_a_change_gains_and_loses(shipped: Rulebook) -> None:
    before, after = book(shipped, attack(least=100)), book(shipped, attack(least=60))
    seen: list[int] = []
    found = backtest(after, news(55, 70, 80, 120, 130), before, on_articles=seen.append)
    assert (found.articles, len(found.days), sum(seen)) == (5, 5, 5)
    assert sum(found.after["attack"].values()) == 4
    assert found.before is not None
    assert sum(found.before["attack"].values()) == 2
    assert [r.value for r in found.gained] == [70, 80]
    assert found.lost == ()
    assert "70 drones" in found.gained[0].says


def test_a_backtest_counts_one_rule_and_drafts_too(shipped: Rulebook) -> None:
    after = book(shipped, attack(status="draft"))
    assert sum(backtest(after, news(70, 80)).after["attack"].values()) == 2
    assert backtest(after, news(70, 80), only="another").after == {}


def test_a_backtest_of_nothing_is_empty(shipped: Rulebook) -> None:
    found = backtest(book(shipped, attack()), [])
    assert (found.articles, found.days, found.after) == (0, (), {})


def test_samples_are_spread_over_the_time(shipped: Rulebook) -> None:
    found = backtest(book(shipped, attack()), news(*range(60, 70)), book(shipped, attack(least=500)))
    assert [r.value for r in samples(found.gained)] == [60, 64, 69]


# -- lint that needs texts -------------------------------------------------------------------------------------


def test_rules_that_ring_for_each_others_texts_are_told(shipped: Rulebook) -> None:
    one = ATTACK.format(id="one", least=50, status="live", tests=f'    - {{say: "{text(97)}", expect: alert}}')
    two = ATTACK.format(id="two", least=60, status="live", tests=f'    - {{say: "{text(98)}", expect: alert}}')
    problems = overlaps(book(shipped, load_files({"a.yaml": one, "b.yaml": two})))
    assert [(p.path, p.code) for p in problems] == [("b.yaml", "overlap")]
    assert overlaps(shipped) == []


def test_history_tells_silent_and_noisy_rules(shipped: Rulebook) -> None:
    loaded = attack()
    rules = dict(loaded.ruleset.rules)
    found = backtest(book(shipped, loaded), news(60, 70, 80))
    long = replace(found, days=(found.days[0] - dt.timedelta(days=89), *found.days))
    assert history_lint(long, rules, 90) == []
    noisy = {"attack": replace(rules["attack"], expect_per_week=(0, 2))}
    assert [p.code for p in history_lint(found, noisy, 7)] == ["noisy"]
    quiet = {"attack": replace(rules["attack"], rule_id="quiet")}
    assert [p.code for p in history_lint(long, quiet, 90)] == ["silent"]
    assert history_lint(long, quiet, 30) == []
    assert history_lint(found, quiet, 90) == [], "three days of articles say nothing about ninety"
    weekly = {"attack": replace(rules["attack"], expect_per_week=(0, 5))}
    assert [p.code for p in history_lint(found, weekly, 90)] == ["noisy"], "three in three days are seven a week"
    assert history_lint(backtest(book(shipped, loaded), ()), quiet, 90) == []


def test_history_tells_rules_that_ring_together(shipped: Rulebook) -> None:
    texts = {f"{i}.yaml": ATTACK.format(id=i, least=n, status="live", tests="    - {say: a, expect: nothing}")
             for i, n in (("one", 50), ("two", 55), ("loud", 5000))}  # fmt: skip
    loaded = load_files(texts)
    found = backtest(book(shipped, loaded), news(60, 70, 80, 90, 100, 110))
    problems = history_lint(found, loaded.ruleset.rules, 7)
    assert [(p.path, p.code, p.text) for p in problems] == [
        ("two.yaml", "overlap", "'one' rings for 6 of 6 same articles: make one rule of them, or narrow one")
    ]
