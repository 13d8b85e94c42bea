"""The journal keeps the last calls, so many and so many bytes, and numbers them for good."""

from hypothesis import given
from hypothesis import strategies as st

from layers_mock.world.journal import MOST_BYTES, CallJournal, Entry


def entry(number: int, body: bytes = b"", answer: bytes = b"") -> Entry:
    return Entry(
        number, 0, 0, f"req_{number}", "GET", "/", "", {}, body, None, None, 200, {}, answer, None, None, (),
    )  # fmt: skip


@given(st.integers(0, 5), st.lists(st.none() | st.integers(0, 3), max_size=30))
def test_a_journal_keeps_the_last_entries_and_their_numbers(capacity: int, steps: list[int | None]) -> None:
    journal, model, recorded = CallJournal(capacity), list[int](), 0
    for step in steps:
        if step is None:
            journal.clear()
            model = []
        else:
            recorded += 1
            journal.record(entry(recorded, b"x" * step))
            model = [*model, recorded][max(0, len(model) + 1 - capacity) :]
        assert [kept.number for kept in journal.newest_first()] == model[::-1]
        assert [kept.number for kept in journal.after(recorded - 2)] == [number for number in model if number > recorded - 2]
        assert journal.recorded == recorded
        assert {number: journal.get(number) is not None for number in range(recorded + 2)} == {
            number: number in model for number in range(recorded + 2)
        }


def test_large_bodies_leave_room_for_fewer_entries() -> None:
    journal, size = CallJournal(1000), MOST_BYTES // 4
    for number in range(10):
        journal.record(entry(number, bytes(size // 2), bytes(size // 2)))
    assert [kept.number for kept in journal.newest_first()] == [9, 8, 7, 6]
    journal.clear()
    journal.record(entry(10, bytes(MOST_BYTES)))
    assert [kept.number for kept in journal.newest_first()] == [10]
    for number in range(11, 1011):
        journal.record(entry(number))
    assert len(list(journal.newest_first())) == 1000
