"""Lists that are paged through while they grow: every item that was there is seen once."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from layers_mock.kit import Api, check, equal, holds

from .search import Life, search

__all__: list[str] = []

_LISTS = {"listProjects": "id", "listInfluencers": "influencerId", "listContent": "id"}
"""Lists that calls can fill, with the field of an item that names it."""


class _Reading:
    """One reader on the way through a list: where it is, what was there when it began, and what it has seen."""

    def __init__(self, limit: int, there: list[str]) -> None:
        self.limit = limit
        self.there = there
        self.cursor: str | None = None
        self.seen: list[str] = []


class _Readers(Life):
    """Readers of three growing lists."""

    @initialize()
    def begin(self) -> None:
        self.mark = self.api.text("Paged")
        self.items: dict[str, list[str]] = {name: [] for name in _LISTS}
        self.project = self._new_project()
        self.readings: list[tuple[str, _Reading]] = []

    def _new_project(self) -> str:
        row = self.api.made("createProject", body={"name": f"{self.mark} {self.api.text()}", "timezone": "UTC"})
        self.items["listProjects"].append(row["id"])
        return str(row["id"])

    @rule(name=st.sampled_from(sorted(_LISTS)), seconds=st.sampled_from([0, 0, 1]))
    def add(self, name: str, seconds: int) -> None:
        if seconds and not self.api.is_shared:
            self.api.advance(seconds)
        if name == "listProjects":
            self._new_project()
        elif name == "listInfluencers":
            made = self.api.made("createInfluencer", self.project, body={"name": self.api.text()})
            self.items[name].append(made["influencerId"])
        else:
            made = self.api.made("generateContent", self.project, body={"format": "slideshow_remix"})
            self.items[name] += made["containerIds"]

    @rule(name=st.sampled_from(sorted(_LISTS)), limit=st.integers(1, 3))
    def open(self, name: str, limit: int) -> None:
        self.readings.append((name, _Reading(limit, list(self.items[name]))))

    @precondition(lambda self: self.readings)
    @rule(index=st.integers(0, 5), pages=st.integers(1, 4))
    def read_on(self, index: int, pages: int) -> None:
        name, reading = self.readings[index % len(self.readings)]
        for _ in range(pages):
            if self._turn(name, reading):
                self.readings.remove((name, reading))
                self._ended(name, reading)
                return

    def _turn(self, name: str, reading: _Reading) -> bool:
        """Read one page; whether it was the last."""
        query: dict[str, object] = {"limit": reading.limit}
        if name == "listProjects":
            query["search"] = self.mark
        if reading.cursor is not None:
            query["cursor"] = reading.cursor
        path = () if name == "listProjects" else (self.project,)
        page = self.api.call(name, *path, query=query).succeeded(200, rule="pagination.partition")
        items: list[Any] = page["items"]
        came = f"{len(items)} items where the limit is {reading.limit}"
        holds(len(items) <= reading.limit, came, rule="pagination.limit")
        reading.seen += [item[_LISTS[name]] for item in items]
        reading.cursor = page["nextCursor"]
        return reading.cursor is None

    def _ended(self, name: str, reading: _Reading) -> None:
        """Everything that was there at the beginning was seen once, and nothing twice."""
        law = "pagination.partition"
        equal(len(set(reading.seen)), len(reading.seen), f"different items among those that {name} gave", rule=law)
        if name != "listProjects":
            missed = [item for item in reading.there if item not in reading.seen]
            equal(missed, [], f"items that {name} never gave", rule=law)
        else:
            # The list prints ids in another form than the call that made them; their number tells as much.
            few = f"{len(reading.seen)} of {len(reading.there)} projects"
            holds(len(reading.seen) >= len(reading.there), few, rule=law)


@check("pagination.partition", "pagination.limit", long=True)
def pages_partition_a_growing_list(api: Api) -> None:
    """However lists grow and readers overlap, each reader sees what was there exactly once."""
    search(api, _Readers, lives=10, steps=20)
