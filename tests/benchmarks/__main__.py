"""Print measured figures: `python -m tests.benchmarks NAME [--json] [--quick] [options of its own]`.

A benchmark is a module of this folder with `measure(quick: bool, options: list[str]) -> dict[str, object]`:
its keys are those that docs/design.md fixes; a value that was measured several times is a list of numbers,
of which the minimum, the median and the maximum are printed (`--json` gives the median under the key and
all three under `spread`).
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import json
import os
import platform
import statistics
import sys
from pathlib import Path

NAMES = sorted(p.stem for p in Path(__file__).parent.glob("*.py") if not p.stem.startswith("_"))


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.split("\n")[0])
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="one JSON object, nothing else, on standard output")
    parser.add_argument("--quick", action="store_true", help="smaller data, under a minute")
    asked, options = parser.parse_known_args(words)
    bench = importlib.import_module(f"tests.benchmarks.{asked.name}")
    measured: dict[str, object] = bench.measure(asked.quick, options)
    header = {
        "benchmark": asked.name,
        "machine": machine(),
        "date": dt.datetime.now(dt.UTC).isoformat("T", "seconds"),
    }
    spread = {k: [min(v), statistics.median(v), max(v)] for k, v in measured.items() if is_series(v)}
    plain = {k: spread[k][1] if k in spread else v for k, v in measured.items()}
    if asked.json:
        print(json.dumps(header | plain | {"spread": spread, "quick": asked.quick}))
        return 0
    print(f"{asked.name}, {header['date']}, {header['machine']}{', quick' if asked.quick else ''}")
    for key, value in plain.items():
        low, high = (spread[key][0], spread[key][2]) if key in spread else (value, value)
        print(
            f"  {key:28} {show(value):>14}   min {show(low)}   max {show(high)}"
            if key in spread
            else f"  {key:28} {show(value):>14}"
        )
    return 0


def is_series(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, (int, float)) for v in value)


def show(value: object) -> str:
    return f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
