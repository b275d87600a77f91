"""Rule files together: what each may only say because of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.model.rules import Matcher, Problem, Quiet, Rule, RuleSet, StatusMatch
from bot.rules.files import RuleFile
from bot.rules.form_values import TOPICS
from bot.rules.values import suggest


def link(files: Sequence[RuleFile]) -> list[Problem]:
    """What is wrong between files that are each right. In a pair the file that comes later is at fault."""
    problems: list[Problem] = []
    owner: dict[str, RuleFile] = {}
    for file in files:
        for rule in file.compiled.rules:
            if rule.rule_id in owner:
                other = owner[rule.rule_id]
                line = other.places[rule.rule_id, "id"][0]
                text = f"there is a rule '{rule.rule_id}' in {other.path}, line {line}: give this one another id"
                problems.append(point(file, rule.rule_id, "id", text))
            else:
                owner[rule.rule_id] = file
    problems += link_gazetteers(files)
    rules = {rule.rule_id: rule for file in files for rule in file.compiled.rules}
    classes = {g.of for file in files for g in file.compiled.gazetteers}
    topics = {rule.topic for rule in rules.values()} | set(TOPICS)
    for file in files:
        problems += link_rules(file, rules, classes)
        problems += link_quiet(file, rules, topics)
    return [*problems, *same_matches(files)]


def point(file: RuleFile, name: str, key: str, text: str, code: str = "error", is_advice: bool = False) -> Problem:
    line, column = file.places.get((name, key), (1, 1))
    return Problem(file.path, line, column, text, code, is_advice)


def link_rules(file: RuleFile, rules: Mapping[str, Rule], classes: set[str]) -> Iterable[Problem]:
    for rule in file.compiled.rules:
        if rule.after is not None:
            if rule.after not in rules:
                text = f"there is no rule '{rule.after}'{suggest(rule.after, rules)}"
                yield point(file, rule.rule_id, "after", text)
            elif comes_after(rule.after, rule.rule_id, rules):
                yield point(file, rule.rule_id, "after", "these rules wait for each other: none could ever alert")
        for old in rule.was:
            if old in rules:
                text = f"'{old}' is a rule that is there: `was` names ids that are no longer used"
                yield point(file, rule.rule_id, "was", text)
        match = rule.match
        if isinstance(match, StatusMatch) and match.of not in (*classes, "airport"):
            near = suggest(match.of, (*classes, "airport")) or ": list its places under `gazetteers`"
            yield point(file, rule.rule_id, "of", f"there is no class of places '{match.of}'{near}")


def comes_after(rule_id: str, wanted: str, rules: Mapping[str, Rule]) -> bool:
    """True where `rule_id` waits for `wanted`, however many rules lie between."""
    seen: set[str] = set()
    here: str | None = rule_id
    while here is not None and here in rules and here not in seen:
        if here == wanted:
            return True
        seen.add(here)
        here = rules[here].after
    return False


def link_quiet(file: RuleFile, rules: Mapping[str, Rule], topics: set[str]) -> Iterable[Problem]:
    for quiet in file.compiled.quiet:
        for rule_id in quiet.rules:
            if rule_id not in rules:
                yield point(file, rule_id, "quiet", f"there is no rule '{rule_id}'{suggest(rule_id, rules)}")
        for topic in quiet.topics:
            if topic not in topics:
                text = f"no rule has the topic '{topic}'{suggest(topic, topics)}"
                yield point(file, topic, "topic", text, "unknown-topic", True)


def link_gazetteers(files: Sequence[RuleFile]) -> Iterable[Problem]:
    owner: dict[str, str] = {}
    for file in files:
        for gazetteer in file.compiled.gazetteers:
            if gazetteer.of in owner:
                text = f"{owner[gazetteer.of]} lists the class '{gazetteer.of}' already: put all places there"
                yield point(file, gazetteer.of, "gazetteer", text)
            owner.setdefault(gazetteer.of, file.path)


def same_matches(files: Sequence[RuleFile]) -> Iterable[Problem]:
    """Two rules that ask for the very same and begin at the same point ring twice for everything."""
    seen: dict[tuple[Matcher, object, object], str] = {}
    for file in files:
        for rule in file.compiled.rules:
            if rule.status == "off" or rule.match.__class__.__name__ == "PhraseMatch":
                continue  # phrases carry the rule's id, so they never compare as equal
            asks = (rule.match, rule.alert_if, rule.after)
            if asks in seen:
                text = f"this asks for the same as '{seen[asks]}': both ring for every event"
                yield point(file, rule.rule_id, "id", text, "same-match", True)
            seen.setdefault(asks, rule.rule_id)


def make_ruleset(files: Sequence[RuleFile], digest: str) -> RuleSet:
    compiled = [file.compiled for file in files]
    quiet: list[Quiet] = [q for c in compiled for q in c.quiet]
    off = {rule.rule_id for c in compiled for rule in c.rules if rule.status == "off"}
    return RuleSet(
        rules={rule.rule_id: rule for c in compiled for rule in c.rules},
        patterns=tuple(p for c in compiled for p in c.patterns if p.phrase_id.split("/")[0] not in off),
        quantities=tuple(q for c in compiled for q in c.quantities if q.quantity_id not in off),
        quiet=tuple(quiet),
        gazetteers=tuple(g for c in compiled for g in c.gazetteers),
        digest=digest,
    )
