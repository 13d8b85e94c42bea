"""Decisions taken from a seed: the same seed and question always give the same answer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Option = TypeVar("Option")


@dataclass(frozen=True, slots=True)
class Choices:
    """Named decisions derived from `seed` by BLAKE2b, each independent of the others."""

    seed: str

    def number(self, question: str, low: int, high: int) -> int:
        """A whole number in `low..high`, both included."""
        text = f"{question}\n{self.seed}".encode("utf-8", "surrogatepass")
        drawn = int.from_bytes(hashlib.blake2b(text, digest_size=8).digest())
        return low + drawn % (high - low + 1)

    def pick(self, question: str, options: Sequence[Option]) -> Option:
        """One of `options`."""
        return options[self.number(question, 0, len(options) - 1)]

    def happens(self, question: str, percent: int) -> bool:
        """Whether something that is true for `percent` of all seeds is true for this one."""
        return self.number(question, 1, 100) <= percent
