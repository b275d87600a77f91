"""How long news takes: from publication to delivery, measured by the program itself and read from its metrics page.

The whole program, feed server and Bot API server as processes of their own. Twenty feeds publish events that are told
to many chats, at about half of what Telegram lets pass; each feed is polled every five seconds, so that on the
average half of that goes by before news is seen. `own` is what the program itself took: from the fetch of the
article to the delivered message.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.benchmarks._news import cities_of, make_timetable, write_rules
from tests.benchmarks.crash import ROOT, ask, come_to_rest, far_side, set_up

UNTIL_READY = 10.0
"""Seconds until the program polls: it imports and compiles first."""
SLOWNESS = 0.03
NAMES = {"tocsin_delivery_delay_seconds": "publication_to_delivery_s", "tocsin_own_delay_seconds": "own_s"}


def measure(quick: bool, options: list[str]) -> dict[str, object]:
    events, seconds, per_city = (25, 20.0, 3) if quick else (110, 90.0, 3)
    with tempfile.TemporaryDirectory(prefix="tocsin-delay-") as name:
        folder = Path(name)
        cities = cities_of(write_rules(folder, ROOT, 0), events)
        begin = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(seconds=UNTIL_READY + 8)
        table = make_timetable(cities, seconds, 3, begin, per_city)
        with far_side(table, 3, SLOWNESS) as (outlets, _receiver, settings):
            db = set_up(folder / "program", table, settings)
            page = f"127.0.0.1:{free_port()}"
            with (folder / "log").open("wb") as log:
                program = subprocess.Popen(
                    [sys.executable, "-m", "bot", "run"],
                    cwd=folder / "program", stdout=log, stderr=log,
                    env=os.environ | settings | {"PYTHONPATH": str(ROOT), "TOCSIN_METRICS": page},
                )  # fmt: skip
            try:
                time.sleep(max(0.0, (begin - dt.datetime.now(dt.UTC)).total_seconds()))
                ask(outlets, "begin 1")
                come_to_rest(db, outlets)
                read = urllib.request.urlopen(f"http://{page}/metrics", timeout=20).read().decode()
            finally:
                program.terminate()
                program.wait(30)
    found = {
        f"p{float(s.labels['quantile']) * 100:.0f}_{NAMES[s.name]}": round(s.value, 2)
        for family in text_string_to_metric_families(read)
        for s in family.samples
        if s.name in NAMES
    }
    return found | {"events": len(cities), "requests_a_second": round(4 * events * per_city / seconds, 1)}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
