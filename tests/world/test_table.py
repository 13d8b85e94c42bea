"""A table is a base under an overlay: to its world one list in order of creation, to all others nothing changed."""

from dataclasses import dataclass, field
from typing import NamedTuple

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from layers_mock.world.ids import Key
from layers_mock.world.table import BaseTable, Table

KEYS = st.integers(0, 12).map(Key)
GROUPS = st.integers(0, 2).map(Key)


class Thing(NamedTuple):
    key: Key
    group: Key
    version: int = 0


@dataclass
class Model:
    """What a table is: the rows of each group in order of creation."""

    rows: dict[Key, Thing] = field(default_factory=dict)
    order: list[Key] = field(default_factory=list)

    def put(self, row: Thing) -> None:
        if row.key not in self.rows:
            self.order.append(row.key)
        self.rows[row.key] = row

    def group(self, group: Key) -> list[Thing]:
        return [self.rows[key] for key in self.order if self.rows[key].group == group]


class TwoWorlds(RuleBasedStateMachine):
    """Two worlds on one base; what happens in one is nothing to the other."""

    @initialize(rows=st.lists(st.builds(Thing, KEYS, GROUPS), unique_by=lambda row: row.key))
    def begin(self, rows: list[Thing]) -> None:
        self.base = BaseTable(rows)
        self.before = (dict(self.base.rows), {group: list(keys) for group, keys in self.base.order.items()})
        self.tables = [Table(self.base), Table(self.base)]
        self.models = [Model(), Model()]
        for model in self.models:
            for row in rows:
                model.put(row)

    @rule(world=st.integers(0, 1), key=KEYS, group=GROUPS)
    def add(self, world: int, key: Key, group: Key) -> None:
        row = Thing(key, group)
        if key in self.models[world].rows:
            with pytest.raises(KeyError):
                self.tables[world].add(row)
        else:
            self.tables[world].add(row)
            self.models[world].put(row)

    @rule(world=st.integers(0, 1), key=KEYS, version=st.integers(1, 9))
    def replace(self, world: int, key: Key, version: int) -> None:
        known = self.models[world].rows.get(key)
        if known is None:
            with pytest.raises(KeyError):
                self.tables[world].replace(Thing(key, Key(0), version))
        else:
            self.tables[world].replace(known._replace(version=version))
            self.models[world].put(known._replace(version=version))

    @rule(world=st.integers(0, 1), group=GROUPS, below=st.none() | st.integers(0, 20))
    def list_newest_first(self, world: int, group: Key, below: int | None) -> None:
        whole = list(enumerate(self.models[world].group(group)))
        expected = [(place, row) for place, row in reversed(whole) if below is None or place < below]
        assert list(self.tables[world].newest_first(group, below)) == expected

    @invariant()
    def each_world_sees_its_own_rows(self) -> None:
        for table, model in zip(getattr(self, "tables", []), getattr(self, "models", []), strict=True):
            assert len(table) == len(model.rows)
            assert {key: table.get(key) for key in map(Key, range(13))} == {
                key: model.rows.get(key) for key in map(Key, range(13))
            }

    @invariant()
    def the_base_stays_as_it_was(self) -> None:
        if hasattr(self, "base"):
            assert (self.base.rows, self.base.order) == self.before


TestTwoWorlds = TwoWorlds.TestCase


def test_a_place_beyond_every_row_begins_at_the_newest() -> None:
    table = Table(BaseTable([Thing(Key(1), Key(0))]))
    assert list(table.newest_first(Key(0), 2**64 - 1)) == [(0, Thing(Key(1), Key(0)))]
    assert list(table.newest_first(Key(7))) == []


def test_a_page_far_down_is_reached_without_reading_the_rows_above_it() -> None:
    rows = [Thing(Key(number), Key(0)) for number in range(1_000)]
    table = Table(BaseTable(rows))
    assert next(table.newest_first(Key(0), 10)) == (9, rows[9])
