"""Idempotency records: the first answer to a key, kept for 24 hours of the world's time.

A record belongs to one API key and one operation; its fingerprint is the concrete path, query and body. Only successes
are kept. Source: getting-started/common-patterns, getting-started/sandbox; what pages leave open is inferred.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import NamedTuple

import orjson

from layers_mock.world.ids import Key

__all__ = ["IdempotencyRecords", "Record", "RecordPlace", "fingerprint"]

RecordPlace = tuple[Key, str, str]
"""API key, operation, Idempotency-Key."""


class Record(NamedTuple):
    """The first answer under a key."""

    fingerprint: bytes
    expires_at: int
    status: int
    body: bytes
    headers: Mapping[str, str]


def fingerprint(path: str, query: str, body: object) -> bytes:
    """16 bytes that are equal for equal requests, however the body's JSON was written down."""
    text = orjson.dumps([path, query, body], option=orjson.OPT_SORT_KEYS)
    return blake2b(text, digest_size=16).digest()


class IdempotencyRecords:
    """The records of one world, oldest first."""

    __slots__ = ("_records",)

    def __init__(self) -> None:
        self._records: dict[RecordPlace, Record] = {}

    def find(self, key: Key, operation: str, idempotency_key: str, now: int) -> Record | None:
        """The record of an earlier call, unless its window is over."""
        record = self._records.get((key, operation, idempotency_key))
        return record if record is not None and now < record.expires_at else None

    def keep(self, key: Key, operation: str, idempotency_key: str, record: Record, now: int) -> None:
        """Keep a first answer, and drop those whose window is over. All windows are equally long, so the oldest end first."""
        place = (key, operation, idempotency_key)
        self._records.pop(place, None)
        self._records[place] = record
        while True:
            oldest = next(iter(self._records))
            if now < self._records[oldest].expires_at:
                return
            del self._records[oldest]

    def entries(self) -> list[tuple[RecordPlace, Record]]:
        """Every record with its place, oldest first."""
        return list(self._records.items())

    def restore(self, entries: Iterable[tuple[RecordPlace, Record]]) -> None:
        """Go on from records kept elsewhere, oldest first."""
        self._records = dict(entries)
