"""Media links themselves, right and wrong ones, over real sockets."""

import re
from threading import Event, Thread
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers_mock.http.worlds import Worlds
from layers_mock.pictures import Clip, Picture, Rendering, render
from layers_mock.world.media_links import MEDIA_PREFIX
from tests.harness import base_of
from tests.http.media_wire import PNG, Wire

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_a_file_is_read_and_nothing_else(wire: Wire, method: str) -> None:
    got = wire.send(method, wire.store())
    assert (got.status, got.error) == (405, "This method is not allowed here.")
    assert got.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST", "DELETE"])
def test_an_upload_link_takes_a_put_and_gives_nothing(wire: Wire, method: str) -> None:
    presigned = wire.presign()
    wire.put(presigned)
    got = wire.send(method, presigned["url"])
    assert (got.status, got.error) == (405, "This method is not allowed here.")
    assert got.headers["Allow"] == "PUT"


def test_every_link_that_is_wrong_is_wrong_in_the_same_way(wire: Wire, portrait_url: str) -> None:
    stored = urlsplit(wire.store()).path
    _, _, _, world, signature, *name = stored.split("/")
    other = Worlds(wire.api.contract, base_of("acme"), seed=2, mode="manual", speed=1.0, base_url="")
    wrong = [
        stored.replace(world, "elsewhere", 1),
        stored.replace(signature, "0" * 24),
        stored.replace(signature, signature.upper()),
        stored.replace(signature, ""),
        stored[:-1],
        f"{stored}/",
        f"{stored}%00",
        f"{stored}/../{name[-1]}",
        f"{MEDIA_PREFIX}{world}/{signature}/" + "/".join(["x", "..", *name]),
        f"{MEDIA_PREFIX}{world}/{signature}/{urlsplit(portrait_url).path.split('/', 5)[5]}",
        other.default.links.url("/".join(name)),
        wire.link(f"uploads/med_{NOBODY}"),
        wire.link("anything"),
        MEDIA_PREFIX,
        f"{MEDIA_PREFIX}default",
        f"{MEDIA_PREFIX}default/",
        f"{MEDIA_PREFIX}default//",
        f"{MEDIA_PREFIX}nowhere/{signature}/x",
    ]
    answers = {(got.status, got.body, got.headers["X-Layers-Mock-Hint"]) for got in map(wire.get, wrong)}
    assert len(answers) == 1
    assert wire.get(wrong[0]).error == "Not found."


def test_a_wrong_upload_link_takes_nothing(wire: Wire) -> None:
    presigned = wire.presign()
    url = presigned["url"]
    head, expires = url.rsplit("/", 1)
    wrong = [
        f"{head}/{int(expires) + 3_600_000}",
        head,
        re.sub(r"media/default/[0-9a-f]+", f"media/default/{'0' * 24}", url),
        url.replace("/default/", "/elsewhere/"),
        wire.link(f"upload/upl_{NOBODY}/{expires}"),
        wire.link("upload/nothing/1"),
        wire.link("upload/"),
        wire.link(f"upload/{presigned['uploadId']}/{expires}/"),
    ]
    for text in wrong:
        got = wire.put({**presigned, "url": text})
        assert (got.status, got.error) == (404, "Not found.")
    assert wire.finalize(presigned).code == "CONFLICT"


def test_a_link_may_come_with_a_query_and_with_escapes(wire: Wire) -> None:
    url = wire.store()
    assert wire.get(f"{url}?download=1").body == PNG
    assert wire.get(url.replace("uploads/med_", "uploads%2Fmed%5F")).body == PNG


WILD = st.binary(max_size=60).map(lambda raw: raw.translate(None, b"\r\n \t#?"))


@given(
    tail=WILD | st.text(max_size=40).map(lambda text: quote(text, errors="replace").encode()),
    method=st.sampled_from(["GET", "HEAD", "PUT", "OPTIONS"]),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_is_a_fault_of_the_server(wire: Wire, tail: bytes, method: str) -> None:
    for start in (MEDIA_PREFIX, f"{MEDIA_PREFIX}default/", f"{MEDIA_PREFIX}default/{'0' * 24}/uploads/"):
        line = f"{method} {start}".encode() + tail
        answer = wire.send_raw(line + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        assert re.match(rb"HTTP/1\.[01] (400|404|405) ", answer), answer[:200]


@pytest.mark.parametrize(
    "tail",
    ["%00", "%ED%A0%80", "%FF", "%", "%zz", "x" * 7_900, "../" * 500, "%2e%2e%2f" * 300, "uploads/med_%00", ";", "[", "//["],
)
def test_odd_names_are_not_found(wire: Wire, tail: str) -> None:
    for start in (MEDIA_PREFIX, f"{MEDIA_PREFIX}default/{'0' * 24}/"):
        request = f"GET {start}{tail} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        assert wire.send_raw(request.encode()).startswith(b"HTTP/1.1 404 ")


def test_the_server_goes_on_answering_while_it_draws(wire: Wire, clip_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stored, begun, may_end = wire.store(), Event(), Event()
    was_let_go = []

    def draw_slowly(spec: Picture | Clip) -> Rendering:
        begun.set()
        was_let_go.append(may_end.wait(10))
        return render(spec)

    monkeypatch.setattr("layers_mock.http.media.render", draw_slowly)
    drawing = Thread(target=wire.get, args=(clip_url,))
    drawing.start()
    assert begun.wait(10)
    assert wire.get(stored).status == 200
    may_end.set()
    drawing.join(20)
    assert was_let_go == [True]
