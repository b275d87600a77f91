"""rules/feeds.yaml -> feeds. An entry with a mistake is left out and told; the others are polled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field

from bot.model.articles import Feed
from bot.model.rules import Problem
from bot.rules.form_values import Text, Texts, name_of, reads
from bot.rules.forms import Form, Kind, Side
from bot.rules.shape import read_form, unknown_key
from bot.rules.tree import Block, Items, find_key, find_place, read_tree
from bot.rules.values import parse_yes

FEEDS = "feeds.yaml"
CODE = re.compile(r"[A-Za-z]{2}")


def url_of(text: str) -> str:
    if re.search(r"\s", text):
        raise ValueError(f"'{text}': an address has no spaces in it")
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise ValueError(f"'{text}' is no address: write https://...")
    return text


def language_of(text: str) -> str:
    if not CODE.fullmatch(text):
        raise ValueError(f"'{text}' is no language code: write en, uk or ru")
    return text.lower()


def country_of(text: str) -> str:
    if not CODE.fullmatch(text):
        raise ValueError(f"'{text}' is no country code: write two letters, like UA")
    return text.upper()


Yes = Annotated[bool, BeforeValidator(reads(parse_yes), json_schema_input_type=bool | str)]


class FeedForm(Form):
    """A URL that is polled."""

    id: Annotated[str, BeforeValidator(reads(name_of))] = Field(description="a short stable name")
    name: Text = Field(description="what people call it")
    url: Annotated[str, BeforeValidator(reads(url_of))]
    language: Annotated[str, BeforeValidator(reads(language_of))] | None = None
    country: Annotated[str, BeforeValidator(reads(country_of))] | None = None
    kind: Kind = Field("independent", description="official, agency, independent or state")
    side: Side | None = Field(None, description="UA or RU where it speaks from one side")
    law: Texts = Field([], description="where passing on its content is restricted; such a feed is off at first")
    on: Yes | None = Field(None, description="no: listed and not polled")


class FeedsForm(Form):
    """The feeds."""

    version: Literal["1", 1] = 1
    feeds: list[FeedForm] = []


def read_feeds(text: str, path: str = FEEDS) -> tuple[tuple[Feed, ...], tuple[Problem, ...]]:
    """Never raises."""
    tree, found = read_tree(text, path)
    problems = list(found)
    if tree is None:
        return (), tuple(problems)
    entries = tree.get("feeds") if isinstance(tree, Block) else tree
    if isinstance(tree, Block):
        for key in tree:
            if key not in FeedsForm.model_fields:
                line, column = find_key(tree, (key,))
                problems.append(Problem(path, line, column, unknown_key(key, list(FeedsForm.model_fields))))
    if not isinstance(entries, Items):
        line, column = find_place(tree, ("feeds",))
        return (), (*problems, Problem(path, line, column, "`feeds` is a list: start each feed with `- id:`"))
    feeds: dict[str, Feed] = {}
    above: tuple[str | int, ...] = ("feeds",) if isinstance(tree, Block) else ()
    for number in range(len(entries)):
        form, mistakes = read_form(FeedForm, tree, path, (*above, number))
        problems += mistakes
        if form is None:
            continue
        if twin := twin_of(form, feeds):
            line, column = find_place(tree, (*above, number, "id"))
            problems.append(Problem(path, line, column, f"{twin}: take one of them out"))
        else:
            feeds[form.id] = feed_of(form)
    return tuple(feeds.values()), tuple(problems)


def twin_of(form: FeedForm, feeds: Mapping[str, Feed]) -> str:
    if form.id in feeds:
        return f"there is a feed '{form.id}' above"
    same = next((f.feed_id for f in feeds.values() if f.url == form.url), None)
    return f"'{same}' above has the same address" if same else ""


def feed_of(form: FeedForm) -> Feed:
    return Feed(
        feed_id=form.id,
        name=form.name,
        url=form.url,
        language=form.language,
        country=form.country,
        kind=form.kind,
        side=form.side,
        law=tuple(form.law),
        on=form.on if form.on is not None else not form.law,
    )
