"""Pages partition a list, whatever is added between them."""

import re
from typing import NamedTuple

from hypothesis import example, given
from hypothesis import strategies as st

from layers_mock.world.cursors import decode_cursor, decode_places, encode_cursor, encode_places, page
from layers_mock.world.ids import Key
from layers_mock.world.table import BaseTable, Table
from tests.harness import contract

GROUP = Key(0)


class Thing(NamedTuple):
    key: Key
    is_wanted: bool = True
    group: Key = GROUP


@given(st.integers(0, 2**64 - 1))
@example(0)
@example(2**64 - 1)
def test_a_cursor_leads_back_to_its_place(place: int) -> None:
    cursor = encode_cursor("things", place)
    assert re.fullmatch(r"things_[A-Za-z0-9_-]{11}", cursor)
    assert decode_cursor(cursor) == place


@given(st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**64 - 1))
@example(-1, 0)
def test_a_cursor_of_a_sorted_list_leads_back_to_instant_and_place(instant: int, place: int) -> None:
    cursor = encode_places("things", (instant, place))
    assert re.fullmatch(r"things_[A-Za-z0-9_-]{22}", cursor)
    assert decode_places(cursor) == (instant, place)


@given(st.from_regex(r"[A-Za-z0-9_-]{22}", fullmatch=True))
def test_every_cursor_of_a_sorted_list_that_a_document_lets_through_has_a_place(tail: str) -> None:
    assert decode_places(f"list_of_things_{tail}")[1] >= 0


@given(st.from_regex(r"[A-Za-z0-9_-]{11}", fullmatch=True))
def test_every_cursor_that_a_document_lets_through_has_a_place(tail: str) -> None:
    assert 0 <= decode_cursor(f"list_of_things_{tail}") < 2**64


def test_the_documents_cursors_are_those_that_are_made_here() -> None:
    patterns = [
        str(parameter.schema["pattern"])
        for operation in contract().operations.values()
        for parameter in operation.parameters
        if parameter.name == "cursor" and "pattern" in parameter.schema
    ]
    assert patterns
    for pattern in patterns:
        list_name = pattern.removeprefix("^").partition("_[")[0]
        assert re.search(pattern, encode_cursor(list_name, 77)) or re.search(pattern, encode_places(list_name, (-1, 77)))


@given(st.lists(st.booleans(), max_size=30), st.integers(1, 7), st.lists(st.lists(st.booleans(), max_size=3), max_size=40))
def test_pages_show_what_was_there_once_and_in_order(wanted: list[bool], limit: int, added: list[list[bool]]) -> None:
    table = Table(BaseTable([Thing(Key(number), is_wanted) for number, is_wanted in enumerate(wanted)]))
    expected = [Key(number) for number in reversed(range(len(wanted))) if wanted[number]]
    seen: list[Key] = []
    below: int | None = None
    while True:
        rows, cursor = page(table.newest_first(GROUP, below), limit, "things", lambda row: row.is_wanted)
        seen += [row.key for row in rows]
        assert len(rows) == limit or cursor is None
        if cursor is None:
            break
        below = decode_cursor(cursor)
        for is_wanted in added.pop() if added else ():
            table.add(Thing(Key(len(table)), is_wanted))
    assert seen == expected


@given(st.integers(0, 12), st.integers(1, 12))
def test_the_last_page_has_no_cursor_even_where_it_is_full(rows: int, limit: int) -> None:
    table = Table(BaseTable([Thing(Key(number)) for number in range(rows)]))
    found, cursor = page(table.newest_first(GROUP), limit, "things", lambda row: True)
    assert (len(found), cursor is None) == (min(rows, limit), rows <= limit)
