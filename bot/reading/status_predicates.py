"""What a sentence says happens: closed, reopened, as usual; each with the words that say it.

Verbs of the place ("close", "reopen") speak for themselves; verbs of stopping and resuming need flights or work
near them, restrictions need nothing but may be lifted, and "work" and "accept" mean closed only when negated.
"""

from __future__ import annotations

from dataclasses import replace

from bot.reading.status_again import read_possible
from bot.reading.status_limits import read_carpet, read_limit, read_lone_verb
from bot.reading.status_looks import NORMAL, REOPENED, Predicate
from bot.reading.status_scene import Scene
from bot.reading.status_verbs import (
    read_back,
    read_close,
    read_handle,
    read_idle,
    read_normal,
    read_nothing,
    read_open,
    read_permit,
    read_reopen,
    read_resume,
    read_revive,
    read_stand,
    read_standstill,
    read_stop,
    read_work,
)


def find_predicates(scene: Scene) -> list[Predicate]:
    """In order; a word belongs to one predicate, the richer ones first."""
    taken: set[int] = set()
    found: list[Predicate] = []
    for role, read in READERS:
        for mark in scene.roles.get(role, ()):
            if not taken.isdisjoint(range(mark.first, mark.last)):
                continue
            for predicate in read(scene, mark):
                taken.update(predicate.words)
                found.append(predicate)
    return merge_normal(scene, sorted(found, key=lambda p: (p.first, p.last)))


READERS = (
    ("carpet", read_carpet),
    ("limit", read_limit),
    ("back", read_back),
    ("standstill", read_standstill),
    ("idle", read_idle),
    ("revive", read_revive),
    ("stop", read_stop),
    ("reopen", read_reopen),
    ("close", read_close),
    ("resume", read_resume),
    ("possible", read_possible),
    ("handle", read_handle),
    ("work", read_work),
    ("normal", read_normal),
    ("open", read_open),
    ("stand", read_stand),
    ("traffic", read_nothing),
    ("permit", read_permit),
    ("lift", read_lone_verb),
    ("impose", read_lone_verb),
)


def merge_normal(scene: Scene, found: list[Predicate]) -> list[Predicate]:
    """ "Works as usual" is one predicate; beside "now" it may mean open again, which the text before tells."""
    merged: list[Predicate] = []
    for predicate in found:
        last = merged[-1] if merged else None
        if last is not None and is_as_usual(scene, last, predicate):
            merged[-1] = replace(
                last, last=max(last.last, predicate.last), state=NORMAL, needs_place=False,
                is_again=last.is_again or predicate.is_again, words=(*last.words, *predicate.words),
            )  # fmt: skip
        else:
            merged.append(predicate)
    return merged


def is_as_usual(scene: Scene, last: Predicate, predicate: Predicate) -> bool:
    """Only working and accepting are told to be as usual, not a closure or reopening."""
    if NORMAL not in (last.state, predicate.state) or predicate.first - last.last > 6:
        return False
    if scene.bounds_between(last.last, predicate.first):
        return False
    both = (last, predicate)
    return all(p.state == NORMAL or (p.state == REOPENED and is_work(scene, p)) for p in both) and any(
        is_work(scene, p) for p in both
    )


def is_work(scene: Scene, predicate: Predicate) -> bool:
    return any(scene.at(i, "work", "handle") for i in predicate.words)
