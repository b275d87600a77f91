"""A budget per hour counts what each chat was told lately: not among all that it was ever told."""

STATEMENTS = (
    "CREATE INDEX deliveries_told ON deliveries (created_at) WHERE manner = 'new' AND alert_id IS NOT NULL",
)
