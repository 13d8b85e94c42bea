"""What the figures were measured with."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version

__all__ = ["machine"]


def machine() -> dict[str, object]:
    """Cores, system, and the versions that decide the figures; ``None`` for what is not installed."""
    return {
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "layers-mock": _version("layers-mock"),
        "aiohttp": _version("aiohttp"),
        "uvloop": _version("uvloop"),
    }


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
