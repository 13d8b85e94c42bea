"""Tables: an immutable base shared by every world of a fixture, and a world's own thin overlay on it.

Rows are immutable; a change replaces the row. Within a group (a project, say) rows keep their order of creation and none
is ever removed, so a row's place in its group never changes: a page of a list costs the same wherever it begins, and a
row added meanwhile moves nobody. Rows of some kind alone are found by an :class:`layers_mock.world.index.Index`.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, NamedTuple, Protocol, TypeVar

from layers_mock.world.ids import Key
from layers_mock.world.index import BaseFinder, Finder, Index, Wanted
from layers_mock.world.order import Entry

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

    __slots__ = ("_finders", "order", "rows")

    def __init__(self, rows: Iterable[R] = ()) -> None:
        self.rows: dict[Key, R] = {row.key: row for row in rows}
        self.order: dict[Key, list[Key]] = {}
        for row in self.rows.values():
            self.order.setdefault(row.group, []).append(row.key)
        self._finders: dict[Index[R], BaseFinder[R]] = {}

    def finder(self, index: Index[R]) -> BaseFinder[R]:
        """The rows by what an index finds them by; made when it is first asked for."""
        found = self._finders.get(index)
        if found is None:
            groups = ((group, ((key, self.rows[key]) for key in keys)) for group, keys in self.order.items())
            found = self._finders[index] = BaseFinder(index, groups)
        return found


class Changes(NamedTuple, Generic[R]):
    """What a world did to a table: rows of the base as they were and as they are, and rows it added, oldest first."""

    changed: list[tuple[R, R]]
    added: list[R]


class Table(Generic[R]):
    """One world's rows: those of the base, as changed by this world, and those it added. Nothing is ever removed."""

    __slots__ = ("_base", "_finders", "_order", "_rows", "version")

    def __init__(self, base: BaseTable[R]) -> None:
        self._base = base
        self._rows: dict[Key, R] = {}
        self._order: dict[Key, list[Key]] = {}
        self._finders: dict[Index[R], Finder[R]] = {}
        self.version = 0
        """Counts the changes: what was made of the rows holds for as long as it stays."""

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
        self.version += 1
        order = self._order.get(group)
        if order is None:
            self._order[group] = [key]
        else:
            order.append(key)
        if self._finders:
            self._find_added(row)

    def replace(self, row: R) -> None:
        """The row of that key as it is from now on. Raises :class:`KeyError` where there is none."""
        key = row.key
        if key not in self._rows and key not in self._base.rows:
            raise KeyError(key)
        if self._finders:
            self._find_changed(row)
        self._rows[key] = row
        self.version += 1

    def changes(self) -> Changes[R]:
        """What this world did to the base. Adding and replacing the same rows in a fresh table makes an equal one."""
        base = self._base.rows
        rows = self._rows.items()
        return Changes([(base[key], row) for key, row in rows if key in base], [row for key, row in rows if key not in base])

    def newest_first(self, group: Key, below: int | None = None) -> Iterator[tuple[int, R]]:
        """Rows of a group with their places, newest first, from just below the place ``below``."""
        older = self._base.order.get(group, ())
        newer = self._order.get(group, ())
        size = len(older) + len(newer)
        for place in range(size if below is None else min(below, size), 0, -1):
            index = place - 1
            key = older[index] if index < len(older) else newer[index - len(older)]
            yield index, self._rows.get(key) or self._base.rows[key]

    def at(self, group: Key, place: int) -> R:
        """The row at a place of a group. Raises :class:`IndexError` where there is none."""
        older = self._base.order.get(group, ())
        key = older[place] if place < len(older) else self._order.get(group, ())[place - len(older)]
        return self._rows.get(key) or self._base.rows[key]

    def first_place(self, group: Key, is_later: Callable[[R], bool]) -> int:
        """The first place of a group whose row is later than some moment, and so are all behind it; else the next free one."""
        places = range(self._size(group))
        return bisect_left(places, True, key=lambda place: is_later(self.at(group, place)))  # noqa: FBT003 - False comes before True

    def under(self, index: Index[R], group: Key, wanted: Wanted, below: Entry | None = None) -> Iterator[tuple[Entry, R]]:
        """Rows of a group that have a wanted value in every facet of an index, the greatest first, from just below ``below``.

        An entry is what the index sorts by, and the row's place: where it sorts by nothing, the newest comes first.
        """
        for entry in self._finder(index).descending(group, wanted, below):
            yield entry, self.at(group, entry[1])

    def newest_under(self, index: Index[R], group: Key, wanted: Wanted, below: int | None = None) -> Iterator[tuple[int, R]]:
        """As :meth:`under` with an index that sorts by nothing, and as :meth:`newest_first` of the rows that are wanted."""
        for (_, place), row in self.under(index, group, wanted, None if below is None else (0, below)):
            yield place, row

    def _size(self, group: Key) -> int:
        return len(self._base.order.get(group, ())) + len(self._order.get(group, ()))

    def _find_added(self, row: R) -> None:
        for finder in self._finders.values():
            finder.add(row.group, row.key, row, self._size(row.group) - 1)

    def _find_changed(self, row: R) -> None:
        before = self._rows.get(row.key) or self._base.rows[row.key]
        for finder in self._finders.values():
            finder.move(row.group, row.key, before, row)

    def _finder(self, index: Index[R]) -> Finder[R]:
        found = self._finders.get(index)
        if found is None:
            found = self._finders[index] = self._made(index)
        return found

    def _made(self, index: Index[R]) -> Finder[R]:
        base = self._base
        made = Finder(index, base.finder(index))
        for key, row in self._rows.items():
            if key in base.rows:
                made.move(row.group, key, base.rows[key], row)
        for group, keys in self._order.items():
            for place, key in enumerate(keys, start=len(base.order.get(group, ()))):
                made.add(group, key, self._rows[key], place)
        return made
