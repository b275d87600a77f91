"""Whatever people and servers may send. The number of examples is fixed; FUZZ_TIMES=10 by hand before a release.

Rule files are fuzzed in tests/rules, updates of the Bot API in tests/channels.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))


def examples(count: int) -> settings:
    """So many examples, the same ones each time; more of them are chosen anew."""
    return settings(
        max_examples=count * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
