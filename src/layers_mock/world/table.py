"""Tables: an immutable base shared by every world of a fixture, and a world's own thin overlay on it.

Rows are immutable; a change replaces the row. Within a group (a project, say) rows keep their order of creation and none
is ever removed, so a row's place in its group never changes: a page of a list costs the same wherever it begins, and a
row added meanwhile moves nobody.
"""

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, Protocol, TypeVar

from layers_mock.world.ids import Key

__all__ = ["BaseTable", "Changes", "Row", "Table"]


class Row(Protocol):
    """What a table asks of its rows."""

    @property
    def key(self) -> Key:
        """What the row is found by."""

    @property
    def group(self) -> Key:
        """The list the row belongs to, mostly its project."""


R = TypeVar("R", bound=Row)


class BaseTable(Generic[R]):
    """Rows that no world changes, in order of creation."""

    __slots__ = ("order", "rows")

    def __init__(self, rows: Iterable[R] = ()) -> None:
        self.rows: dict[Key, R] = {row.key: row for row in rows}
        self.order: dict[Key, list[Key]] = {}
        for row in self.rows.values():
            self.order.setdefault(row.group, []).append(row.key)


class Changes(NamedTuple, Generic[R]):
    """What a world did to a table: rows of the base as they were and as they are, and rows it added, oldest first."""

    changed: list[tuple[R, R]]
    added: list[R]


class Table(Generic[R]):
    """One world's rows: those of the base, as changed by this world, and those it added. Nothing is ever removed."""

    __slots__ = ("_base", "_order", "_rows")

    def __init__(self, base: BaseTable[R]) -> None:
        self._base = base
        self._rows: dict[Key, R] = {}
        self._order: dict[Key, list[Key]] = {}

    def __len__(self) -> int:
        return len(self._base.rows) + sum(map(len, self._order.values()))

    def get(self, key: Key) -> R | None:
        """The row of that key."""
        row = self._rows.get(key)
        return self._base.rows.get(key) if row is None else row

    def add(self, row: R) -> None:
        """A new row, the newest of its group. Raises :class:`KeyError` where its key is taken: callers ask first."""
        key, group = row.key, row.group
        if key in self._rows or key in self._base.rows:
            raise KeyError(key)
        self._rows[key] = row
        order = self._order.get(group)
        if order is None:
            self._order[group] = [key]
        else:
            order.append(key)

    def replace(self, row: R) -> None:
        """The row of that key as it is from now on. Raises :class:`KeyError` where there is none."""
        key = row.key
        if key not in self._rows and key not in self._base.rows:
            raise KeyError(key)
        self._rows[key] = row

    def changes(self) -> Changes[R]:
        """What this world did to the base. Adding and replacing the same rows in a fresh table makes an equal one."""
        base = self._base.rows
        rows = self._rows.items()
        return Changes([(base[key], row) for key, row in rows if key in base], [row for key, row in rows if key not in base])

    def newest_first(self, group: Key, below: int | None = None) -> Iterator[tuple[int, R]]:
        """Rows of a group with their places, newest first, from just below the place ``below``."""
        older = self._base.order.get(group, [])
        newer = self._order.get(group, [])
        size = len(older) + len(newer)
        for place in range(size if below is None else min(below, size), 0, -1):
            index = place - 1
            key = older[index] if index < len(older) else newer[index - len(older)]
            yield index, self._rows.get(key) or self._base.rows[key]
