"""What `/check` answers in a chat: which rules a text would ring, or where each stopped."""

from __future__ import annotations

from html import escape

from bot.commands.desk import Tried
from bot.rulebook import Rulebook
from bot.trial.explain import Verdict, explain

MOST_LINES = 12


def check_text(rulebook: Rulebook, text: str, language: str) -> Tried:
    """Lines of HTML with titles in the chat's language."""
    found = explain(rulebook, text)
    ringing = [v for v in found.verdicts if v.rings]
    titles = {v.rule_id: rulebook.ruleset.rules[v.rule_id].title_in(language) for v in found.verdicts}
    if ringing:
        lines = [line for v in ringing for line in say_ring(v, titles[v.rule_id])]
    else:
        lines = [line for v in found.verdicts for line in say_silence(v)]
        lines = lines or [escape(f"{s.words}: {s.says}") for s in found.seen]
    return Tried(tuple(lines[:MOST_LINES]), bool(ringing))


def say_ring(verdict: Verdict, title: str) -> list[str]:
    named = f"<b>{escape(title.replace('$', ''))}</b> <code>{escape(verdict.rule_id)}</code>"
    return [named, *(f"• {escape(line)}" for line in verdict.because)]


def say_silence(verdict: Verdict) -> list[str]:
    why = verdict.fates or verdict.because
    return [f"<code>{escape(verdict.rule_id)}</code> {escape(line)}" for line in why]
