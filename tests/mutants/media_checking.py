"""Wrong finalizeMediaUpload, where it holds the file that was put against what was announced."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.media_servers import FINALIZE, PRESIGN, upper_is_wrong
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, asks, json_of, lacks, refusals, refuses, turns

__all__ = ["MUTANTS"]


Make = Callable[[], Server]


_SIZES = ("sizeBytes", "byteSize")


def _without_sizes(*names: str) -> Make:
    """The announced size is forgotten."""
    return asks(PRESIGN, lacks(*names))


def _never_longer() -> Server:
    """A file that is too short is filled up, one that is too long is refused."""

    def server(asked: Asked, ask: Ask) -> Response:
        sizes = asked.memory.notes.setdefault("sizes", {})
        if asked.operation is None and asked.request.method == "PUT":
            filled = asked.request.content.ljust(sizes.get(asked.request.url, 0), b"\0")
            return ask(asked.request._replace(content=filled))
        came = ask(asked.request)
        if asked.operation == PRESIGN and came.status == 201:
            told = json_of(came)
            sizes[told["url"]] = int(told["headers"].get("Content-Length", 0))
        return came

    return server


def _about(named: set[str]) -> Callable[[Came], bool]:
    """Whether a refusal's issues name these fields."""
    return lambda came: named <= {issue["path"] for issue in (came.body["error"].get("details") or {}).get("issues", [])}


def _unnamed(error: Any) -> None:
    if error["code"] == "VALIDATION":
        error["details"] = {"issues": [{"path": "uploadId", "message": "The file is another one."}]}


def _put_no_more() -> Server:
    """After a refused finalize, what is put is dropped."""

    def server(asked: Asked, ask: Ask) -> Response:
        notes = asked.memory.notes
        if asked.operation is None and asked.request.method == "PUT" and asked.request.url in notes.get("shut", ()):
            return Response(200)
        came = ask(asked.request)
        if asked.operation == PRESIGN and came.status == 201:
            notes.setdefault("urls", {})[json_of(came)["uploadId"]] = json_of(came)["url"]
        if asked.operation == FINALIZE and came.status == 422:
            notes.setdefault("shut", set()).add(notes.get("urls", {}).get(asked.body["uploadId"]))
        return came

    return server


def _without_checksum(operation: str) -> Make:
    return asks(operation, lacks("checksumSha256"))


def _own_word_counts() -> Server:
    """The checksum that finalize names counts in place of the one that presign named."""

    def server(asked: Asked, ask: Ask) -> Response:
        named = asked.memory.notes.setdefault("named", {})
        if asked.operation == PRESIGN and isinstance(asked.body, dict):
            rest = {name: value for name, value in asked.body.items() if name != "checksumSha256"}
            came = ask(asked.with_body(rest))
            if came.status == 201:
                named[json_of(came)["uploadId"]] = asked.body.get("checksumSha256")
            return came
        if asked.operation == FINALIZE and isinstance(asked.body, dict) and "checksumSha256" not in asked.body:
            digits = named.get(asked.body.get("uploadId"))
            return ask(asked.with_body({**asked.body, "checksumSha256": digits}) if digits else asked.request)
        return ask(asked.request)

    return server


MUTANTS = (
    Mutant("finalize-media-upload.size-differs", "The announced size is forgotten.", _without_sizes(*_SIZES)),
    Mutant("finalize-media-upload.size-differs", "A size that was announced as byteSize is forgotten.", _without_sizes("byteSize")),
    Mutant("finalize-media-upload.size-differs", "A file that is too short is filled up.", _never_longer, serves_links=True),

    Mutant("finalize-media-upload.checksum-differs", "The checksum that presign named is forgotten.", _without_checksum(PRESIGN)),
    Mutant("finalize-media-upload.checksum-differs", "The checksum that finalize names is ignored.", _without_checksum(FINALIZE)),
    Mutant("finalize-media-upload.checksum-differs", "The checksum of finalize counts in place of that of presign.", _own_word_counts),
    Mutant("finalize-media-upload.checksum-differs", "The issue names uploadId.", refusals(FINALIZE, _unnamed)),
    Mutant("finalize-media-upload.checksum-differs", "Another checksum is 409.", turns(
        FINALIZE, 422, "VALIDATION", to=(409, "CONFLICT"), when=_about({"checksumSha256"}))),

    Mutant("finalize-media-upload.second-try", "What is put after a refused finalize is dropped.", _put_no_more, serves_links=True),

    Mutant("finalize-media-upload.checksum", "A checksum in upper case fits no file.", asks(FINALIZE, upper_is_wrong)),
    Mutant("finalize-media-upload.checksum", "Digits beyond 9 are to be in lower case.", refuses(
        FINALIZE, 422, "VALIDATION", when=lambda asked: (asked.body or {}).get("checksumSha256", "") !=
        str((asked.body or {}).get("checksumSha256", "")).lower())),
)  # fmt: skip
