"""What may be shown to anybody, as views: no chat, no watch that a chat made for itself, no whole article."""

MINE = "rule_id LIKE 'watch-%'"
"""Rules that chats made for themselves (`/watch`)."""

STATEMENTS = (
    f"""
    CREATE VIEW public_alerts AS
    SELECT alert_id, rule_id, topic, worst AS severity, value, headline, revisions, answers, is_silent, first_at,
           last_at
    FROM alerts WHERE NOT ({MINE})
    """,  # noqa: S608
    f"""
    CREATE VIEW public_events AS
    SELECT event_id, rule_id, kind, state, severity, value, attacker, place, airport, region, country, day, imported,
           opened_at, last_report_at, ended_at, alert_id
    FROM events WHERE NOT ({MINE})
    """,  # noqa: S608
    """
    CREATE VIEW public_figures AS
    SELECT f.figure_id, f.event_id, e.rule_id, e.day, f.thing, f.action, f.value, f.high, f.bound, f.role, f.place,
           f.claimed_by, f.article_id, f.outlet, f.written_at
    FROM figures AS f JOIN events AS e USING (event_id) WHERE NOT (e.rule_id LIKE 'watch-%')
    """,
    """
    CREATE VIEW public_sources AS
    SELECT s.source_id, s.event_id, e.rule_id, s.article_id, s.outlet, s.url, s.title, s.kind, s.voice, s.evidence,
           s.language, s.written_at, s.role
    FROM sources AS s JOIN events AS e USING (event_id) WHERE NOT (e.rule_id LIKE 'watch-%')
    """,
    f"""
    CREATE VIEW public_revisions AS
    SELECT r.alert_id, r.number, a.rule_id, r.change, r.severity, r.headline, r.article_id, r.reason, r.made_at,
           r.is_silent
    FROM revisions AS r JOIN alerts AS a USING (alert_id) WHERE NOT (a.{MINE})
    """,  # noqa: S608
    f"""
    CREATE VIEW public_reports AS
    SELECT report_id, article_id, edition, rule_id, event_id, fact_number, fate, reason, at
    FROM reports WHERE rule_id IS NULL OR NOT ({MINE})
    """,  # noqa: S608
    """
    CREATE VIEW public_articles AS
    SELECT article_id, outlet, feed_id, url, title, language, kind, side, published_at, fetched_at, edition, credit
    FROM articles
    """,
    """
    CREATE VIEW public_facts AS
    SELECT fact_id, article_id, edition, fact_number, kind, thing, action, value, high, bound, attacker, place,
           airport, status, claimed_by, day, standing, is_news, evidence, found_by
    FROM facts WHERE found_by NOT LIKE 'phrase: watch-%'
    """,
    """
    CREATE VIEW public_feeds AS
    SELECT feed_id, status, reason, failures, interval, due_at, last_ok_at, last_item_at FROM feed_states
    """,
)
