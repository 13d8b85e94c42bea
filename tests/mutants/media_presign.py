"""Wrong presigned uploads: what presignMediaUpload answers, and what the PUT does with it."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.media_servers import FINALIZE, PRESIGN, by_key, first_sent, prefers, upper_is_wrong
from tests.mutants.wrong import (
    Ask,
    Asked,
    Mutant,
    Server,
    answers,
    asks,
    json_of,
    refusal,
    refuses,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

_UUID = "00000000-0000-4000-8000-000000000000"

Make = Callable[[], Server]


def _expiry(minutes: float) -> Make:
    """expiresAt lies so many minutes behind the call."""
    from datetime import datetime, timedelta

    def moved(told: Any) -> None:
        expires = datetime.fromisoformat(told["expiresAt"]) + timedelta(minutes=minutes - 15)
        told["expiresAt"] = expires.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    return answers(PRESIGN, moved)


def _whole_minute(told: Any) -> None:
    told["expiresAt"] = told["expiresAt"][:17] + "00.000Z"


def _collected(seconds: float) -> Server:
    """Uploads are gone after so many seconds."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == FINALIZE and asked.passed >= seconds:
            return refusal(came, 404, "NOT_FOUND")
        return came

    return server


def _kept_where_put() -> Server:
    """An upload that has its file is finalized however late it is."""

    def server(asked: Asked, ask: Ask) -> Response:
        notes = asked.memory.notes
        if asked.operation is None and asked.request.method == "PUT":
            notes.setdefault("put", set()).add(asked.request.url)
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation == PRESIGN and came.status == 201:
            notes.setdefault("urls", {})[body["uploadId"]] = body["url"]
        if asked.operation == FINALIZE and came.status == 404:
            url = notes.get("urls", {}).get(asked.body["uploadId"])
            if url in notes.get("put", set()):
                told = {"mediaId": "med_01HY0AB3C5D7E9F1G3H5J7K9M3", "assetId": "med_01HY0AB3C5D7E9F1G3H5J7K9M3", "url": url,
                        "kind": "image", "contentType": "image/png", "mimeType": "image/png"}  # fmt: skip
                return with_json(came, told, 200)
        return came

    return server


def _of_small(limit: int) -> Callable[[Asked], bool]:
    def when(asked: Asked) -> bool:
        size = asked.body.get("sizeBytes", asked.body.get("byteSize"))
        return isinstance(size, int) and 0 < size < limit

    return when


def _without_length(told: Any) -> None:
    told["headers"].pop("Content-Length", None)


ANSWER = (
    Mutant("presign-media-upload.signed-put", "uploadId is a UUID behind upl_.",
           answers(PRESIGN, lambda told: told.update(uploadId="upl_" + _UUID))),
    Mutant("presign-media-upload.signed-put", "The URL is signed for another name.",
           answers(PRESIGN, lambda told: told.update(url=told["url"][:-1] + ("1" if told["url"][-1] == "0" else "0")))),

    Mutant("presign-media-upload.answer", "A presign is answered 200.", answers(PRESIGN, lambda told: told, status=200)),
    Mutant("presign-media-upload.answer", "The method is POST for videos.", answers(
        PRESIGN, lambda told: told.update(method="POST"), when=lambda asked: asked.body.get("kind") == "video")),
    Mutant("presign-media-upload.answer", "The headers to send are empty.", answers(PRESIGN, lambda told: told.update(headers={}))),
    Mutant("presign-media-upload.answer", "expiresAt is a number of seconds.",
           answers(PRESIGN, lambda told: told.update(expiresAt=900))),

    Mutant("presign-media-upload.fifteen-minutes", "expiresAt is an hour behind the call.", _expiry(60)),
    Mutant("presign-media-upload.fifteen-minutes", "expiresAt is cut to the minute.", answers(PRESIGN, _whole_minute)),
    Mutant("presign-media-upload.fifteen-minutes", "expiresAt is ten minutes behind the call.", _expiry(10)),

    Mutant("presign-media-upload.collected", "What was put is finalized however late it is.", _kept_where_put, serves_links=True),
    Mutant("presign-media-upload.collected", "An upload is gone after an hour.", lambda: _collected(3600)),
    Mutant("presign-media-upload.collected", "An upload that is gone is 409.", turns(FINALIZE, 404, "NOT_FOUND", to=(409, "CONFLICT"))),

    Mutant("presign-media-upload.any-size", "Files under 256 KB are to be sent inline.",
           refuses(PRESIGN, 422, "VALIDATION", when=_of_small(262_144))),
    Mutant("presign-media-upload.any-size", "A file of one byte is too small.",
           refuses(PRESIGN, 422, "VALIDATION", when=_of_small(2))),

    Mutant("presign-media-upload.content-length", "The announced size is not among the headers to send.", answers(
        PRESIGN, _without_length, when=lambda asked: "sizeBytes" in asked.body)),
    Mutant("presign-media-upload.content-length", "A size of 0 is not among the headers to send.", answers(
        PRESIGN, _without_length, when=lambda asked: asked.body.get("sizeBytes") == 0)),

    Mutant("presign-media-upload.byte-size-alias", "byteSize is ignored.", asks(
        PRESIGN, lambda body: {name: value for name, value in body.items() if name != "byteSize"})),
    Mutant("presign-media-upload.byte-size-alias", "A byteSize of 0 counts as none.", asks(
        PRESIGN, lambda body: {name: value for name, value in body.items() if name != "byteSize" or value})),
    Mutant("presign-media-upload.byte-size-alias", "byteSize is in kilobytes.", asks(
        PRESIGN, lambda body: body | ({"byteSize": body["byteSize"] * 1024} if "byteSize" in body else {}))),

    Mutant("presign-media-upload.unknown-field", "An unknown field is refused.", refuses(
        PRESIGN, 422, "VALIDATION", when=lambda asked: "type" in asked.body)),
    Mutant("presign-media-upload.unknown-field", "`size` is taken for sizeBytes.", asks(
        PRESIGN, lambda body: {"sizeBytes" if name == "size" else name: value for name, value in body.items()})),
    Mutant("presign-media-upload.unknown-field", "`type` is taken for mimeType.", asks(
        PRESIGN, lambda body: body | ({"mimeType": body["type"]} if "type" in body else {}))),

    Mutant("presign-media-upload.not-idempotent", "A repeat with an Idempotency-Key is answered as the first time.", by_key(PRESIGN, is_conflict=False)),
    Mutant("presign-media-upload.not-idempotent", "An Idempotency-Key that came with another body is a conflict.", by_key(PRESIGN, is_conflict=True)),

    Mutant("presign-media-upload.project-not-found", "In a project of another organisation uploads are presigned.", when_asked(
        PRESIGN, lambda asked: asked.with_key("other"), when=lambda asked: asked.is_at("foreign-project"))),
    Mutant("presign-media-upload.project-not-found", "A project of another organisation is 403.", turns(
        PRESIGN, 404, "NOT_FOUND", to=(403, "FORBIDDEN"), when=lambda came: came.asked.is_at("foreign-project"))),
    Mutant("presign-media-upload.project-not-found", "An unknown project is 422.", turns(
        PRESIGN, 404, "NOT_FOUND", to=(422, "VALIDATION"), when=lambda came: not came.asked.is_at("foreign-project"))),
)  # fmt: skip

TYPES = (
    Mutant("presign-media-upload.content-type-alias", "contentType alone is refused.", refuses(
        PRESIGN, 422, "VALIDATION", when=lambda asked: "mimeType" not in asked.body)),
    Mutant("presign-media-upload.content-type-alias", "contentType alone means application/octet-stream.", asks(
        PRESIGN, lambda body: body if "mimeType" in body else body | {"contentType": "application/octet-stream"})),

    Mutant("presign-media-upload.mime-type-wins", "contentType counts beside mimeType.", prefers(PRESIGN, "contentType", "mimeType")),
    Mutant("presign-media-upload.mime-type-wins", "byteSize counts beside sizeBytes.", prefers(PRESIGN, "byteSize", "sizeBytes")),
    Mutant("presign-media-upload.mime-type-wins", "The media type that comes first counts.", first_sent(PRESIGN, "mimeType", "contentType")),
    Mutant("presign-media-upload.mime-type-wins", "Both names at once are refused.", refuses(
        PRESIGN, 422, "VALIDATION", when=lambda asked: {"mimeType", "contentType"} <= set(asked.body))),

    Mutant("presign-media-upload.checksum", "A checksum in upper case fits no file.", asks(PRESIGN, upper_is_wrong)),
    Mutant("presign-media-upload.checksum", "A checksum in mixed case is refused.", refuses(
        PRESIGN, 422, "VALIDATION",
        when=lambda asked: str(asked.body.get("checksumSha256", "0")) not in {
            str(asked.body.get("checksumSha256", "0")).lower(), str(asked.body.get("checksumSha256", "0")).upper()})),
)  # fmt: skip

MUTANTS = ANSWER + TYPES
