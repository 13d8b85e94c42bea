"""The receiver that the kit starts: what it keeps, what it answers, who may use it."""

import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from threading import Thread
from urllib.parse import urlsplit

import pytest

from layers_mock.kit import Api, UnprovidedError
from layers_mock.kit.given_provider import GivenProvider
from layers_mock.kit.receiver import Mailbox, Receiver, Reception, receiver_for
from layers_mock.kit.target import Target
from tests.kit.subjects import NAMED, Scripted, an_api, given, json_answer


def post(url: str, body: bytes = b"{}", method: str = "POST", **headers: str) -> tuple[int, str | None]:
    parts = urlsplit(url)
    connection = HTTPConnection("127.0.0.1", parts.port or 80, timeout=10)
    try:
        connection.request(method, parts.path, body, {name.replace("_", "-"): text for name, text in headers.items()})
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("Location")
    finally:
        connection.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    opened = Receiver()
    yield opened
    opened.close()


def test_a_mailbox_keeps_every_request_as_it_came_and_in_order(receiver: Receiver) -> None:
    box, other = receiver.mailbox(), receiver.mailbox()
    assert not receiver.is_reached
    assert post(box.url, b'{"type":"a", "data": {}}', X_Mark="1") == (200, None)
    assert post(box.url, b"\xff not JSON") == (200, None)
    assert post(f"{box.url}/", b"", method="PUT") == (200, None)
    first, second, third = box.arrivals
    assert (first.type, first.body, first.header("x-mark"), first.status) == ("a", b'{"type":"a", "data": {}}', "1", 200)
    assert (second.json, second.type, third.method) == (None, None, "PUT")
    assert other.arrivals == []
    assert receiver.is_reached


def test_a_mailbox_answers_what_it_is_told_to(receiver: Receiver) -> None:
    box = receiver.mailbox()
    box.answer(500, 302, then=204, headers=(("Location", "http://elsewhere.test"),))
    assert [post(box.url) for _ in range(4)] == [(status, "http://elsewhere.test") for status in (500, 302, 204, 204)]
    assert [one.status for one in box.arrivals] == [500, 302, 204, 204]
    box.answer()
    assert post(box.url) == (200, None)
    assert post(f"{box.url}-not") == (404, None)


def test_a_look_happens_before_the_answer_and_is_kept_with_what_came(receiver: Receiver) -> None:
    box = receiver.mailbox()
    box.look(lambda arrival: (len(box.arrivals), arrival.status))
    post(box.url)
    box.look(lambda _: 1 / 0)
    assert post(box.url) == (200, None)
    first, second = box.arrivals
    assert first.seen == (0, 0)
    assert isinstance(second.seen, ZeroDivisionError)


def test_many_at_once_are_all_kept(receiver: Receiver) -> None:
    box = receiver.mailbox()
    threads = [Thread(target=post, args=(box.url, b"%d" % number)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.json for one in box.arrivals) == list(range(20))


def test_a_sender_that_goes_away_is_no_fault(receiver: Receiver) -> None:
    box = receiver.mailbox()
    parts = urlsplit(box.url)
    with socket.create_connection(("127.0.0.1", parts.port or 0), timeout=10) as connection:
        connection.sendall(b"POST " + parts.path.encode() + b" HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf")
    assert post(box.url) == (200, None)


def test_a_port_that_is_taken_is_told(receiver: Receiver) -> None:
    port = urlsplit(receiver.mailbox().url).port or 0
    with pytest.raises(UnprovidedError, match=f"no receiver can listen on 127.0.0.1:{port}"):
        Receiver(port=port)


def test_only_targets_on_this_machine_reach_loopback() -> None:
    for base_url in ("http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"):
        receiver_for(base_url).close()
    with pytest.raises(UnprovidedError, match=r"https://api\.test is not on this machine: say in the target file"):
        receiver_for("https://api.test")


def test_checks_share_a_receiver_while_one_of_them_needs_it() -> None:
    opened: list[Receiver] = []

    def opening() -> Receiver:
        opened.append(Receiver())
        return opened[-1]

    reception = Reception(opening)
    with reception.visit() as one, reception.visit() as other, reception.visit():
        assert opened == []
        assert one() is other() is one()
        box = one().mailbox()
        assert post(box.url) == (200, None)
    with pytest.raises(OSError, match="refused"):
        post(box.url)
    with reception.visit() as again:
        assert again() is opened[1]
        assert again().is_reached
    assert len(opened) == 2


# --- as a check sees it


def waited(api: Api, box: Mailbox) -> None:
    api.arrived(box, lambda found: len(found) > 0)


def test_a_check_has_what_came_and_is_skipped_where_nothing_ever_comes() -> None:
    target = Target.model_validate({"keys": NAMED, "patience": {"webhook": 0.05}})
    provider = GivenProvider(target, "http://127.0.0.1:1")
    with an_api(Scripted(lambda _: json_answer({})), provider=provider) as api:
        box = api.mailbox()
        with pytest.raises(UnprovidedError, match="nothing that the target sends reaches the receiver at http://localhost:"):
            waited(api, box)
        with pytest.raises(UnprovidedError, match="nothing that the target sends reaches the receiver"):
            api.mailbox()
        post(box.url)
        waited(api, box)
        other = api.mailbox()
        assert api.arrived(other, lambda found: len(found) > 0) == []


def test_a_target_elsewhere_needs_a_receiver_in_its_file() -> None:
    with an_api(Scripted(lambda _: json_answer({}))) as api, pytest.raises(UnprovidedError, match="is not on this machine"):
        api.mailbox()
    free = Receiver()
    port = urlsplit(free.mailbox().url).port
    free.close()
    provider = given(receiver={"listen": f"127.0.0.1:{port}", "url": "https://hooks.test/kit/"})
    with an_api(Scripted(lambda _: json_answer({})), provider=provider) as api:
        box = api.mailbox()
        assert box.url.startswith("https://hooks.test/kit/")
        assert post(f"http://127.0.0.1:{port}/kit/{box.url.rpartition('/')[2]}") == (200, None)
        assert len(box.arrivals) == 1
