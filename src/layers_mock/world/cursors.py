"""Cursors: where a page of a list ended, so that the next begins right behind it.

A cursor holds the place of the last row shown. Places never change, so pages neither repeat nor skip a row when others
are added meanwhile. A cursor carries the name of its list and no other list takes it (the document's pattern sees to that).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

__all__ = ["decode_cursor", "decode_places", "encode_cursor", "encode_places", "page"]

R = TypeVar("R")
_BYTES, _LENGTH = 8, 11
_LONG = 22
"""Characters of two numbers: an instant, and a place among those of the same instant."""


def encode_cursor(list_name: str, place: int) -> str:
    """The cursor of a place in a list: the list's name and 11 characters of base64url."""
    return f"{list_name}_{urlsafe_b64encode(place.to_bytes(_BYTES)).decode().rstrip('=')}"


def decode_cursor(cursor: str) -> int:
    """The place behind a cursor that matches its document's pattern."""
    return int.from_bytes(urlsafe_b64decode(cursor[-_LENGTH:] + "="))


def encode_places(list_name: str, places: tuple[int, int]) -> str:
    """The cursor of a row in a list that is sorted by an instant: that instant and the row's place, in 22 characters."""
    packed = places[0].to_bytes(_BYTES, signed=True) + places[1].to_bytes(_BYTES)
    return f"{list_name}_{urlsafe_b64encode(packed).decode().rstrip('=')}"


def decode_places(cursor: str) -> tuple[int, int]:
    """The instant and the place behind a cursor that matches its document's pattern."""
    packed = urlsafe_b64decode(cursor[-_LONG:] + "==")
    return int.from_bytes(packed[:_BYTES], signed=True), int.from_bytes(packed[_BYTES:])


def _any_row(_row: object) -> bool:
    return True


def page(
    rows: Iterable[tuple[int, R]], limit: int, list_name: str, wanted: Callable[[R], bool] = _any_row
) -> tuple[list[R], str | None]:
    """The first ``limit`` wanted rows and the cursor of the next page, ``None`` where this is the last."""
    found = list(islice(((place, row) for place, row in rows if wanted(row)), limit + 1))
    following = encode_cursor(list_name, found[limit - 1][0]) if len(found) > limit else None
    return [row for _, row in found[:limit]], following
