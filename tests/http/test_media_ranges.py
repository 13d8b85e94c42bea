"""Parts of files, and files that are known already, over real sockets."""

from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.http.media_wire import PNG, Wire, etag_of


def expected_slice(content: bytes, first: int | None, last: int | None) -> tuple[int, bytes, str | None]:
    """Status, body and Content-Range of a range, said the long way round."""
    size = len(content)
    if (first is None and last is None) or (first is not None and last is not None and last < first):
        return 200, content, None
    begin = max(0, size - (last or 0)) if first is None else first
    end = size - 1 if first is None or last is None else last
    wanted = [place for place in range(size) if begin <= place <= end]
    if not wanted:
        return 416, b"", f"bytes */{size}"
    return 206, bytes(content[place] for place in wanted), f"bytes {wanted[0]}-{wanted[-1]}/{size}"


PLACES = st.none() | st.integers(0, 40) | st.just(10**17)


@given(content=st.binary(max_size=30), first=PLACES, last=PLACES)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_range_of_a_file_is_that_slice_of_it(wire: Wire, content: bytes, first: int | None, last: int | None) -> None:
    text = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    got = wire.get(wire.store(content), Range=text)
    status, body, place = expected_slice(content, first, last)
    assert (got.status, got.headers["Content-Range"]) == (status, place)
    if status == 416:
        assert got.error == "The file has no such range."
    else:
        assert got.body == body


def test_a_video_can_be_read_in_pieces(wire: Wire, clip_url: str) -> None:
    whole = wire.get(clip_url).body
    pieces = [wire.get(clip_url, Range=f"bytes={start}-{start + 9_999}") for start in range(0, len(whole), 10_000)]
    assert b"".join(piece.body for piece in pieces) == whole
    assert {piece.status for piece in pieces} == {206}
    assert {piece.headers["ETag"] for piece in pieces} == {etag_of(whole)}
    assert {piece.headers["Content-Type"] for piece in pieces} == {"video/mp4"}


@pytest.mark.parametrize(
    "text",
    ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=0-1,3-4", "pages=1-2", "bytes=--1", "bytes=1-2-3", "bytes=²-",
     "bytes=" + "9" * 5000 + "-"],
)  # fmt: skip
def test_what_is_no_single_range_gives_the_whole_file(wire: Wire, text: str) -> None:
    got = wire.send("GET", wire.store(), headers={"Range": text.encode("latin-1")})  # type: ignore[dict-item]
    assert (got.status, got.body) == (200, PNG)


def test_a_range_of_other_bytes_gives_the_whole_file(wire: Wire) -> None:
    url = wire.store()
    assert wire.get(url, Range="bytes=0-3", If_Range=etag_of(PNG)).status == 206
    for other in ('"other"', f"W/{etag_of(PNG)}", "Fri, 24 Apr 2026 12:00:00 GMT"):
        got = wire.get(url, Range="bytes=0-3", If_Range=other)
        assert (got.status, got.body) == (200, PNG)


@pytest.mark.parametrize("condition", ["{}", "W/{}", '"other", {}', "*", ' "a" ,W/{} '])
def test_a_file_that_is_known_is_not_sent_again(wire: Wire, condition: str) -> None:
    got = wire.get(wire.store(), If_None_Match=condition.format(etag_of(PNG)), Range="bytes=0-1")
    assert (got.status, got.body, got.headers["ETag"]) == (304, b"", etag_of(PNG))
    assert got.headers["Cache-Control"] == "no-cache"
    assert got.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("condition", ["", '"other"', "other", sha256(PNG).hexdigest()])
def test_a_file_that_is_not_known_is_sent(wire: Wire, condition: str) -> None:
    assert wire.get(wire.store(), If_None_Match=condition).status == 200


@pytest.mark.parametrize("what", ["stored", "portrait", "video"])
def test_head_tells_what_get_would_and_sends_nothing(wire: Wire, what: str, portrait_url: str, clip_url: str) -> None:
    url = {"stored": wire.store(), "portrait": portrait_url, "video": clip_url}[what]
    whole = wire.get(url)
    for headers in ({}, {"Range": "bytes=0-3"}):
        got = wire.send("HEAD", url, headers=headers)
        assert (got.status, got.body) == (200, b"")
        assert dict(got.headers.items()) == dict(whole.headers.items())
