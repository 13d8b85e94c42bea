"""The assets of a container: as getContent lists them, as getContentAsset describes them, and the files behind them."""

from hashlib import sha256
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError, check, equal, holds

from ..making import completed, container_now, new_container, new_project
from .listing import listed
from .measures import measures

__all__: list[str] = []

_FIELDS = (
    "assetId", "kind", "url", "thumbnailUrl", "durationMs", "width", "height", "mimeType", "sizeBytes", "checksumSha256",
)  # fmt: skip
_DESCRIPTOR = ("containerId", "assetId", "kind", "url", "thumbnailUrl")
_MONTH = 30 * 86_400


def _assets(api: Api, container: str) -> list[Any]:
    """The assets that getContent lists; there are some."""
    found: list[Any] = api.call("getContent", container).succeeded(200)["assets"]
    holds(found, "a completed container without assets")
    return found


@check("get-content.asset")
def an_asset_has_its_fields(api: Api) -> None:
    """Each asset of a video and of a slideshow has its ten fields."""
    for state in ("container", "slideshow"):
        for asset in _assets(api, api.state(state)):
            equal(sorted(set(_FIELDS) - set(asset)), [], f"fields missing in an asset of {state}")
            for name in ("assetId", "kind", "url", "mimeType", "checksumSha256"):
                holds(isinstance(asset[name], str) and asset[name], f"{name} {asset[name]!r}")
            for name in ("width", "height", "sizeBytes"):
                holds(isinstance(asset[name], int) and asset[name] > 0, f"{name} {asset[name]!r}")


@check("get-content.asset-facts")
def the_facts_of_an_asset_are_those_of_its_file(api: Api) -> None:
    """Size, checksum, type and, where the file tells them, measures are those of what the url gives."""
    for state in ("container", "slideshow"):
        for asset in _assets(api, api.state(state)):
            file = api.fetch(asset["url"])
            equal(file.status, 200, f"status of {asset['url']}")
            equal(asset["sizeBytes"], len(file.content), "sizeBytes")
            equal(asset["checksumSha256"], sha256(file.content).hexdigest(), "checksumSha256")
            equal(asset["mimeType"], _media_type(file), "mimeType")
            _measures_fit(asset, file.content)


def _media_type(file: Answer) -> str:
    return (file.header("Content-Type") or "").partition(";")[0].strip()


def _measures_fit(asset: Any, content: bytes) -> None:
    found = measures(content)
    if found is None:
        return
    # A film may be stored lying on its side.
    equal(sorted((asset["width"], asset["height"])), sorted(found[:2]), "width and height, the smaller first")
    if asset["kind"] == "image":
        equal((asset["width"], asset["height"]), found[:2], "width and height")
    if found.duration_ms is not None:
        told = asset["durationMs"]
        is_near = isinstance(told, int) and abs(told - found.duration_ms) <= 100
        holds(is_near, f"durationMs {told!r} of a file of {found.duration_ms:g} ms")


@check("get-content.images")
def a_slideshow_is_made_of_images(api: Api) -> None:
    """Every asset of a slideshow is an image without a duration."""
    for asset in _assets(api, api.state("slideshow")):
        equal(asset["kind"], "image", "kind")
        holds("durationMs" in asset, "an asset without durationMs")
        equal(asset["durationMs"], None, "durationMs of an image")


@check("get-content-asset.shape", "get-content-asset.same-as-in-container")
def an_asset_is_described_as_in_its_container(api: Api) -> None:
    """A descriptor has containerId, and beside it what getContent lists, for each asset."""
    for state in ("container", "slideshow"):
        container = api.made("getContent", api.state(state))
        for asset in container["assets"]:
            told = api.call("getContentAsset", container["id"], asset["assetId"]).succeeded(200)
            shape = "get-content-asset.shape"
            equal(sorted(set(_DESCRIPTOR) - set(told)), [], "fields missing", rule=shape)
            equal((told["containerId"], told["assetId"]), (container["id"], asset["assetId"]), "ids", rule=shape)
            rest = {name: value for name, value in told.items() if name != "containerId"}
            equal(rest, asset, "the asset", rule="get-content-asset.same-as-in-container")
        holds(container["assets"], f"{state} without assets", rule="get-content-asset.same-as-in-container")


@check("get-content-asset.no-expiry")
def the_url_lasts(api: Api) -> None:
    """There is no expiresAt, and a url works on after a month, where the target's time can be moved."""
    files: dict[str, bytes] = {}
    for state in ("container", "slideshow"):
        container = api.state(state)
        for asset in _assets(api, container):
            told = api.call("getContentAsset", container, asset["assetId"]).succeeded(200)
            holds("expiresAt" not in told, f"expiresAt {told.get('expiresAt')!r}")
            files[told["url"]] = _fetched(api, told["url"])
    api.let_pass(_MONTH)
    for url, content in files.items():
        holds(_fetched(api, url) == content, f"{url} gives another file later")


def _fetched(api: Api, url: str) -> bytes:
    file = api.fetch(url)
    equal(file.status, 200, f"status of {url}")
    return file.content


@check("get-content-asset.primary")
def the_primary_asset_of_a_list_is_found(api: Api) -> None:
    """The assetId of primaryAsset leads to the asset that has it."""
    for state in ("container", "slideshow"):
        item = listed(api, api.state(state))
        wanted = item["primaryAsset"]["assetId"]
        told = api.call("getContentAsset", item["id"], wanted).succeeded(200)
        equal(told["assetId"], wanted, "assetId")
        equal(told["kind"], item["primaryAsset"]["kind"], "kind")


@check("get-content-asset.superseded")
def an_asset_that_was_replaced_can_still_be_read(api: Api) -> None:
    """After one regeneration and another, the first assets are told as before, and their files are there."""
    container = new_container(api, new_project(api))
    before = container_now(api, container)["assets"]
    for _ in range(2):
        completed(api, api.made("regenerateContent", container, body={}))
        left = {asset["assetId"] for asset in container_now(api, container)["assets"]}
        replaced = [asset for asset in before if asset["assetId"] not in left]
        if not replaced:
            raise UnprovidedError("the regeneration replaced no asset")
        for asset in replaced:
            told = api.call("getContentAsset", container, asset["assetId"]).succeeded(200)
            equal((told["assetId"], told["kind"]), (asset["assetId"], asset["kind"]), "the asset")
            content = _fetched(api, told["url"])
            equal(sha256(content).hexdigest(), asset["checksumSha256"], "SHA-256 of the file that was replaced")


@check("get-content-asset.not-found")
def an_asset_of_another_container_is_not_found(api: Api) -> None:
    """An unknown asset id and those of another container are 404; the container's own are found."""
    container, other = api.state("container"), api.state("slideshow")
    unknown = (api.text("asset"), api.uuid(), f"ast_{api.uuid()}", "x" * 200)
    elsewhere = [asset["assetId"] for asset in container_now(api, other)["assets"]]
    for asset in (*unknown, *elsewhere):
        api.call("getContentAsset", container, asset).refused(404, "NOT_FOUND")
    for asset in elsewhere:
        api.call("getContentAsset", other, asset).succeeded(200)


@check("get-content-asset.container-not-found")
def an_asset_of_a_container_out_of_reach_is_not_found(api: Api) -> None:
    """An asset is 404 in an unknown container and in one of another organisation."""
    foreign, own = api.state("foreign_container"), api.state("container")
    foreign_assets = api.made("getContent", foreign, key="other")["assets"]
    if not foreign_assets:
        raise UnprovidedError("the foreign container has no assets")
    theirs = foreign_assets[0]["assetId"]
    ours = _assets(api, own)[0]["assetId"]
    for container, asset in ((api.uuid(), ours), (foreign, theirs), (foreign, ours)):
        api.call("getContentAsset", container, asset).refused(404, "NOT_FOUND")
    api.call("getContentAsset", own, ours, key="other").refused(404, "NOT_FOUND")
    api.call("getContentAsset", foreign, theirs, key="other").succeeded(200)
    api.call("getContentAsset", own, ours).succeeded(200)
