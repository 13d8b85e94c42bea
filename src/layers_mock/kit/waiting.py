"""Real time, for targets whose clock cannot be moved, and chance, for names that must not collide there."""

import secrets
import time

__all__ = ["pause", "salt", "stopwatch", "unix_seconds"]

pause = time.sleep
"""Wait so many real seconds."""
stopwatch = time.perf_counter
"""Seconds from some beginning, for differences."""
unix_seconds = time.time
"""The real time, which signatures bear."""


def salt() -> str:
    """A short text that no other run has."""
    return secrets.token_hex(6)
