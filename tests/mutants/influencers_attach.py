"""Servers that get attachReferenceImages wrong."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.influencers_servers import anyones, get, opens_deleted
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, asks, json_of, refusal, replies, turns, with_json

__all__ = ["MUTANTS"]

_ATTACH = "attachReferenceImages"


def _attached(edit: Callable[[list[Any], list[Any], list[str]], list[Any]]) -> Callable[[], Server]:
    """Images read wrongly behind an attach: ``edit(images, before, assets)`` gives them for answer and row."""

    def make() -> Server:
        images: dict[str, list[Any]] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            before = get(asked, ask, asked.path[0]) if asked.operation == _ATTACH else None
            came = ask(asked.request)
            if asked.operation == _ATTACH and came.status == 200 and before is not None:
                known = images.get(asked.path[0], before["referenceImages"])
                images[asked.path[0]] = edit(json_of(came)["referenceImages"], known, asked.body["assetIds"])
            if asked.operation in {_ATTACH, "getInfluencer"} and came.status == 200 and asked.path[0] in images:
                return with_json(came, {**json_of(came), "referenceImages": images[asked.path[0]]})
            return came

        return server

    return make


def _ulid(asset: str) -> str:
    return asset.rpartition("_")[2]


def _replaced(images: list[Any], before: list[Any], assets: list[str]) -> list[Any]:
    named = {_ulid(asset) for asset in assets}
    return [image for image in images if _ulid(image["assetId"]) in named]


def _repeated(images: list[Any], before: list[Any], assets: list[str]) -> list[Any]:
    """An asset attached already is attached again."""
    known = {_ulid(image["assetId"]) for image in before}
    new = [image for image in images if _ulid(image["assetId"]) not in known]
    again = [image for image in images if _ulid(image["assetId"]) in known & {_ulid(asset) for asset in assets}]
    return [*before, *new, *again]


def _repeated_in_one_call(images: list[Any], before: list[Any], assets: list[str]) -> list[Any]:
    known = {_ulid(image["assetId"]) for image in before}
    by_id = {_ulid(image["assetId"]): image for image in images}
    return [*before, *(by_id[_ulid(asset)] for asset in assets if _ulid(asset) not in known)]


def _toggled(images: list[Any], before: list[Any], assets: list[str]) -> list[Any]:
    """An asset attached already is taken away."""
    known = {_ulid(image["assetId"]) for image in before} & {_ulid(asset) for asset in assets}
    return [image for image in images if _ulid(image["assetId"]) not in known]


def _only_new_ones(came: Came, ask: Ask) -> Response:
    """The answer lists what was sent."""
    if came.status != 200:
        return came.response
    body = came.body
    return with_json(
        came.response, {**body, "referenceImages": _replaced(body["referenceImages"], [], came.asked.body["assetIds"])}
    )


def _strict(judge: Callable[[Response, list[str], list[str]], Response]) -> Callable[[], Server]:
    """A server that knows in which project an asset was made: ``judge(answer, those of other projects, the others)``."""

    def make() -> Server:
        projects: dict[str, str] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation == "uploadMediaInline" and came.status == 201:
                projects[json_of(came)["assetId"]] = asked.path[0]
            if asked.operation != _ATTACH or came.status != 200:
                return came
            attached = {_ulid(image["assetId"]) for image in json_of(came)["referenceImages"]}
            some = [asset for asset in asked.body["assetIds"] if _ulid(asset) not in attached]
            return judge(came, some, [asset for asset in asked.body["assetIds"] if asset not in some])

        return server

    return make


def _not_found(came: Response, some: list[str], rest: list[str]) -> Response:
    return refusal(came, 404, "NOT_FOUND") if some else came


def _refuse_where_all_are(came: Response, some: list[str], rest: list[str]) -> Response:
    return refusal(came, 422, "VALIDATION") if some and not rest else came


def _with_them(came: Response, some: list[str], rest: list[str]) -> Response:
    """The assets of other projects are attached."""
    body = json_of(came)
    made = [{**body["referenceImages"][0], "assetId": asset} for asset in some] if body["referenceImages"] else []
    return with_json(came, {**body, "referenceImages": [*body["referenceImages"], *made]})


def _without_the_rest(came: Response, some: list[str], rest: list[str]) -> Response:
    """One asset of another project, and nothing of the call is attached."""
    body = json_of(came)
    named = {_ulid(asset) for asset in rest}
    kept = [image for image in body["referenceImages"] if not some or _ulid(image["assetId"]) not in named]
    return with_json(came, {**body, "referenceImages": kept})


def _first_ten(body: Any) -> None:
    body["assetIds"] = body["assetIds"][:10]


def _first_twenty(body: Any) -> None:
    body["assetIds"] = body["assetIds"][:20]


def _assets(asked: Asked) -> list[Any]:
    found = (asked.body or {}).get("assetIds")
    return found if isinstance(found, list) else []


MUTANTS = (
    Mutant("attach-reference-images.merges", "The new images replace those there were.", _attached(_replaced)),
    Mutant("attach-reference-images.merges", "An asset attached already is there twice.", _attached(_repeated)),
    Mutant("attach-reference-images.merges", "An asset that is twice in a call is there twice.", _attached(_repeated_in_one_call)),
    Mutant("attach-reference-images.merges", "An asset attached already is taken away.", _attached(_toggled)),
    Mutant("attach-reference-images.merges", "The answer lists what was sent, the row has them all.", replies(_ATTACH, _only_new_ones)),
    Mutant("attach-reference-images.drops-foreign", "An asset of another project is 404.", _strict(_not_found)),
    Mutant("attach-reference-images.drops-foreign", "Where none is of the project, it is 422.", _strict(_refuse_where_all_are)),
    Mutant("attach-reference-images.drops-foreign", "Assets of other projects are attached.", _strict(_with_them)),
    Mutant("attach-reference-images.drops-foreign", "One asset of another project, and none is attached.", _strict(_without_the_rest)),
    Mutant("attach-reference-images.body", "Images beyond the tenth are dropped.", asks(
        _ATTACH, _first_ten, when=lambda asked: 10 < len(_assets(asked)) <= 20)),
    Mutant("attach-reference-images.body", "21 are taken, the last one dropped.", asks(
        _ATTACH, _first_twenty, when=lambda asked: len(_assets(asked)) > 20)),
    Mutant("attach-reference-images.body", "No assets are no change.", asks(
        _ATTACH, lambda body: {"assetIds": ["01HY0AB3C5D7E9F1G3H5J7K9M1"]}, when=lambda asked: _assets(asked) == [])),
    Mutant("attach-reference-images.not-found", "Any organisation's takes images.", replies(_ATTACH, anyones)),
    Mutant("attach-reference-images.not-found", "A deleted one takes images.", opens_deleted(_ATTACH)),
    Mutant("attach-reference-images.not-found", "Another organisation's is 403.", turns(
        _ATTACH, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: came.asked.is_at("foreign-influencer"))),
)  # fmt: skip
