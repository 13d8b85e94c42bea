"""Snapshots in files: read whole, and replaced in one step, so that a file is always one that was saved completely."""

import os
import tempfile
from pathlib import Path

import orjson

from layers_mock.contract import JsonObject
from layers_mock.errors import SnapshotError

__all__ = ["check_place", "dumped", "read_snapshot", "write_snapshot"]


def read_snapshot(path: Path) -> object:
    """What a file says, as plain JSON values. Raises :class:`SnapshotError` where it cannot be read or is no JSON."""
    try:
        return orjson.loads(path.read_bytes())
    except OSError as error:
        raise SnapshotError(f"{path} cannot be read: {error.strerror}.") from None
    except orjson.JSONDecodeError as error:
        raise SnapshotError(f"{path} is no snapshot, or the end of one is missing: {error}.") from None


def write_snapshot(path: Path, document: JsonObject) -> None:
    """Put a snapshot into a file: beside it first, then in its place. A link stays a link, and a file keeps its permissions.

    Raises :class:`SnapshotError` where that cannot be done; the file is as it was then.
    """
    try:
        _replace(_resolved(path), dumped(document))
    except OSError as error:
        raise SnapshotError(f"The snapshot cannot be saved to {path}: {error.strerror}.") from None


def dumped(document: JsonObject) -> bytes:
    """A snapshot as text, laid out for people to read."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def check_place(path: Path) -> None:
    """Make sure, before it matters, that a snapshot can be saved there. Raises :class:`SnapshotError`."""
    target = _resolved(path)
    if target.exists() and not target.is_file():
        raise SnapshotError(f"{path} is no file that a snapshot can be saved to.")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise SnapshotError(f"A snapshot cannot be saved to {path}: {target.parent} is no folder that can be written to.")


def _resolved(path: Path) -> Path:
    """The file behind a path, links followed."""
    try:
        target = path.resolve()
        target.exists()
    except (OSError, RuntimeError, ValueError):
        raise SnapshotError(f"{str(path)[:100]!r} cannot be the path of a snapshot.") from None
    return target


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), _mode_of(target))
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _mode_of(target: Path) -> int:
    """The permissions of the file, or those that a new file gets."""
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the new name last beyond a loss of power; not every file system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)
