"""The inbox's ring, what it answers, and where it is."""

import pytest

from layers_mock.world.inbox import CAPACITY, MOST_BYTES, Inbox, inbox_url


def take(inbox: Inbox, body: bytes = b"{}") -> int:
    return inbox.take({}, body, 0, None, None)


def test_it_keeps_so_many_requests_and_counts_all() -> None:
    inbox = Inbox("")
    for _ in range(CAPACITY + 5):
        take(inbox)
    assert inbox.recorded == CAPACITY + 5
    assert [arrival.number for arrival in inbox.after(0)] == list(range(6, CAPACITY + 6))
    assert next(inbox.newest_first()).number == CAPACITY + 5
    assert inbox.get(5) is None
    assert inbox.get(6) is not None


def test_it_keeps_so_many_bytes_the_last_ones() -> None:
    inbox = Inbox("")
    half = bytes(MOST_BYTES // 2)
    for body in (b"x", half, half):
        take(inbox, body)
    assert [arrival.number for arrival in inbox.after(0)] == [2, 3]
    inbox.clear()
    take(inbox, half)
    take(inbox, half)
    assert [arrival.number for arrival in inbox.after(0)] == [4, 5]


def test_it_answers_200_but_for_what_was_ordered() -> None:
    inbox = Inbox("")
    assert take(inbox) == 200
    inbox.order(503, 2)
    assert [take(inbox) for _ in range(4)] == [503, 503, 200, 200]
    inbox.order(404, None)
    assert [take(inbox) for _ in range(3)] == [404] * 3
    inbox.clear()
    assert take(inbox) == 404
    inbox.order(410, 5)
    inbox.order(200, None)
    assert take(inbox) == 200


@pytest.mark.parametrize(
    ("base_url", "root"),
    [
        ("http://127.0.0.1:4747", "http://localhost:4747"), ("http://layers:4747", "http://localhost:4747"),
        ("http://[::1]:80", "http://localhost:80"), ("http://layers", "http://localhost:80"),
        ("https://mock.example", "https://mock.example"), ("https://mock.example:8443", "https://mock.example:8443"),
    ],
)  # fmt: skip
def test_its_url_is_one_that_an_endpoint_can_have(base_url: str, root: str) -> None:
    assert inbox_url(base_url, "mine") == f"{root}/__mock/worlds/mine/webhooks/inbox"
