"""Tocsin reads the news of a war and rings the bell once per event."""

__version__ = "0.1.0"
