"""Wrong finalizeMediaUpload."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any
from uuid import UUID

from layers_mock.kit.exchange import Response
from tests.mutants.media_servers import FINALIZE, PRESIGN
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    refusal,
    refuses,
    replies,
    tells,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

_DAY = 86_400

Make = Callable[[], Server]


def _repeats(edit: Callable[[Any], Any]) -> Make:
    """Spoils the answer to an upload that was finalized before."""

    def spoil(asset: Any, asked: Asked) -> None:
        done = asked.memory.notes.setdefault("done", set())
        if asset["mediaId"] in done:
            edit(asset)
        done.add(asset["mediaId"])

    return answers(FINALIZE, spoil)


def _other_id(asset: Any) -> None:
    asset["mediaId"] = asset["assetId"] = asset["mediaId"][:-1] + ("1" if asset["mediaId"][-1] != "1" else "2")


def _counted(asset: Any, asked: Asked) -> None:
    """Of calls at the same moment each makes an asset of its own, behind the first upload."""
    notes = asked.memory.notes
    notes["assets"] = notes.get("assets", 0) + 1
    if notes["assets"] > 4:
        asset["mediaId"] = asset["assetId"] = asset["mediaId"][:-2] + f"{notes['assets']:02}"


def _another_file(name: str) -> Make:
    """The url gives the bytes of another file."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != FINALIZE or came.status != 200:
            return came
        asset = json_of(came)
        body = {"kind": "image", "mimeType": asset["mimeType"] if name == "content" else "application/octet-stream"}
        content = b"another file" if name == "content" else _content_of(asset, ask, asked)
        path = asked.request.url.replace("/finalize", "")
        other = ask(asked.with_body({**body, "dataBase64": b64encode(content).decode()})._replace(url=path))
        return with_json(came, {**asset, "url": json_of(other)["url"]})

    return lambda: server


def _content_of(asset: Any, ask: Ask, asked: Asked) -> bytes:
    return ask(asked.request._replace(method="GET", url=asset["url"], headers=(), content=b"")).content


def _remembers(asked: Asked, came: Response) -> dict[str, Any]:
    """What was presigned and what was finalized, by upload."""
    uploads: dict[str, Any] = asked.memory.notes.setdefault("uploads", {})
    if asked.operation == PRESIGN and came.status == 201:
        uploads[json_of(came)["uploadId"]] = {"asked": asked.body, "done": False}
    if asked.operation == FINALIZE and came.status == 200 and asked.body["uploadId"] in uploads:
        uploads[asked.body["uploadId"]]["done"] = True
    return uploads


def _checked_again() -> Server:
    """A repeat is held against the checksum that it names."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == FINALIZE and came.status == 200:
            named = asked.body.get("checksumSha256")
            if named is not None and named.lower() != json_of(came)["checksumSha256"]:
                return refusal(came, 422, "VALIDATION", {"issues": [{"path": "checksumSha256", "message": "It differs."}]})
        return came

    return server


def _collected_when_done() -> Server:
    """After a day an upload is gone, finalized or not."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        is_late = asked.passed >= _DAY
        return refusal(came, 404, "NOT_FOUND") if asked.operation == FINALIZE and is_late else came

    return server


def _anew_after_a_day(asset: Any, asked: Asked) -> None:
    if asked.passed >= _DAY:
        _other_id(asset)


def _lost_after_conflict() -> Server:
    """An upload that was finalized before its file was put is void."""
    return _void(lambda came: came.status == 409)()


def _void(is_over: Callable[[Response], bool], only: Callable[[Asked], bool] = lambda asked: True) -> Make:
    """One refusal of an upload is its end."""

    def server(asked: Asked, ask: Ask) -> Response:
        over = asked.memory.notes.setdefault("over", set())
        came = ask(asked.request)
        if asked.operation != FINALIZE or not isinstance(asked.body, dict):
            return came
        upload = asked.body.get("uploadId")
        if upload in over:
            return refusal(came, 404, "NOT_FOUND")
        if is_over(came) and only(asked):
            over.add(upload)
        return came

    return lambda: server


def _is_uuid(text: object) -> bool:
    try:
        return bool(UUID(str(text).removeprefix("upl_")))
    except ValueError:
        return False


def _with_upload(asked: Asked) -> Any:
    return asked.body.get("uploadId") if isinstance(asked.body, dict) else None


def _from_body(name: str) -> Make:
    """The asset takes a field from the body of finalize."""
    return answers(FINALIZE, lambda asset, asked: asset.update({name: asked.body[name]}) if name in asked.body else None)


def _any_project() -> Server:
    """An upload is found whichever project of the organisation is in the path."""

    def server(asked: Asked, ask: Ask) -> Response:
        uploads = asked.memory.notes.setdefault("projects", {})
        is_elsewhere = asked.operation == FINALIZE and asked.is_at("empty-project")
        if is_elsewhere and _with_upload(asked) in uploads:
            return ask(asked.with_url(asked.path[0], uploads[_with_upload(asked)]))
        came = ask(asked.request)
        if asked.operation == PRESIGN and came.status == 201:
            uploads[json_of(came)["uploadId"]] = asked.path[0]
        return came

    return server


def _any_organisation() -> Server:
    """An upload is found whoever asks."""

    def server(asked: Asked, ask: Ask) -> Response:
        uploads = asked.memory.notes.setdefault("projects", {})
        known = uploads.get(_with_upload(asked))
        if asked.operation == FINALIZE and known is not None and known[1] != asked.key:
            return ask(asked.with_url(asked.path[0], known[0])._replace(headers=asked.with_key(known[1]).headers))
        came = ask(asked.request)
        if asked.operation == PRESIGN and came.status == 201:
            uploads[json_of(came)["uploadId"]] = (asked.path[0], asked.key)
        return came

    return server


def _done_anywhere() -> Server:
    """What was finalized is answered in every project."""

    def server(asked: Asked, ask: Ask) -> Response:
        done = asked.memory.notes.setdefault("done", {})
        came = ask(asked.request)
        if asked.operation == FINALIZE and came.status == 200:
            done[_with_upload(asked)] = json_of(came)
        if asked.operation == FINALIZE and came.status == 404 and _with_upload(asked) in done:
            return with_json(came, done[_with_upload(asked)], 200)
        return came

    return server


def _own_project(asked: Asked) -> Any:
    return asked.with_url(asked.path[0], asked.memory.ids["project"])


def _unprefixed_conflicts(came: Came, ask: Ask) -> Response:
    """Ids without a prefix lead to an upload to which nothing was put."""
    return came.response if "_" in str(_with_upload(came.asked)) else refusal(came.response, 409, "CONFLICT")


ASSET = (
    Mutant("finalize-media-upload.answer", "Finalizing is answered 201.", answers(FINALIZE, lambda asset: asset, status=201)),
    Mutant("finalize-media-upload.answer", "The asset has no assetId.", tells(FINALIZE, lambda asset: asset.pop("assetId"))),
    Mutant("finalize-media-upload.answer", "A video has no url.",
           tells(FINALIZE, lambda asset: asset.pop("url"), lambda asset: asset["kind"] == "video")),

    Mutant("finalize-media-upload.one-id", "assetId begins with ast_.",
           tells(FINALIZE, lambda asset: asset.update(assetId=asset["assetId"].replace("med_", "ast_")))),
    Mutant("finalize-media-upload.one-id", "The ids are in lower case.", tells(FINALIZE, lambda asset: asset.update(mediaId=asset["mediaId"].lower(), assetId=asset["assetId"].lower()))),

    Mutant("finalize-media-upload.one-type", "contentType is application/octet-stream.",
           tells(FINALIZE, lambda asset: asset.update(contentType="application/octet-stream"))),
    Mutant("finalize-media-upload.one-type", "A logo is of kind image.",
           tells(FINALIZE, lambda asset: asset.update(kind="image"), lambda asset: asset["kind"] == "logo")),
    Mutant("finalize-media-upload.one-type", "The type is guessed from the content.", tells(FINALIZE, lambda asset: asset.update(contentType="image/png", mimeType="image/png"))),

    Mutant("finalize-media-upload.further-fields", "filename is left out where none was given.",
           tells(FINALIZE, lambda asset: asset.pop("filename"), lambda asset: asset["filename"] is None)),
    Mutant("finalize-media-upload.further-fields", "Spaces in a filename become hyphens.", tells(FINALIZE, lambda asset: asset.update(filename=asset["filename"] and asset["filename"].replace(" ", "-")))),
    Mutant("finalize-media-upload.further-fields", "checksumSha256 is base64.", tells(FINALIZE, lambda asset: asset.update(checksumSha256=b64encode(bytes.fromhex(asset["checksumSha256"])).decode()))),
    Mutant("finalize-media-upload.further-fields", "sizeBytes is a text.",
           tells(FINALIZE, lambda asset: asset.update(sizeBytes=str(asset["sizeBytes"])))),

    Mutant("finalize-media-upload.url", "The url gives another file.", _another_file("content")),
    Mutant("finalize-media-upload.url", "The file comes as application/octet-stream.", _another_file("type")),
)  # fmt: skip

AGAIN = (
    Mutant("finalize-media-upload.repeat", "A repeat makes another asset.", _repeats(_other_id)),
    Mutant("finalize-media-upload.repeat", "A repeat is not found.", _void(lambda came: came.status == 200)),
    Mutant("finalize-media-upload.repeat", "Repeats at the same moment make assets of their own.", answers(FINALIZE, _counted)),
    Mutant("finalize-media-upload.repeat", "A repeat forgets the filename.", _repeats(lambda asset: asset.update(filename=None))),

    Mutant("finalize-media-upload.repeat-unchecked", "A repeat is held against its checksum.", _checked_again),
    Mutant("finalize-media-upload.repeat-unchecked", "After a day an upload is gone, finalized or not.", _collected_when_done),
    Mutant("finalize-media-upload.repeat-unchecked", "A repeat after a day makes another asset.", answers(FINALIZE, _anew_after_a_day)),

    Mutant("finalize-media-upload.not-put", "An upload without a file is 404.", turns(FINALIZE, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant("finalize-media-upload.not-put", "An upload that was finalized too early is void.", _lost_after_conflict),
    Mutant("finalize-media-upload.not-put", "An upload without a file is 409 with the code IDEMPOTENCY_CONFLICT.",
           turns(FINALIZE, 409, "CONFLICT", to=(409, "IDEMPOTENCY_CONFLICT"))),

    Mutant("finalize-media-upload.second-try", "An upload whose file was refused twice is void.", _void(
        lambda came: came.status == 422, only=lambda asked: asked.memory.notes.setdefault("tries", []).append(_with_upload(asked))
        or asked.memory.notes["tries"].count(_with_upload(asked)) == 2)),
)  # fmt: skip

FINDING = (
    Mutant("finalize-media-upload.upload-id-forms", "A UUID is not found.", refuses(
        FINALIZE, 404, "NOT_FOUND", when=lambda asked: _is_uuid(_with_upload(asked)))),
    Mutant("finalize-media-upload.upload-id-forms", "An id without its prefix is refused.", refuses(
        FINALIZE, 422, "VALIDATION", when=lambda asked: "_" not in str(_with_upload(asked)))),
    Mutant("finalize-media-upload.upload-id-forms", "Without its prefix, an id names another upload.",
           replies(FINALIZE, _unprefixed_conflicts)),

    Mutant("finalize-media-upload.unknown-field", "An unknown field is refused.", refuses(
        FINALIZE, 422, "VALIDATION", when=lambda asked: set(asked.body or {}) - {"uploadId", "checksumSha256"})),
    Mutant("finalize-media-upload.unknown-field", "filename is taken from finalize.", _from_body("filename")),
    Mutant("finalize-media-upload.unknown-field", "Fields that presign knows have to have their types.", refuses(
        FINALIZE, 422, "VALIDATION", when=lambda asked: not isinstance((asked.body or {}).get("kind", ""), str))),

    Mutant("finalize-media-upload.upload-not-found", "An upload is found in every project of its organisation.", _any_project),
    Mutant("finalize-media-upload.upload-not-found", "An upload is found by every organisation.", _any_organisation),
    Mutant("finalize-media-upload.upload-not-found", "What was finalized is answered in every project.", _done_anywhere),
    Mutant("finalize-media-upload.upload-not-found", "An unknown upload is 409, as if its file were missing.", turns(
        FINALIZE, 404, "NOT_FOUND", to=(409, "CONFLICT"),
        when=lambda came: came.asked.is_at("project"))),

    Mutant("finalize-media-upload.project-not-found", "The project in the path does not matter.", when_asked(
        FINALIZE, _own_project, when=lambda asked: asked.key == "full")),
    Mutant("finalize-media-upload.project-not-found", "A project of another organisation is 403.", turns(
        FINALIZE, 404, "NOT_FOUND", to=(403, "FORBIDDEN"), when=lambda came: came.asked.is_at("foreign-project") and came.asked.key == "full")),
    Mutant("finalize-media-upload.project-not-found", "A project of another organisation is not looked at.", when_asked(
        FINALIZE, _own_project, when=lambda asked: asked.is_at("foreign-project") and asked.key == "full")),
)  # fmt: skip

MUTANTS = ASSET + AGAIN + FINDING
