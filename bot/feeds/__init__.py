"""The web -> articles: fetch, split, parse, clean, pace and health of feeds."""
