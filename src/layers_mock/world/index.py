"""Indexes of a table: its rows by what lists filter by, so that a page of a filtered list costs no walk over other rows.

A row has a value for each facet of an index and is listed under every combination of them with ``None``, which stands for
any value. An index is made when it is first asked, of a base once for all its worlds.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import product
from typing import Generic, NamedTuple, TypeVar

from layers_mock.world.ids import Key
from layers_mock.world.order import Entry, Order

__all__ = ["BaseFinder", "Finder", "Index", "Wanted"]

R = TypeVar("R")
Facets = tuple[object, ...]
Wanted = Sequence[Sequence[object] | None]
"""The values that a facet may have, for each facet; ``None`` where any will do."""
_Orders = dict[tuple[Key, Facets], Order]


def _alike(_row: object) -> int:
    return 0


class Index(NamedTuple, Generic[R]):
    """What rows are found by, and what they are sorted by before their place: by nothing, mostly.

    ``facets`` gives the values of a row, ``None`` for a row that is not listed.
    """

    facets: Callable[[R], Facets | None]
    rank: Callable[[R], int] = _alike


class BaseFinder(Generic[R]):
    """The index of rows that never change."""

    __slots__ = ("orders", "places")

    def __init__(self, index: Index[R], groups: Iterable[tuple[Key, Iterable[tuple[Key, R]]]]) -> None:
        self.places: dict[Key, int] = {}
        self.orders: _Orders = {}
        for group, rows in groups:
            by_facets: dict[Facets | None, list[Entry]] = {}
            for place, (key, row) in enumerate(rows):
                self.places[key] = place
                by_facets.setdefault(index.facets(row), []).append((index.rank(row), place))
            found: dict[Facets, list[Entry]] = {}
            for facets, entries in by_facets.items():
                for combination in _combinations(facets):
                    found.setdefault(combination, []).extend(entries)
            self.orders.update({(group, combination): Order(entries) for combination, entries in found.items()})


class Finder(Generic[R]):
    """One world's index: that of its base, as changed by this world."""

    __slots__ = ("_base", "_index", "_orders", "_places")

    def __init__(self, index: Index[R], base: BaseFinder[R]) -> None:
        self._index = index
        self._base = base
        self._orders: _Orders = {}
        self._places: dict[Key, int] = {}

    def add(self, group: Key, key: Key, row: R, place: int) -> None:
        """A new row, at its place in its group."""
        self._places[key] = place
        entry = (self._index.rank(row), place)
        for combination in _combinations(self._index.facets(row)):
            self._own(group, combination).add(entry)

    def move(self, group: Key, key: Key, before: R, after: R) -> None:
        """A row was replaced."""
        index = self._index
        was, rank = index.facets(before), index.rank(before)
        facets, now = index.facets(after), index.rank(after)
        if (was, rank) == (facets, now):
            return
        place = self._base.places[key] if key in self._base.places else self._places[key]
        left, entered = _combinations(was), _combinations(facets)
        if rank == now:
            left, entered = left - entered, entered - left
        for combination in left:
            self._own(group, combination).remove((rank, place))
        for combination in entered:
            self._own(group, combination).add((now, place))

    def descending(self, group: Key, wanted: Wanted, below: Entry | None) -> Iterator[Entry]:
        """The entries of rows that have one of the wanted values in every facet, the greatest first, each once."""
        values = [(None,) if any_of is None else tuple(dict.fromkeys(any_of)) for any_of in wanted]
        labels = ((group, combination) for combination in product(*values))
        orders = [order for label in labels if (order := self._orders.get(label) or self._base.orders.get(label))]
        if len(orders) == 1:
            return orders[0].descending(below)
        return merge(*(order.descending(below) for order in orders), reverse=True)

    def _own(self, group: Key, combination: Facets) -> Order:
        label = (group, combination)
        order = self._orders.get(label)
        if order is None:
            based = self._base.orders.get(label)
            order = self._orders[label] = Order() if based is None else based.copy()
        return order


def _combinations(facets: Facets | None) -> set[Facets]:
    """The facets, each or ``None`` in its stead: what the row is listed under."""
    return set() if facets is None else set(product(*((None, value) for value in facets)))
