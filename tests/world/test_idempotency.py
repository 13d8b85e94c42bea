"""The first answer under a key lasts for its window, and nothing is kept for longer than that."""

import gc
import weakref
from collections import UserDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.world.idempotency import IdempotencyRecords, Record, fingerprint
from layers_mock.world.ids import Key

WINDOW = 86_400_000
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
PLACES = st.tuples(st.integers(0, 1).map(Key), st.sampled_from(["a", "b"]), st.sampled_from(["x", "y"]))


def record(now: int, body: bytes = b"") -> Record:
    return Record(b"", now + WINDOW, 200, body, {})


@given(st.lists(st.tuples(st.integers(0, WINDOW), PLACES, st.booleans()), max_size=40))
def test_records_are_found_within_their_window_and_under_their_own_name(
    steps: list[tuple[int, tuple[Key, str, str], bool]],
) -> None:
    records, model, now = IdempotencyRecords(), {}, 0
    for number, (passed, place, is_kept) in enumerate(steps):
        now += passed
        if is_kept:
            model[place] = record(now, str(number).encode())
            records.keep(*place, model[place], now)
        known = model.get(place)
        assert records.find(*place, now) == (known if known is not None and now < known.expires_at else None)


def test_a_record_is_over_at_the_last_moment_of_its_window_and_not_before() -> None:
    records = IdempotencyRecords()
    records.keep(Key(1), "op", "k", record(0), 0)
    assert records.find(Key(1), "op", "k", WINDOW - 1) is not None
    assert records.find(Key(1), "op", "k", WINDOW) is None


def test_a_record_in_place_of_an_older_one_lasts_for_its_own_window() -> None:
    records = IdempotencyRecords()
    records.keep(Key(1), "op", "k", record(0, b"first"), 0)
    records.keep(Key(1), "op", "other", record(10), 10)
    second = record(WINDOW, b"second")
    records.keep(Key(1), "op", "k", second, WINDOW)
    assert records.find(Key(1), "op", "k", 2 * WINDOW - 1) == second
    assert records.find(Key(1), "op", "other", WINDOW + 9) is not None


class Headers(UserDict[str, str]):
    """Headers that can be watched as they go."""


def test_records_whose_window_is_over_are_let_go() -> None:
    records = IdempotencyRecords()
    watched = []
    for number in range(100):
        headers = Headers()
        watched.append(weakref.ref(headers))
        records.keep(Key(1), "op", str(number), Record(b"", number + WINDOW, 200, b"", headers), number)
        del headers
    records.keep(Key(1), "op", "0", record(WINDOW, b"again"), WINDOW)
    records.keep(Key(1), "op", "later", record(WINDOW + 60), WINDOW + 60)
    gc.collect()
    assert [number for number, gone in enumerate(watched) if gone() is not None] == list(range(61, 100))


@given(JSON)
def test_equal_json_has_an_equal_fingerprint_in_any_order_of_keys(body: object) -> None:
    def reversed_keys(node: object) -> object:
        if isinstance(node, dict):
            return {name: reversed_keys(node[name]) for name in reversed(list(node))}
        return [reversed_keys(part) for part in node] if isinstance(node, list) else node

    assert fingerprint("/p", "q", body) == fingerprint("/p", "q", reversed_keys(body))


@pytest.mark.parametrize(
    "other",
    [
        ("/q", "q", {"a": 1}),
        ("/p", "", {"a": 1}),
        ("/p", "q", {"a": 2}),
        ("/p", "q", {"a": "1"}),
        ("/p", "q", None),
        ("/p", "q", {"a": True}),
    ],
)
def test_another_path_query_or_body_has_another_fingerprint(other: tuple[str, str, object]) -> None:
    assert fingerprint(*other) != fingerprint("/p", "q", {"a": 1})
