"""Figures: what was measured in every round, beside the baseline of the same round, and what was hoped for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from layers_mock.contract import JsonObject

__all__ = ["Aim", "Figure", "Group", "Settings", "Spread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How much is measured: small values make a smoke test of it."""

    seconds: float = 2.0
    """How long each server is loaded in each round."""
    rounds: int = 5
    starts: int = 9
    """Cold starts of each server."""
    clones: int = 100_000
    """Clones after which memory is read."""
    reads: int = 1_000_000
    """Polls after which memory is read."""
    worlds: int = 300
    """Worlds made, reset and dropped, and tests run through the pytest fixture."""
    rows: int = 100_000
    """Containers, jobs, posts and deliveries of a populated world."""
    events: int = 10_000
    """Events that are told to each of three receivers."""
    connections: int = 32


@dataclass(frozen=True, slots=True)
class Spread:
    """One quantity over all rounds."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle round."""
        return median(self.rounds)

    def as_json(self) -> JsonObject:
        """Median, extremes and every round."""
        return {"median": self.median, "min": min(self.rounds), "max": max(self.rounds), "rounds": list(self.rounds)}


@dataclass(frozen=True, slots=True)
class Aim:
    """What the ratio to the baseline should be."""

    direction: Literal["at least", "at most"]
    ratio: float

    def is_met(self, ratio: float) -> bool:
        """Whether a ratio is as hoped for."""
        return ratio >= self.ratio if self.direction == "at least" else ratio <= self.ratio


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: a quantity of layers-mock's and, where there is one, the baseline's, round by round."""

    name: str
    unit: str
    subject: Spread
    baseline: Spread | None = None
    aim: Aim | None = None

    @classmethod
    def of(
        cls, name: str, unit: str, subject: Sequence[float], baseline: Sequence[float] = (), aim: Aim | None = None
    ) -> "Figure":
        """A figure from the values of all rounds."""
        return cls(name, unit, Spread(tuple(subject)), Spread(tuple(baseline)) if baseline else None, aim)

    @property
    def ratio(self) -> Spread | None:
        """layers-mock's value over the baseline's of the same round."""
        if self.baseline is None:
            return None
        return Spread(tuple(s / b for s, b in zip(self.subject.rounds, self.baseline.rounds, strict=True)))

    @property
    def is_met(self) -> bool | None:
        """Whether the median ratio is as hoped for; ``None`` where nothing is."""
        ratio = self.ratio
        return self.aim.is_met(ratio.median) if self.aim is not None and ratio is not None else None

    def as_json(self) -> JsonObject:
        """Everything about the figure."""
        aim, ratio = self.aim, self.ratio
        return {
            "name": self.name,
            "unit": self.unit,
            "subject": self.subject.as_json(),
            "baseline": None if self.baseline is None else self.baseline.as_json(),
            "ratio": None if ratio is None else ratio.as_json(),
            "aim": None if aim is None else {"direction": aim.direction, "ratio": aim.ratio, "met": self.is_met},
        }


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that share a baseline, and what one has to know to read them."""

    name: str
    baseline: str
    note: str
    figures: list[Figure] = field(default_factory=list)

    def as_json(self) -> JsonObject:
        """Everything about the group."""
        return {"baseline": self.baseline, "note": self.note, "figures": [figure.as_json() for figure in self.figures]}
