"""Run the server by hand: `python -m tests.botapi [--port 8081]`, then type what people do.

    anna: /start              a person writes (she is made when first named)
    anna taps Drones          she taps a button
    quit

Point the bot at it: TOCSIN_TELEGRAM_TOKEN and the base URL are printed at the start.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys

from tests.botapi.play import say, tap
from tests.botapi.server import BotApi
from tests.botapi.transcript import block

TYPED = re.compile(r"(?P<who>\w+)(?::\s*(?P<says>.+)|\s+taps\s+(?P<taps>.+))$")


async def run(port: int) -> None:
    api = BotApi()
    await api.start(port)
    print(f"base URL {api.base_url}\ntoken    {api.token}", flush=True)
    shown = asyncio.create_task(show(api))
    people: dict[str, int] = {}
    while line := await asyncio.to_thread(sys.stdin.readline):
        if line.strip() == "quit":
            break
        found = TYPED.match(line.strip())
        if not found:
            print("write NAME: TEXT, or NAME taps LABEL, or quit", flush=True)
            continue
        number = people.setdefault(found["who"], 1001 + len(people))
        if number not in api.world.people:
            api.world.person(number, found["who"].capitalize())
        try:
            await (say(api, number, found["says"]) if found["says"] else tap(api, number, found["taps"]))
        except LookupError as missing:
            print(missing, flush=True)
    shown.cancel()
    await api.stop()


async def show(api: BotApi) -> None:
    """Print what the bot does as it does it."""
    done = 0
    while True:
        for line in api.world.lines[done:]:
            if line.who == "bot":
                print(block(api.world, line, True), flush=True)
        done = len(api.world.lines)
        for problem in api.problems:
            print(f"BAD CALL: {problem}", flush=True)
        api.problems.clear()
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(prog="python -m tests.botapi", description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--port", type=int, default=8081)
    asyncio.run(run(asked.parse_args().port))
