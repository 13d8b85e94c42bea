"""An index finds what a walk over the whole group would find, in the same order, without that walk."""

from itertools import islice
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from layers_mock.world.ids import Key
from layers_mock.world.index import Index
from layers_mock.world.table import BaseTable, Table

KEYS = st.integers(0, 15).map(Key)
GROUPS = st.integers(0, 1).map(Key)
COLOURS = ("red", "blue", None)
WANTED = st.none() | st.lists(st.sampled_from(("red", "blue", "green")), max_size=3)


class Thing(NamedTuple):
    key: Key
    group: Key
    colour: str | None = None
    size: int = 0
    slot: int = 0
    is_gone: bool = False


THINGS = st.builds(
    Thing, KEYS, GROUPS, st.sampled_from(COLOURS), st.integers(0, 2), st.integers(0, 3), st.booleans()
)  # fmt: skip


def facets(thing: Thing) -> tuple[object, ...] | None:
    return None if thing.is_gone else (thing.colour, thing.size)


def slot(thing: Thing) -> int:
    return thing.slot


def colour(thing: Thing) -> tuple[object, ...]:
    return (thing.colour,)


BY_SLOT: Index[Thing] = Index(facets, slot)
BY_COLOUR: Index[Thing] = Index(colour)


class TwoWorlds(RuleBasedStateMachine):
    """Two worlds on one base, one of which asks its indexes before it changes anything, and the other whenever it asks."""

    @initialize(rows=st.lists(THINGS, unique_by=lambda row: row.key))
    def begin(self, rows: list[Thing]) -> None:
        base = BaseTable(rows)
        self.tables = [Table(base), Table(base)]
        for index in (BY_SLOT, BY_COLOUR):
            list(self.tables[0].under(index, Key(0), [None] * 2))

    @rule(world=st.integers(0, 1), row=THINGS)
    def put(self, world: int, row: Thing) -> None:
        before = self.tables[world].get(row.key)
        if before is None:
            self.tables[world].add(row)
        else:
            self.tables[world].replace(row._replace(group=before.group))

    @rule(
        world=st.integers(0, 1), group=GROUPS, colours=WANTED, sizes=st.none() | st.lists(st.integers(0, 3)),
        below=st.none() | st.tuples(st.integers(0, 4), st.integers(0, 16)),
    )  # fmt: skip
    def ask(
        self, world: int, group: Key, colours: list[str] | None, sizes: list[int] | None, below: tuple[int, int] | None
    ) -> None:
        expected = sorted(
            ((row.slot, place), row)
            for place, row in self.tables[world].newest_first(group)
            if not row.is_gone
            and (colours is None or row.colour in colours)
            and (sizes is None or row.size in sizes)
            and (below is None or (row.slot, place) < below)
        )
        assert list(self.tables[world].under(BY_SLOT, group, (colours, sizes), below)) == expected[::-1]

    @rule(world=st.integers(0, 1), group=GROUPS, colours=WANTED, below=st.none() | st.integers(0, 17))
    def ask_for_the_newest(self, world: int, group: Key, colours: list[str] | None, below: int | None) -> None:
        expected = [
            (place, row)
            for place, row in self.tables[world].newest_first(group, below)
            if colours is None or row.colour in colours
        ]
        assert list(self.tables[world].newest_under(BY_COLOUR, group, (colours,), below)) == expected

    @invariant()
    def every_place_has_its_row(self) -> None:
        for table in getattr(self, "tables", []):
            for place, row in table.newest_first(Key(0)):
                assert table.at(Key(0), place) == row


TestTwoWorlds = TwoWorlds.TestCase


class Read(list[Thing]):
    """The rows that an index looked at."""

    def facets(self, thing: Thing) -> tuple[object, ...]:
        self.append(thing)
        return (thing.colour,)


def test_a_filtered_page_reads_no_row_but_its_own() -> None:
    read = Read()
    index: Index[Thing] = Index(read.facets)
    table = Table(BaseTable([Thing(Key(number), Key(0), "red" if number % 100 else "blue") for number in range(10_000)]))
    assert [place for place, _ in islice(table.newest_under(index, Key(0), (["blue"],)), 2)] == [9_900, 9_800]
    assert len(read) == 10_000
    read.clear()
    assert [place for place, _ in islice(table.newest_under(index, Key(0), (["blue"],), 500), 2)] == [400, 300]
    assert read == []


def test_an_index_of_a_base_is_made_once_for_all_worlds() -> None:
    read = Read()
    index: Index[Thing] = Index(read.facets)
    base = BaseTable([Thing(Key(number), Key(0), "red") for number in range(10)])
    for number in range(3):
        table = Table(base)
        table.add(Thing(Key(100 + number), Key(0), "blue"))
        assert len(list(table.newest_under(index, Key(0), (None,)))) == 11
    assert len(read) == 10 + 3


def test_the_first_place_that_is_later_is_found() -> None:
    table = Table(BaseTable([Thing(Key(number), Key(0), slot=number // 2) for number in range(10)]))
    table.add(Thing(Key(10), Key(0), slot=9))
    for at, place in ((-1, 0), (0, 2), (3, 8), (5, 10), (9, 11)):
        assert table.first_place(Key(0), lambda row: row.slot > at) == place  # noqa: B023 - it is called at once
    assert table.first_place(Key(7), lambda _: True) == 0
