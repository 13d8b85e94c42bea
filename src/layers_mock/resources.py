"""Where the documents and fixtures that travel with the package are."""

from pathlib import Path

__all__ = ["data_directory"]


def data_directory() -> Path:
    """The folder that holds ``openapi/`` and ``fixtures/``: inside the wheel, else the checkout's root."""
    package = Path(__file__).parent
    packaged = package / "_data"
    return packaged if packaged.is_dir() else package.parents[1]
