"""What Linux tells of a running process; ``None`` on systems that do not."""

import re
from pathlib import Path

__all__ = ["busy_seconds", "resident_bytes"]

_RESIDENT = re.compile(r"^VmRSS:\s+([0-9]+) kB$", re.MULTILINE)


def busy_seconds(pid: int) -> float | None:
    """Seconds that a process's main thread has spent on a processor; waiting for one does not count."""
    text = _read(pid, "schedstat")
    return None if text is None else int(text.split()[0]) / 1_000_000_000


def resident_bytes(pid: int) -> int | None:
    """Bytes of a process that are in memory."""
    found = _RESIDENT.search(_read(pid, "status") or "")
    return None if found is None else int(found[1]) * 1024


def _read(pid: int, name: str) -> str | None:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return None
