"""Files that are put to the links of presigned uploads, over real sockets."""

import socket
from hashlib import sha256
from urllib.parse import urlsplit

import pytest

from tests.http.media_wire import PNG, Wire


@pytest.mark.rule("presign-media-upload.put-content-type")
@pytest.mark.parametrize("mime_type", ["", "image/jpeg", "image/png; charset=utf-8", "IMAGE/PNG", "text/html"])
def test_only_the_announced_content_type_is_taken(wire: Wire, mime_type: str) -> None:
    presigned = wire.presign()
    got = wire.put(presigned, Content_Type=mime_type)
    assert (got.status, got.error) == (403, "The Content-Type is not the signed one.")
    assert wire.finalize(presigned).code == "CONFLICT"
    assert wire.put(presigned).status == 200


@pytest.mark.rule("presign-media-upload.put-content-length", "finalize-media-upload.size-differs")
@pytest.mark.parametrize("size", [0, len(PNG) - 1, len(PNG) + 1])
def test_only_the_announced_length_is_taken(wire: Wire, size: int) -> None:
    presigned = wire.presign(sizeBytes=size)
    got = wire.put(presigned)
    assert (got.status, got.error) == (403, "The Content-Length is not the signed one.")
    assert wire.finalize(presigned).code == "CONFLICT"
    assert wire.put(presigned, bytes(size)).status == 200


@pytest.mark.rule("presign-media-upload.put-content-length")
def test_a_chunked_put_is_taken_only_where_no_length_was_announced(wire: Wire) -> None:
    free, announced = wire.presign(), wire.presign(sizeBytes=len(PNG))
    chunked = {"Content-Type": "image/png", "Transfer-Encoding": "chunked"}
    assert wire.send("PUT", free["url"], iter([PNG[:9], PNG[9:]]), chunked, chunked=True).status == 200
    assert wire.get(wire.finalize(free).body["url"]).body == PNG
    got = wire.send("PUT", announced["url"], iter([PNG]), chunked, chunked=True)
    assert (got.status, got.error) == (411, "The Content-Length is missing.")


@pytest.mark.rule("presign-media-upload.short-lived")
def test_a_link_takes_nothing_from_its_expiry_on(wire: Wire) -> None:
    presigned = wire.presign()
    wire.api.advance(15 * 60 - 0.001)
    assert wire.put(presigned).status == 200
    wire.api.advance(0.001)
    got = wire.put(presigned, b"late")
    assert (got.status, got.error) == (403, "The link has expired.")
    assert wire.get(wire.finalize(presigned).body["url"]).body == PNG


@pytest.mark.rule("presign-media-upload.put-again")
def test_a_file_can_be_replaced_until_it_is_finalized(wire: Wire) -> None:
    presigned = wire.presign()
    assert wire.put(presigned, b"first").status == 200
    assert wire.put(presigned, b"second").status == 200
    finalized = wire.finalize(presigned)
    got = wire.put(presigned, b"third")
    assert (got.status, got.error) == (409, "The upload is finalized already.")
    assert wire.get(finalized.body["url"]).body == b"second"
    assert wire.finalize(presigned).raw == finalized.raw


@pytest.mark.rule("finalize-media-upload.checksum-differs", "finalize-media-upload.second-try")
def test_a_wrong_file_can_be_put_and_never_becomes_an_asset(wire: Wire) -> None:
    presigned = wire.presign(checksumSha256=sha256(PNG).hexdigest())
    assert wire.put(presigned, b"something else").status == 200
    assert wire.finalize(presigned).issue_paths == ["checksumSha256"]
    assert wire.put(presigned).status == 200
    assert wire.finalize(presigned).status == 200


def test_a_file_larger_than_the_largest_upload_is_refused(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire.api.contract, "most_upload_bytes", 100)
    presigned = wire.presign()
    assert wire.put(presigned, bytes(100)).status == 200
    got = wire.put(presigned, bytes(101))
    assert (got.status, got.error) == (413, "The file is too large.")
    chunked = {"Content-Type": "image/png", "Transfer-Encoding": "chunked"}
    assert wire.send("PUT", presigned["url"], iter([bytes(60), bytes(60)]), chunked, chunked=True).status == 413
    assert wire.finalize(presigned).body["sizeBytes"] == 100


def test_a_compressed_body_is_refused_because_other_bytes_would_be_kept(wire: Wire) -> None:
    got = wire.put(wire.presign(), Content_Encoding="gzip")
    assert (got.status, got.error) == (415, "A Content-Encoding is not taken.")


def test_a_put_that_breaks_off_leaves_the_upload_as_it_was(wire: Wire) -> None:
    presigned = wire.presign()
    assert wire.put(presigned, b"first").status == 200
    with socket.create_connection(("127.0.0.1", wire.port), timeout=20) as connection:
        path = urlsplit(presigned["url"]).path
        head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\n"
        connection.sendall(head.encode() + b"half")
    assert wire.get(wire.finalize(presigned).body["url"]).body == b"first"


def test_a_put_that_asks_first_is_told_to_go_on(wire: Wire) -> None:
    path = urlsplit(wire.presign()["url"]).path
    head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 3\r\nExpect: 100-continue\r\n"
    answer = wire.send_raw(f"{head}Connection: close\r\n\r\nabc".encode())
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ")


def test_an_upload_that_is_finalized_while_another_put_arrives_keeps_its_file(wire: Wire) -> None:
    presigned = wire.presign()
    assert wire.put(presigned).status == 200
    path = urlsplit(presigned["url"]).path
    head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 6\r\nConnection: close\r\n"
    with socket.create_connection(("127.0.0.1", wire.port), timeout=20) as connection:
        connection.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        url = wire.finalize(presigned).body["url"]
        connection.sendall(b"second")
        assert connection.recv(100).startswith(b"HTTP/1.1 409 ")
    assert wire.get(url).body == PNG


def test_an_upload_of_a_world_that_was_reset_is_gone(wire: Wire) -> None:
    presigned, stored = wire.presign(), wire.store()
    wire.api.worlds.reset()
    assert wire.put(presigned).status == wire.get(stored).status == 404
