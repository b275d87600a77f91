"""The forms of a lemma, each with what it tells (case, number, part of speech). Used at compile time only."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from bot.reading.tokens import normal
from bot.reading.vocabulary import Grammar

Forms = dict[str, frozenset[str]]

GRAMMEMES = (
    "nomn gent datv accs ablt loct sing plur past pres futr impr infn pssv PRTS PRTF NOUN ADJF ADJS VERB INFN "
    "GRND NUMR Impe femn masc neut"
)
KEPT = frozenset(GRAMMEMES.split())
"""What is kept of a dictionary's grammemes: case and number settle roles, part of speech and voice the rest."""

INDECLINABLE = 5
"""Words without a vowel, or acronyms up to this many letters, do not change."""
VOWELS = frozenset("аеиоуыэюяіїєaeiouyąęó")


def inflector(code: str, grammar: Grammar) -> Callable[[str], Forms]:
    """A function from a lemma (`=word`: as written) to its forms."""
    morph = analyzer(code) if grammar.morphology == "pymorphy" else None

    def forms(word: str) -> Forms:
        if word.startswith("="):
            return {word[1:]: frozenset()}
        if morph is not None:
            return slavic_forms(morph, word, grammar)
        return ending_forms(word, grammar)

    return functools.cache(forms)


@functools.cache
def analyzer(code: str) -> Any:
    import pymorphy3  # only those who compile need the dictionaries in memory

    return pymorphy3.MorphAnalyzer(lang=code)


def ending_forms(word: str, grammar: Grammar) -> Forms:
    """Forms by the endings of the grammar: the longest that fits decides; irregular forms come on top."""
    forms: Forms = {word: frozenset({"base"})}
    irregular = grammar.irregular.get(word, {})
    fitting = [e for e in grammar.endings if word.endswith(e) and len(word) > len(e)]
    changes = grammar.endings[max(fitting, key=len)] if fitting else {}
    stem = word[: len(word) - len(max(fitting, key=len))] if fitting else word
    for gram, endings in changes.items():
        if gram not in irregular:
            for ending in endings:
                add(forms, stem + ending, frozenset(gram.split()))
    for gram, whole in irregular.items():
        for form in whole:
            add(forms, form, frozenset(gram.split()))
    return forms


def add(forms: Forms, form: str, grams: frozenset[str]) -> None:
    forms[form] = forms.get(form, frozenset()) | grams


def slavic_forms(morph: Any, word: str, grammar: Grammar) -> Forms:
    """All forms of all readings of a word of which it is the lemma (else of all readings).

    The first reading alone is wrong too often (`Києві`), so forms of several paradigms are joined. Acronyms
    stay as they are; words that the dictionary lacks change like the word that the grammar names.
    """
    like = grammar.like.get(word) or like_ending(morph, word, grammar)
    if like is not None:
        return forms_like(morph, word, like)
    if not VOWELS & set(word) or any(c.isdigit() for c in word):
        return {word: frozenset({"indeclinable"})}
    head, dash, tail = word.rpartition("-")
    if dash and not morph.word_is_known(word):
        return {f"{head}-{form}": grams for form, grams in slavic_forms(morph, tail, grammar).items()}
    parses = [p for p in morph.parse(word) if p.is_known] or morph.parse(word)[:1]
    named = [p for p in parses if normal(p.normal_form) == word]
    forms: Forms = {}
    for parse in named or parses:
        for form in parse.lexeme:
            if "impr" not in form.tag:  # news gives no orders, and «удар» is no form of «ударити» there
                add(forms, normal(form.word), grams_of(form.tag))
    if word not in forms:
        add(forms, word, frozenset())
    if grammar.derived:
        derive(forms, grammar)
    if word[:1] in tuple(grammar.alternating) and word[1:2] not in VOWELS:
        alternate(forms, grammar.alternating)
    return forms


def alternate(forms: Forms, letters: str) -> None:
    """Verbs begin with either of two letters, as the word before them ends ("він влучив", "дрон улучив")."""
    verbal = [(form, grams) for form, grams in forms.items() if grams & VERBAL_FORMS]
    for form, grams in verbal:
        other = letters[1] if form[0] == letters[0] else letters[0]
        forms.setdefault(other + form[1:], grams)


VERBAL_FORMS = frozenset({"VERB", "INFN", "GRND", "PRTF", "PRTS", "Impe"})


def derive(forms: Forms, grammar: Grammar) -> None:
    """Forms of a verb that the dictionary lacks: the longest ending that fits decides."""
    verbal = [form for form, grams in forms.items() if grams & {"VERB", "INFN"} and "past" not in grams]
    for form in verbal:
        fitting = max((e for e in grammar.derived if form.endswith(e)), key=len, default=None)
        for gram, endings in grammar.derived[fitting].items() if fitting else ():
            for ending in endings:
                forms.setdefault(form.removesuffix(fitting or "") + ending, frozenset({"VERB", *gram.split()}))


def forms_like(morph: Any, word: str, like: str) -> Forms:
    parses = [p for p in morph.parse(like) if normal(p.normal_form) == like][:1] or morph.parse(like)[:1]
    shared = shared_ending(word, like)
    forms: Forms = {word: frozenset()}
    stem, stem_like = word[: len(word) - shared], like[: len(like) - shared]
    for form in parses[0].lexeme:
        if normal(form.word).startswith(stem_like):
            add(forms, stem + normal(form.word)[len(stem_like) :], grams_of(form.tag))
    return forms


def like_ending(morph: Any, word: str, grammar: Grammar) -> str | None:
    """The word after which the grammar has words of an ending (`*щина`) change that the dictionary lacks."""
    for ending, like in grammar.like.items():
        if ending.startswith("*") and word.endswith(ending[1:]) and not morph.word_is_known(word):
            return like
    return None


def shared_ending(word: str, like: str) -> int:
    """How many letters the endings share, at most two; a final consonant is no ending."""
    count = 0
    while (
        count < 2 and word[-1 - count :][:1] == like[-1 - count :][:1] and word[-1 - count] in VOWELS | {"ь", "й"}
    ):
        count += 1
    return count


def grams_of(tag: Any) -> frozenset[str]:
    return frozenset(str(g) for g in tag.grammemes if str(g) in KEPT)
