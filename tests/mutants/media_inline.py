"""Wrong uploadMediaInline."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.media_servers import INLINE, by_key, first_sent, prefers
from tests.mutants.wrong import (
    Ask,
    Asked,
    Mutant,
    Server,
    answers,
    asks,
    json_of,
    refuses,
    tells,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]


Make = Callable[[], Server]


def _stores(change: Callable[[bytes], bytes]) -> Make:
    """The url gives a changed file, of which the answer tells the facts of the one that was sent."""
    return _url_of(lambda body: {**body, "dataBase64": b64encode(change(b64decode(body["dataBase64"]))).decode()})


def _url_of(change: Callable[[Any], Any]) -> Make:
    """The url is that of another upload."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != INLINE or came.status != 201:
            return came
        other = json_of(ask(asked.with_body(change(asked.body))))
        return with_json(came, {**json_of(came), "url": other["url"]})

    return lambda: server


def _same_file() -> Server:
    """A file that is there already is not stored again: its asset is answered."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != INLINE or came.status != 201:
            return came
        asset = json_of(came)
        first = asked.memory.notes.setdefault("files", {}).setdefault(asset["checksumSha256"], asset)
        return with_json(came, first)

    return server


MUTANTS = (
    Mutant("upload-media-inline.created", "An inline upload is answered 200.", answers(INLINE, lambda asset: asset, status=200)),
    Mutant("upload-media-inline.created", "The asset has no contentType.", tells(INLINE, lambda asset: asset.pop("contentType"))),
    Mutant("upload-media-inline.created", "assetId begins with ast_.",
           tells(INLINE, lambda asset: asset.update(assetId=asset["assetId"].replace("med_", "ast_")))),
    Mutant("upload-media-inline.created", "Audio is of kind video.",
           tells(INLINE, lambda asset: asset.update(kind="video"), lambda asset: asset["kind"] == "audio")),

    Mutant("upload-media-inline.further-fields", "filename is an empty text where none was given.",
           tells(INLINE, lambda asset: asset.update(filename=asset["filename"] or ""))),
    Mutant("upload-media-inline.further-fields", "sizeBytes is the length of the base64.",
           answers(INLINE, lambda asset, asked: asset.update(sizeBytes=len(asked.body["dataBase64"])))),
    Mutant("upload-media-inline.further-fields", "There is no createdAt.", tells(INLINE, lambda asset: asset.pop("createdAt"))),

    Mutant("upload-media-inline.url", "The file is stored without the padding of its base64.", _stores(
        lambda content: content[: len(content) - len(content) % 3] or content)),
    Mutant("upload-media-inline.url", "The file is stored as text.", _stores(
        lambda content: content.decode(errors="replace").encode())),
    Mutant("upload-media-inline.url", "The file comes as application/octet-stream.",
           _url_of(lambda body: {**body, "mimeType": "application/octet-stream"})),

    Mutant("upload-media-inline.content-type-alias", "contentType alone is refused.", refuses(
        INLINE, 422, "VALIDATION", when=lambda asked: "mimeType" not in asked.body)),
    Mutant("upload-media-inline.content-type-alias", "contentType alone means application/octet-stream.", asks(
        INLINE, lambda body: body if "mimeType" in body else body | {"contentType": "application/octet-stream"})),

    Mutant("upload-media-inline.mime-type-wins", "contentType counts beside mimeType.", prefers(INLINE, "contentType", "mimeType")),
    Mutant("upload-media-inline.mime-type-wins", "The media type that comes first counts.", first_sent(INLINE, "mimeType", "contentType")),
    Mutant("upload-media-inline.mime-type-wins", "contentType and mimeType of the asset are those that were sent.", answers(
        INLINE, lambda asset, asked: asset.update(contentType=asked.body.get("contentType", asset["contentType"])))),

    Mutant("upload-media-inline.unknown-field", "An unknown field is refused.", refuses(
        INLINE, 422, "VALIDATION", when=lambda asked: "url" in asked.body)),
    Mutant("upload-media-inline.unknown-field", "`name` is taken for filename.", answers(
        INLINE, lambda asset, asked: asset.update(filename=asked.body.get("name", asset["filename"])))),
    Mutant("upload-media-inline.unknown-field", "sizeBytes is believed.", answers(
        INLINE, lambda asset, asked: asset.update(sizeBytes=asked.body.get("sizeBytes", asset["sizeBytes"])))),

    Mutant("upload-media-inline.not-idempotent", "A repeat with an Idempotency-Key is answered as the first time.",
           by_key(INLINE, is_conflict=False)),
    Mutant("upload-media-inline.not-idempotent", "An Idempotency-Key that came with another file is a conflict.",
           by_key(INLINE, is_conflict=True)),
    Mutant("upload-media-inline.not-idempotent", "A file that is there already is not stored again.", _same_file),

    Mutant("upload-media-inline.project-not-found", "A project of another organisation takes files.", when_asked(
        INLINE, lambda asked: asked.with_key("other"), when=lambda asked: asked.is_at("foreign-project"))),
    Mutant("upload-media-inline.project-not-found", "A project of another organisation is 403.", turns(
        INLINE, 404, "NOT_FOUND", to=(403, "FORBIDDEN"), when=lambda came: came.asked.is_at("foreign-project"))),
    Mutant("upload-media-inline.project-not-found", "The key of another organisation may upload to ours.", when_asked(
        INLINE, lambda asked: asked.with_key("full"),
        when=lambda asked: asked.key == "other" and asked.is_at("project"))),
)  # fmt: skip
