"""Servers that replace, preserve or keep assets wrongly."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.generation_memory import since_regenerated
from tests.mutants.wrong import (
    Ask,
    Asked,
    Mutant,
    Server,
    asks,
    json_of,
    read,
    refusal,
    refuses,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

_REGENERATE = "regenerateContent"


def _preserves(asked: Asked) -> bool:
    return bool((asked.body or {}).get("preserveAssets"))


def _media_too(body: Any) -> None:
    del body["preserveAssets"]


def _preserved(edit: Callable[[Any, Any], None]) -> Callable[[], Server]:
    """Containers whose assets were preserved the last time read wrongly."""

    def make() -> Server:
        known: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation == _REGENERATE:
                before = read(asked, ask, f"/v1/content/{asked.path[0]}")
                came = ask(asked.request)
                if came.status == 202:
                    known[before["id"]] = before if _preserves(asked) else None
                return came
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation != "getContent" or came.status != 200 or not known.get(body["id"]):
                return came
            edit(body, known[body["id"]])
            return with_json(came, body)

        return server

    return make


def _caption_stays(now: Any, before: Any) -> None:
    now["caption"] = before["caption"]


def _last_is_new(now: Any, before: Any) -> None:
    if now["status"] == "completed" and len(now["assets"]) > 1:
        now["assets"][-1]["assetId"] += "2"


def _turned(now: Any, before: Any) -> None:
    now["assets"].reverse()


def _once_for_all() -> Server:
    """preserveAssets, once true, is the default of its container."""
    set_: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation != _REGENERATE:
            return ask(asked.request)
        if _preserves(asked):
            set_.add(asked.path[0])
        is_set = asked.path[0] in set_ and "preserveAssets" not in (asked.body or {})
        return ask(asked.with_fields(preserveAssets=True) if is_set else asked.request)

    return server


def _preserving(asked: Asked) -> Any:
    return asked.request if "preserveAssets" in (asked.body or {}) else asked.with_fields(preserveAssets=True)


def _old_ones_too(now: Any, before: Any, times: int) -> None:
    if now["status"] == "completed":
        known = {asset["assetId"] for asset in now["assets"]}
        now["assets"] += [asset for asset in before["assets"] if asset["assetId"] not in known]


def _first_stays(now: Any, before: Any, times: int) -> None:
    if now["status"] == "completed" and len(now["assets"]) > 1:
        now["assets"][0] = before["assets"][0]


def _forgets(generations: int) -> Callable[[], Server]:
    """Assets older than so many generations are gone."""

    def make() -> Server:
        known: dict[str, list[set[str]]] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation == _REGENERATE:
                old = {asset["assetId"] for asset in read(asked, ask, f"/v1/content/{asked.path[0]}").get("assets", [])}
                known.setdefault(asked.path[0], []).append(old)
            came = ask(asked.request)
            ages = known.get(asked.path[0], []) if asked.operation == "getContentAsset" else []
            gone = ages[: len(ages) - generations]
            return refusal(came, 404, "NOT_FOUND") if any(asked.path[1] in old for old in gone) else came

        return server

    return make


def _stopped(status: str, edit: Callable[[Any], None]) -> Callable[[], Server]:
    def change(now: Any, before: Any, times: int) -> None:
        if now["status"] == status:
            edit(now)

    return since_regenerated(change)


def _without_assets(now: Any) -> None:
    now["assets"] = []


def _first_only(now: Any) -> None:
    now["assets"] = now["assets"][:1]


def _gone_the_second_time(now: Any, before: Any, times: int) -> None:
    if times > 1 and now["status"] in {"failed", "canceled"}:
        now["assets"] = []


def _after_a_cancel(asked: Asked, ask: Ask) -> Response:
    """A container whose last job was canceled never has anything to preserve."""
    if asked.operation == _REGENERATE and _preserves(asked):
        is_canceled = read(asked, ask, f"/v1/content/{asked.path[0]}").get("status") == "canceled"
        return refuses(_REGENERATE, 409, "CONFLICT")()(asked, ask) if is_canceled else ask(asked.request)
    return ask(asked.request)


def _media_where_there_are_none(asked: Asked, ask: Ask) -> Response:
    """Where there is nothing to preserve, media are made."""
    came = ask(asked.request)
    if asked.operation != _REGENERATE or came.status != 409 or not _preserves(asked):
        return came
    return ask(asked.with_fields("preserveAssets"))


MUTANTS = (
    Mutant("regenerate-content.preserve-assets", "Media are made anew all the same.", asks(_REGENERATE, _media_too, when=_preserves)),
    Mutant(
        "regenerate-content.preserve-assets", "Media are made anew where there is a brief.",
        asks(_REGENERATE, _media_too, when=lambda asked: _preserves(asked) and "brief" in asked.body),
    ),
    Mutant("regenerate-content.preserve-assets", "The caption stays as well.", _preserved(_caption_stays)),
    Mutant("regenerate-content.preserve-assets", "The last slide is made anew.", _preserved(_last_is_new)),
    Mutant("regenerate-content.preserve-assets", "The slides come in another order.", _preserved(_turned)),
    Mutant("regenerate-content.preserve-assets-default", "Left out, it is true.", when_asked(_REGENERATE, _preserving)),
    Mutant("regenerate-content.preserve-assets-default", "True once, it is the default from then on.", _once_for_all),
    Mutant(
        "regenerate-content.preserve-assets-default", "Left out where references are sent, it is true.",
        when_asked(_REGENERATE, _preserving, when=lambda asked: "references" in (asked.body or {})),
    ),
    Mutant("regenerate-content.nothing-to-preserve", "Media are made where there are none.", lambda: _media_where_there_are_none),
    Mutant(
        "regenerate-content.nothing-to-preserve", "It is 422.",
        turns(_REGENERATE, 409, "CONFLICT", to=(422, "VALIDATION"), when=lambda came: _preserves(came.asked)),
    ),
    Mutant(
        "regenerate-content.nothing-to-preserve", "After a canceled job there is never anything to preserve.", lambda: _after_a_cancel,
    ),
    Mutant("regenerate-content.supersedes", "The old assets stay in the list beside the new ones.", since_regenerated(_old_ones_too)),
    Mutant("regenerate-content.supersedes", "The first slide stays.", since_regenerated(_first_stays)),
    Mutant("regenerate-content.supersedes", "Old assets are gone.", _forgets(0)),
    Mutant("regenerate-content.supersedes", "Assets are gone that were replaced twice.", _forgets(1)),
    Mutant(
        "regenerate-content.failure-keeps-assets", "A canceled job leaves no assets.", _stopped("canceled", _without_assets),
    ),
    Mutant("regenerate-content.failure-keeps-assets", "A failed job leaves no assets.", _stopped("failed", _without_assets)),
    Mutant("regenerate-content.failure-keeps-assets", "A failed job leaves the first slide.", _stopped("failed", _first_only)),
    Mutant(
        "regenerate-content.failure-keeps-assets", "The second job that does not end well loses the assets.",
        since_regenerated(_gone_the_second_time),
    ),
)  # fmt: skip
