"""Which language a text is written in, told by letters of its own and by its small words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.reading.compile import Tongue
from bot.reading.tokens import WORD, Token

LOOKED_AT = 200
"""Words at the beginning of a text that are enough to tell."""
LETTER_WEIGHT = 2
CERTAIN = 1.3
"""A language that was named is believed unless another has this many times its score."""


def guess_language(tokens: tuple[Token, ...], tongues: Mapping[str, Tongue], named: str | None) -> str | None:
    """The code of the language, None where nothing of any language that we know is there."""
    if len(tongues) == 1:
        return next(iter(tongues))
    words = [t.normal for t in tokens[:LOOKED_AT] if t.kind == WORD]
    scores = dict.fromkeys(tongues, 0)
    for code, tongue in tongues.items():
        forms, letters = tongue.lexicon.forms, frozenset(tongue.grammar.letters)
        for word in words:
            if word in forms:
                scores[code] += 1
            if not letters.isdisjoint(word):
                scores[code] += LETTER_WEIGHT
    best = max(scores, key=lambda code: (scores[code], code == named), default=None)
    if best is None or not scores[best]:
        return named if named in tongues else None
    if named in tongues and named is not None and scores[named] * CERTAIN >= scores[best]:
        return named
    return best
