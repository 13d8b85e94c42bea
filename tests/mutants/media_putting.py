"""Wrong ways to treat the PUT of a presigned upload."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.media_servers import PRESIGN
from tests.mutants.wrong import Ask, Asked, Mutant, Server, json_of

__all__ = ["MUTANTS"]


Make = Callable[[], Server]
Spoil = Callable[[Asked, Any], Asked | Response | None]


def _puts(change: Spoil) -> Make:
    """PUTs are treated in another way: ``change`` is given what presign answered, and gives another request or an answer."""

    def server(asked: Asked, ask: Ask) -> Response:
        uploads = asked.memory.notes.setdefault("uploads", {})
        if asked.operation is None and asked.request.method == "PUT" and asked.request.url in uploads:
            changed = change(asked, uploads[asked.request.url])
            return changed if isinstance(changed, Response) else ask((changed or asked).request)
        came = ask(asked.request)
        if asked.operation == PRESIGN and came.status == 201:
            told = json_of(came)
            uploads[told["url"]] = {**told, "asked": asked.body}
        return came

    return lambda: server


def _with_header(asked: Asked, name: str, text: str) -> Asked:
    return asked._replace(request=asked.with_header(name, text))


def _with_content(asked: Asked, content: bytes) -> Asked:
    return asked._replace(request=asked.request._replace(content=content))


def _any_type(asked: Asked, upload: Any) -> Asked:
    return _with_header(asked, "Content-Type", upload["headers"]["Content-Type"])


def _any_image(asked: Asked, upload: Any) -> Asked | None:
    """The kind of media has to fit, the rest of its type does not."""
    kind = (asked.header("Content-Type") or "").partition("/")[0]
    return _any_type(asked, upload) if upload["headers"]["Content-Type"].startswith(kind + "/") else None


def _sized(upload: Any) -> int | None:
    size = upload["headers"].get("Content-Length")
    return None if size is None else int(size)


def _cut(asked: Asked, upload: Any) -> Asked | None:
    """What is too long is cut."""
    size, content = _sized(upload), asked.request.content
    return _with_content(asked, content[:size]) if size is not None and len(content) > size else None


def _padded(asked: Asked, upload: Any) -> Asked | None:
    """What is too short is filled up."""
    size, content = _sized(upload), asked.request.content
    return _with_content(asked, content.ljust(size, b"\0")) if size is not None and 0 < len(content) < size else None


def _empty_fits(asked: Asked, upload: Any) -> Response | None:
    return Response(200) if not asked.request.content else None


def _first_stays() -> Server:
    """The first file that was put stays; another one is taken and dropped."""

    def change(asked: Asked, upload: Any) -> Response | None:
        done = asked.memory.notes.setdefault("put", set())
        if upload["uploadId"] in done:
            return Response(200)
        done.add(upload["uploadId"])
        return None

    return _puts(change)()


def _once() -> Server:
    """A URL takes one PUT."""

    def change(asked: Asked, upload: Any) -> Response | None:
        done = asked.memory.notes.setdefault("put", set())
        if upload["uploadId"] in done:
            return Response(403)
        done.add(upload["uploadId"])
        return None

    return _puts(change)()


def _taken_afterwards() -> Server:
    """A PUT behind finalize is answered as if it were taken."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        is_late = asked.operation is None and asked.request.method == "PUT" and came.status == 409
        return Response(200) if is_late else came

    return server


def _accepting(seconds: float) -> Make:
    """A URL takes files for so many seconds: later ones are answered as taken, or earlier ones refused."""

    def change(asked: Asked, upload: Any) -> Response | None:
        passed = asked.passed
        if seconds < 900:
            return Response(403) if passed >= seconds else None
        return Response(200) if 900 <= passed < seconds else None

    return _puts(change)


MUTANTS = (
    Mutant("presign-media-upload.signed-put", "The file that was put is kept without its last byte.", _puts(
        lambda asked, upload: _with_content(asked, asked.request.content[:-1])), serves_links=True),
    Mutant("presign-media-upload.signed-put", "Where no size was announced, the URL wants an API key.", _puts(
        lambda asked, upload: Response(401) if _sized(upload) is None and asked.header("X-Api-Key") is None else None),
        serves_links=True),

    Mutant("presign-media-upload.short-lived", "The URL works for an hour.", _accepting(3600), serves_links=True),
    Mutant("presign-media-upload.short-lived", "The URL works a second longer than it says.", _accepting(901), serves_links=True),
    Mutant("presign-media-upload.short-lived", "The URL works for ten minutes.", _accepting(600), serves_links=True),

    Mutant("presign-media-upload.put-content-type", "A PUT of any media type is taken.", _puts(_any_type), serves_links=True),
    Mutant("presign-media-upload.put-content-type", "A PUT of another type of the same kind is taken.",
           _puts(_any_image), serves_links=True),
    Mutant("presign-media-upload.put-content-type", "Videos are to be put as application/octet-stream.", _puts(
        lambda asked, upload: Response(403) if upload["asked"].get("kind") == "video" else None), serves_links=True),

    Mutant("presign-media-upload.put-content-length", "A file that is too long is cut.", _puts(_cut), serves_links=True),
    Mutant("presign-media-upload.put-content-length", "A file that is too short is filled up.", _puts(_padded), serves_links=True),
    Mutant("presign-media-upload.put-content-length", "An empty PUT is answered as taken.", _puts(_empty_fits), serves_links=True),

    Mutant("presign-media-upload.put-again", "The first file that was put stays.", _first_stays, serves_links=True),
    Mutant("presign-media-upload.put-again", "A URL takes one PUT.", _once, serves_links=True),
    Mutant("presign-media-upload.put-again", "A PUT behind finalize is answered as taken.", _taken_afterwards, serves_links=True),
)  # fmt: skip
