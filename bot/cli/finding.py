"""What a look at a set-up found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` is empty where it is well."""

    what: str
    says: str
    remedy: str = ""
