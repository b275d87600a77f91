"""The flow of rule files: read the folder, pass the gate, put in force what came through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import structlog

from bot.model import Note, Problem, Watch
from bot.rulebook import Rulebook, make_rulebook
from bot.rules.disk import read_folder, stamp_folder
from bot.rules.gate import Gate, RunTests, gate
from bot.rules.load import VOCABULARY, Loaded
from bot.rules.names import names_from
from bot.rules.watches import with_watches
from bot.store import Store
from bot.store.chats import all_watches
from bot.store.house import load_rule_files, save_rule_files
from bot.store.notes import add_notes

BROKEN = {
    "en": "Rule file with a mistake, its last good version holds. {}",
    "uk": "Помилка у файлі правил, діє його останній справний варіант. {}",
    "ru": "Ошибка в файле правил, действует его последний исправный вариант. {}",
}
MENDED = {
    "en": "The rule file {} is good again and in force",
    "uk": "Файл правил {} знову справний і діє",
    "ru": "Файл правил {} снова исправен и действует",
}

log = structlog.get_logger()


class RuleWatch:
    """Knows the rules folder, and what of it was in force last."""

    def __init__(self, folder: Path, run_tests: RunTests) -> None:
        self.folder = folder
        self.run_tests = run_tests
        self.stamp: frozenset[tuple[str, int, int]] | None = None
        self.seen: frozenset[tuple[str, int, int]] | None = None
        """The folder at the last look."""
        self.loaded: Loaded | None = None
        self.problems: tuple[Problem, ...] = ()
        self.kept: Mapping[str, str] = {}
        """Files that run in an older version, or not at all, with the mistake that keeps them."""

    def is_edited(self) -> bool:
        """Whether any file changed since it was read, and none since the last look.

        An editor that writes a long file bit by bit, or a copy of many files, is left to finish.
        """
        before, self.seen = self.seen, stamp_folder(self.folder)
        return self.seen == before and self.seen != self.stamp

    def read(self, previous: Mapping[str, str], watches: Iterable[Watch] = ()) -> tuple[Gate, Rulebook]:
        """The folder through the gate; `previous` are the last good texts (see `load_rule_files`), `watches` what
        chats watch for themselves.

        Takes seconds (inline tests, compiling), so it belongs into a thread of its own. Raises RuleError where
        there is no folder; a file with a mistake keeps its last good version.
        """
        self.stamp = stamp_folder(self.folder)
        texts, unread = read_folder(self.folder)
        if not any(path.startswith(f"{VOCABULARY}/") for path in (*texts, *previous)):
            log.error("no words to read with: `tocsin init` writes the vocabulary folder", folder=str(self.folder))
        passed = gate(previous, texts, self.run_tests, self.loaded, unread)
        return passed, self.book_of(passed.loaded, watches)

    def book_of(self, loaded: Loaded, watches: Iterable[Watch]) -> Rulebook:
        """What was loaded and what chats watch, compiled together."""
        ruleset = with_watches(loaded.ruleset, watches, names_from(loaded.vocabulary))
        return make_rulebook(ruleset, loaded.feeds, loaded.vocabulary)

    def keep(self, store: Store, passed: Gate, now: dt.datetime) -> None:
        """Write down what is in force now, so that it holds over a restart, and tell what changed about it.

        Inside the caller's transaction.
        """
        save_rule_files(store, passed.good, now)
        self.tell(passed)
        add_notes(store, self.notes_of(passed, now))
        self.loaded = passed.loaded
        self.problems = passed.problems
        self.kept = {path: str(problem) for path, problem in passed.kept.items()}

    def renew(self, store: Store, now: dt.datetime) -> Rulebook:
        """Read the folder and keep what passed, at once, inside the caller's transaction."""
        passed, book = self.read(load_rule_files(store), watches_in(store))
        self.keep(store, passed, now)
        return book

    def try_file(self, store: Store, path: str, text: str | None) -> tuple[Problem, ...]:
        """What would keep one more file (or another text of it, or its going) from being in force; nothing is
        changed."""
        texts, unread = read_folder(self.folder)
        return faults(load_rule_files(store), texts, path, text, self.run_tests, self.loaded, unread)

    def write_file(self, path: str, text: str | None) -> None:
        """Write a whole rule file in one step: a reader sees the old text or the new one, never a half. None takes
        it away."""
        target = self.folder / path
        if text is None:
            target.unlink(missing_ok=True)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(f".{target.name}.new")
        half.write_text(text, encoding="utf-8")
        half.replace(target)

    def tell(self, passed: Gate) -> None:
        for path, problem in passed.kept.items():
            log.error("a rule file has a mistake; its last good version holds", file=path, where=str(problem))
        for path in self.kept.keys() - passed.kept.keys():
            log.info("a rule file is good again", file=path)

    def notes_of(self, passed: Gate, now: dt.datetime) -> list[Note]:
        """What the owner is told: each new mistake once, and when a file is good again."""
        bad = {path: str(problem) for path, problem in passed.kept.items() if self.kept.get(path) != str(problem)}
        good = {path: path for path in self.kept.keys() - passed.kept.keys()}
        return [
            Note(key=f"rules:{path}", said={code: form.format(what) for code, form in forms.items()}, made_at=now)
            for forms, those in ((BROKEN, bad), (MENDED, good))
            for path, what in those.items()
        ]


def faults(
    good: Mapping[str, str],
    texts: Mapping[str, str],
    path: str,
    text: str | None,
    run_tests: RunTests,
    known: Loaded | None = None,
    unread: Sequence[Problem] = (),
) -> tuple[Problem, ...]:
    """What keeps the folder `texts` from being in force with this text at `path` (None: without that file)."""
    new = {p: t for p, t in texts.items() if p != path} | ({path: text} if text is not None else {})
    passed = gate(good, new, run_tests, known, unread)
    own = tuple(p for p in passed.problems if p.path == path and not p.is_advice)
    return own or tuple(problem for kept, problem in passed.kept.items() if kept == path)


def watches_in(store: Store) -> tuple[Watch, ...]:
    """What all chats watch for themselves."""
    return tuple(watch for watches in all_watches(store).values() for watch in watches)
