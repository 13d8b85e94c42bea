"""An order is a sorted list; a copy changes on its own and leaves alone what it was copied from."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from layers_mock.world.order import Entry, Order

ENTRIES = st.tuples(st.integers(0, 5), st.integers(0, 9))


class SmallParts(RuleBasedStateMachine):
    """A base and two copies of it, in parts of four entries at most, so that they split and empty."""

    @initialize(entries=st.sets(ENTRIES))
    def begin(self, entries: set[Entry]) -> None:
        self.base = Order(entries, most=4)
        self.before = set(entries)
        self.orders = [self.base.copy(), self.base.copy()]
        self.models = [set(entries), set(entries)]

    @rule(copy=st.integers(0, 1), entry=ENTRIES)
    def add(self, copy: int, entry: Entry) -> None:
        if entry not in self.models[copy]:
            self.orders[copy].add(entry)
            self.models[copy].add(entry)

    @rule(copy=st.integers(0, 1), entry=ENTRIES)
    def refuse_to_remove_what_is_not_there(self, copy: int, entry: Entry) -> None:
        if entry not in self.models[copy]:
            with pytest.raises(KeyError):
                self.orders[copy].remove(entry)

    @precondition(lambda self: any(self.models))
    @rule(copy=st.integers(0, 1), data=st.data())
    def remove(self, copy: int, data: st.DataObject) -> None:
        if self.models[copy]:
            entry = data.draw(st.sampled_from(sorted(self.models[copy])))
            self.orders[copy].remove(entry)
            self.models[copy].remove(entry)

    @rule(copy=st.integers(0, 1), below=ENTRIES)
    def begin_anywhere(self, copy: int, below: Entry) -> None:
        expected = sorted((entry for entry in self.models[copy] if entry < below), reverse=True)
        assert list(self.orders[copy].descending(below)) == expected

    @invariant()
    def each_is_sorted_and_the_base_as_it_was(self) -> None:
        if hasattr(self, "base"):
            for found, entries in zip((*self.orders, self.base), (*self.models, self.before), strict=True):
                assert list(found.descending()) == sorted(entries, reverse=True)


TestSmallParts = SmallParts.TestCase


def test_a_copy_that_changes_makes_one_part_its_own() -> None:
    base = Order((0, place) for place in range(100_000))
    copy = base.copy()
    copy.remove((0, 50_000))
    copy.add((7, 50_000))
    shared = {id(part) for part in base.parts}
    assert len([part for part in copy.parts if id(part) not in shared]) == 2
