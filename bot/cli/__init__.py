"""The command line: one file per command; each parses flags, calls and prints."""
