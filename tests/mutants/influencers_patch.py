"""Servers that get patchInfluencer wrong."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.influencers_servers import anyones, get, opens_deleted
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    asks,
    json_of,
    refuses,
    replies,
    with_json,
)

__all__ = ["MUTANTS"]

_PATCH = "patchInfluencer"


def _rows_before(edit: Callable[[Any, Any, Any], Any]) -> Callable[[], Server]:
    """The answer to a patch and the rows read behind it are spoilt: ``edit(row, before, body)`` gives the fields that differ."""

    def make() -> Server:
        spoilt: dict[str, dict[str, Any]] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            before = get(asked, ask, asked.path[0]) if asked.operation == _PATCH else None
            came = ask(asked.request)
            if asked.operation == _PATCH and came.status == 200 and before is not None:
                spoilt.setdefault(asked.path[0], {}).update(edit(json_of(came), before, asked.body) or {})
            if asked.operation in {_PATCH, "getInfluencer"} and came.status == 200:
                return with_json(came, {**json_of(came), **spoilt.get(asked.path[0], {})})
            return came

        return server

    return make


def _clears_voice(row: Any, before: Any, body: Any) -> Any:
    """Changing the gender resets the voice, which was cast for it."""
    return {"voiceDescription": None} if "gender" in body else {"voiceDescription": row["voiceDescription"]}


def _renders_anew(row: Any, before: Any, body: Any) -> Any:
    return {"status": "pending"} if "hairColor" in body else None


def _replaces_personality(row: Any, before: Any, body: Any) -> Any:
    return {"personality": body["personality"]} if "personality" in body else None


def _joins_lists(row: Any, before: Any, body: Any) -> Any:
    if "personality" not in body:
        return None
    known = before["personality"] or {}
    lists = {key: [*known.get(key, []), *value] for key, value in body["personality"].items() if isinstance(value, list)}
    return {"personality": {**row["personality"], **lists}}


def _ignores_empty_lists(body: Any) -> Any:
    if body.get("personality"):
        body["personality"] = {key: value for key, value in body["personality"].items() if value != []}


def _ignores_null(body: Any) -> Any:
    """Beside a field that is set, null counts as not sent."""
    rest = {name: value for name, value in body.items() if value is not None}
    return rest or body


def _null_voice_is_empty(body: Any) -> None:
    if "voiceDescription" in body:
        body["voiceDescription"] = body["voiceDescription"] or ""


def _null_in_the_answer_only() -> Server:
    """hairStyle is cleared in the answer, and not in the row."""
    kept: dict[str, Any] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation == _PATCH and (asked.body or {}).get("hairStyle", "") is None:
            kept[asked.path[0]] = (get(asked, ask, asked.path[0]) or {}).get("hairStyle")
        came = ask(asked.request)
        if asked.operation == "getInfluencer" and came.status == 200 and asked.path[0] in kept:
            return with_json(came, {**json_of(came), "hairStyle": kept[asked.path[0]]})
        return came

    return server


def _row_before(asked: Asked, ask: Ask) -> Response:
    """The row is read before it is changed."""
    if asked.operation != _PATCH:
        return ask(asked.request)
    before = get(asked, ask, asked.path[0])
    came = ask(asked.request)
    return with_json(came, {**before, "updatedAt": json_of(came)["updatedAt"]}) if came.status == 200 else came


def _bare_row(row: Any) -> Any:
    return {name: value for name, value in row.items() if value is not None}


def _drops_images(body: Any) -> Any:
    return {name: value for name, value in body.items() if name != "referenceImages"}


def _patches_all_the_same(came: Came, ask: Ask) -> Response:
    """Images are refused, and the fields beside them written."""
    rest = _drops_images(came.asked.body or {})
    if came.status == 422 and rest:
        ask(came.asked.with_body(rest))
    return came.response


MUTANTS = (
    Mutant("patch-influencer.partial", "Another gender resets the voice.", _rows_before(_clears_voice)),
    Mutant("patch-influencer.partial", "Another colour of hair makes the influencer pending again.", _rows_before(_renders_anew)),
    Mutant("patch-influencer.partial", "bodyType is not written.", asks(
        _PATCH, lambda body: {"bodyType": "tall"} if set(body) == {"bodyType"} else body)),
    Mutant("patch-influencer.answers-the-row", "The answer is the row before the change.", lambda: _row_before),
    Mutant("patch-influencer.answers-the-row", "Fields that are null are left out.", answers(_PATCH, _bare_row)),
    Mutant(
        "patch-influencer.answers-the-row", "The answer has no images.", answers(_PATCH, lambda row: row | {"referenceImages": []}),
    ),
    Mutant("patch-influencer.null-clears", "Beside a field that is set, null is not looked at.", asks(_PATCH, _ignores_null)),
    Mutant("patch-influencer.null-clears", "A cleared voice is an empty text.", asks(_PATCH, _null_voice_is_empty)),
    Mutant("patch-influencer.null-clears", "A cleared hairStyle is back at the next read.", _null_in_the_answer_only),
    Mutant("patch-influencer.null-clears", "null is no ethnicity.", refuses(
        _PATCH, 422, "VALIDATION", when=lambda asked: (asked.body or {}).get("ethnicity", "") is None)),
    Mutant("patch-influencer.personality-merges", "A personality replaces the one there is.", _rows_before(_replaces_personality)),
    Mutant("patch-influencer.personality-merges", "Lists are joined.", _rows_before(_joins_lists)),
    Mutant("patch-influencer.personality-merges", "An empty list is not looked at.", asks(_PATCH, _ignores_empty_lists)),
    Mutant("patch-influencer.body", "referenceImages beside another field are ignored.", asks(
        _PATCH, _drops_images, when=lambda asked: len(asked.body or {}) > 1)),
    Mutant("patch-influencer.body", "The fields beside referenceImages are written in spite of the refusal.", replies(_PATCH, _patches_all_the_same)),
    Mutant("patch-influencer.not-found", "Any organisation's can be patched.", replies(_PATCH, anyones)),
    Mutant("patch-influencer.not-found", "A deleted one can still be patched.", opens_deleted(_PATCH)),
    Mutant("patch-influencer.not-found", "A rename of a deleted one is taken.", opens_deleted(
        _PATCH, when=lambda asked: "name" in (asked.body or {}))),
)  # fmt: skip
