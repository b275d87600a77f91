"""The history as pages: Datasette over the database, and pages of our own. Read-only, and nothing of who listens."""
