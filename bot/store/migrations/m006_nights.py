"""Charts of years look for nation-wide nights alone: a few of a day among all that happened."""

STATEMENTS = (
    "CREATE INDEX events_by_night ON events (day, attacker) WHERE day IS NOT NULL AND place IS NULL AND kind = 'count'",
)
