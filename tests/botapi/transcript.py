"""What a chat saw, as text that reads like a conversation."""

from __future__ import annotations

from collections.abc import Iterable

from tests.botapi.world import Line, World

WIDTH = 100


def transcript(world: World, chats: Iterable[int] | None = None) -> str:
    """Every line of those chats (all of them if None) in the order in which things happened."""
    wanted = set(chats) if chats is not None else None
    shown = [line for line in world.lines if wanted is None or line.chat_id in wanted]
    many = len({line.chat_id for line in shown}) > 1
    return "\n".join(block(world, line, many) for line in shown) + "\n"


def block(world: World, line: Line, named: bool) -> str:
    place = world.places.get(line.chat_id)
    where = f" [{place.title}]" if named and place and place.kind != "private" else ""
    to = f" to {place.title}" if named and place else ""
    if line.did == "says":
        return f"\n{line.who}{where}: {line.text}"
    if line.did == "taps":
        return f"\n{line.who}{where} taps [ {line.text} ]"
    if line.did == "event":
        return f"\n* {line.who}{where} {line.text}"
    if line.did == "toast":
        return f"  Tocsin{to}, over the button: {line.text}"
    head = f"  Tocsin{to}{', editing its message' if line.did == 'edits' else ''}:"
    quoted = [f"  > {line.answers[:80]}"] if line.answers else []
    body = [f"  | {text}" for text in line.text.split("\n")]
    rows = ["  | " + " ".join(f"[ {label} ]" for label in row) for row in line.buttons]
    return "\n".join([head, *quoted, *body, *rows])
