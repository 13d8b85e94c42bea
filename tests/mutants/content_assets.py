"""Wrong assets: as getContent and getContentAsset tell them, and the files behind them."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    lacks,
    refusal,
    replies,
    tells,
    turns,
    when_asked,
    where,
    with_json,
)

__all__ = ["MUTANTS"]

GET = "getContent"
ASSET = "getContentAsset"
BOTH = frozenset({GET, ASSET})

Make = Callable[[], Server]


def _assets(edit: Callable[[Any], Any], operation: str | None = None) -> Make:
    """Spoils every asset, in records and descriptors alike unless one operation is named."""

    def spoil(body: Any) -> None:
        for asset in body.get("assets", [body]):
            edit(asset)

    return answers(operation or BOTH, spoil)


def _dead_links() -> Server:
    """A day after a url was given out, it leads nowhere."""

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation is not None or asked.passed < 86_400:
            return ask(asked.request)
        return Response(403, (("Content-Type", "application/xml"),), b"<Error/>")

    return server


def _gone_files() -> Server:
    """The files of a container go as soon as it is made anew."""

    def server(asked: Asked, ask: Ask) -> Response:
        gone = asked.memory.notes.setdefault("gone", set())
        if asked.operation == "regenerateContent":
            record = json_of(ask(Request("GET", asked.request.url.removesuffix("/regenerate"), asked.request.headers)))
            gone.update(asset["url"] for asset in record["assets"])
        return Response(404) if asked.request.url in gone else ask(asked.request)

    return server


def _other_containers() -> Server:
    """An asset is looked for in every container that was read."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        known = asked.memory.notes.setdefault("assets", {})
        if asked.operation == GET and came.status == 200:
            body = json_of(came)
            known.update({asset["assetId"]: {"containerId": body["id"], **asset} for asset in body["assets"]})
        if asked.operation == ASSET and came.status == 404 and asked.path[1] in known:
            return with_json(came, known[asked.path[1]], 200)
        return came

    return server


def _current_alone(asked: Asked, ask: Ask) -> Response:
    """Only what a container has now is found."""
    if asked.operation != ASSET:
        return ask(asked.request)
    record = ask(asked.request._replace(url=asked.request.url.partition("/assets/")[0]))
    came = ask(asked.request)
    if came.status == 200 and asked.path[1] not in {asset["assetId"] for asset in json_of(record)["assets"]}:
        return refusal(came, 404, "NOT_FOUND")
    return came


def _last_generation() -> Server:
    """What was replaced before the last regeneration is gone."""

    def server(asked: Asked, ask: Ask) -> Response:
        runs = asked.memory.notes.setdefault("runs", [])
        if asked.operation == "regenerateContent":
            runs.append(asked.path[0])
        return _current_alone(asked, ask) if len(runs) > 1 else ask(asked.request)

    return server


def _placeholder(came: Came, ask: Ask) -> Response:
    """An unknown asset is told of as if it were there."""
    if came.status != 404:
        return came.response
    container, asset = came.asked.path
    told = {"containerId": container, "assetId": asset, "kind": "image", "url": came.asked.request.url, "thumbnailUrl": None}
    return with_json(came.response, told, 200)


def _forgets_listed() -> Server:
    """The id that a list printed is not that by which an asset is found."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != "listContent" or came.status != 200:
            return came
        page = json_of(came)
        for item in page["items"]:
            if item["primaryAsset"] is not None:
                item["primaryAsset"]["assetId"] = item["primaryAsset"]["assetId"].lower()
        return with_json(came, page)

    return server


def _another_asset(asked: Asked, ask: Ask) -> Response:
    """Any asset id of a slideshow leads to its last picture."""
    came = ask(asked.request)
    if asked.operation != ASSET or came.status != 200:
        return came
    record = json_of(ask(asked.request._replace(url=asked.request.url.partition("/assets/")[0])))
    last = record["assets"][-1:] or [json_of(came)]
    return with_json(came, {"containerId": record["id"], **last[0]})


MUTANTS = (
    Mutant("get-content.asset", "Assets have no sizeBytes.", _assets(lambda asset: asset.pop("sizeBytes"))),
    Mutant("get-content.asset", "Images have no durationMs.",
           _assets(lambda asset: asset.pop("durationMs") if asset["kind"] == "image" else None)),
    Mutant("get-content.asset", "A video has no width.",
           _assets(lambda asset: asset.update(width=None) if asset["kind"] == "video" else None)),

    Mutant("get-content.asset-facts", "sizeBytes is one too low.",
           _assets(lambda asset: asset.update(sizeBytes=asset["sizeBytes"] - 1))),
    Mutant("get-content.asset-facts", "checksumSha256 is that of the url.",
           _assets(lambda asset: asset.update(checksumSha256=sha256(asset["url"].encode()).hexdigest()))),
    Mutant("get-content.asset-facts", "Width and height of images are swapped.", _assets(
        lambda asset: asset.update(width=asset["height"], height=asset["width"]) if asset["kind"] == "image" else None)),
    Mutant("get-content.asset-facts", "durationMs is in seconds.",
           _assets(lambda asset: asset.update(durationMs=asset["durationMs"] and asset["durationMs"] // 1000))),
    Mutant("get-content.asset-facts", "Images are said to be PNG.", _assets(
        lambda asset: asset.update(mimeType="image/png") if asset["kind"] == "image" else None)),
    Mutant("get-content.asset-facts", "The url of a video leads to its thumbnail.",
           _assets(lambda asset: asset.update(url=asset["thumbnailUrl"]))),

    Mutant("get-content.images", "Images have a durationMs of 0.",
           _assets(lambda asset: asset.update(durationMs=asset["durationMs"] or 0))),
    Mutant("get-content.images", "The last asset of a slideshow is a video of the whole.", tells(GET, lambda record: record["assets"][-1].update(kind="video"), lambda record: len(record["assets"]) > 1)),
    Mutant("get-content.images", "The kind of an image is slide.",
           _assets(lambda asset: asset.update(kind="slide") if asset["kind"] == "image" else None)),

    Mutant("get-content-asset.shape", "A descriptor has no containerId.", answers(ASSET, lacks("containerId"))),
    Mutant("get-content-asset.shape", "The container is named by its bare id.",
           answers(ASSET, lambda told: told.update(containerId=told["containerId"].removeprefix("cnt_")))),
    Mutant("get-content-asset.shape", "A descriptor of an image has no thumbnailUrl.",
           answers(ASSET, where(lambda told: told["kind"] == "image", lambda told: told.pop("thumbnailUrl")))),

    Mutant("get-content-asset.same-as-in-container", "A descriptor has no measures.", answers(
        ASSET, lambda told: {name: value for name, value in told.items() if name not in {"width", "height"}})),
    Mutant("get-content-asset.same-as-in-container", "A descriptor counts one byte more of an image than its container.", answers(
        ASSET, lambda told: told.update(sizeBytes=told["sizeBytes"] + 1) if told["kind"] == "image" else None)),
    Mutant("get-content-asset.same-as-in-container", "The url of a descriptor has a query of its own.",
           answers(ASSET, lambda told: told.update(url=told["url"] + "?asset=1"))),

    Mutant("get-content-asset.no-expiry", "A descriptor has an expiresAt.",
           answers(ASSET, lambda told: told.update(expiresAt="2027-01-01T00:00:00.000Z"))),
    Mutant("get-content-asset.no-expiry", "A descriptor of a video has an expiresAt that is null.",
           answers(ASSET, lambda told: told.update(expiresAt=None) if told["kind"] == "video" else None)),
    Mutant("get-content-asset.no-expiry", "A url works for a day.", _dead_links, serves_links=True),

    Mutant("get-content-asset.primary", "A list prints asset ids that are not found.", _forgets_listed),
    Mutant("get-content-asset.primary", "Any asset id of a container leads to its last asset.", lambda: _another_asset),

    Mutant("get-content-asset.superseded", "What a regeneration replaced is gone.", lambda: _current_alone),
    Mutant("get-content-asset.superseded", "What the last regeneration but one replaced is gone.", _last_generation),
    Mutant("get-content-asset.superseded", "The files of a container are deleted when it is made anew.",
           _gone_files, serves_links=True),

    Mutant("get-content-asset.not-found", "An asset is found in whichever container it is asked for.", _other_containers),
    Mutant("get-content-asset.not-found", "An unknown asset is told of with a url that leads nowhere.", replies(ASSET, _placeholder)),
    Mutant("get-content-asset.not-found", "An unknown asset is 422.",
           turns(ASSET, 404, "NOT_FOUND", to=(422, "VALIDATION"))),

    Mutant("get-content-asset.container-not-found", "Assets of another organisation are found.",
           when_asked(ASSET, lambda asked: asked.with_key("other"), when=lambda asked: asked.is_at("foreign-container"))),
    Mutant("get-content-asset.container-not-found", "An asset of another organisation is 403.", turns(
        ASSET, 404, "NOT_FOUND", to=(403, "FORBIDDEN"), when=lambda came: came.asked.is_at("foreign-container"))),
    Mutant("get-content-asset.container-not-found", "An asset id finds its asset in an unknown container too.", _other_containers),
)  # fmt: skip
