"""Servers that go wrong where somebody asks for the edges of the document: odd values, odd states, refusals of every kind."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    asks,
    json_of,
    refusal,
    refusals,
    refuses,
    replies,
    with_json,
)

__all__ = ["MUTANTS"]

_INT32 = 2**31
_OF_A_CLONE = frozenset({"projectId", "projectLayerId", "sourcePlatformPostId", "mode", "variations", "overrides"})
_WITH_BODIES = (
    "cloneInfluencer",
    "createInfluencer",
    "generateContent",
    "patchProject",
    "presignMediaUpload",
    "regenerateContent",
)


def _texts(value: Any) -> list[str]:
    """Every text in a value."""
    if isinstance(value, dict):
        return [text for key, inner in value.items() for text in (key, *_texts(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []


def _numbers(value: Any) -> list[float]:
    """Every number in a value."""
    if isinstance(value, dict):
        return [number for inner in value.values() for number in _numbers(inner)]
    if isinstance(value, list):
        return [number for inner in value for number in _numbers(inner)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def _is_beyond_the_plane(asked: Asked) -> bool:
    return any(ord(letter) > 0xFFFF for text in _texts(asked.body) for letter in text)


def _fails(operations: str | tuple[str, ...], when: Callable[[Asked], object]) -> Callable[[], Server]:
    """500 INTERNAL for some requests."""
    return refuses(operations, 500, "INTERNAL", when=when)


def _with_status(status: int, change: Callable[[Response], Response]) -> Callable[[], Server]:
    """Every answer of that status is changed."""
    return replies(None, lambda came, ask: change(came.response) if came.status == status else came.response)


def _without(response: Response, name: str) -> Response:
    kept = tuple(pair for pair in response.headers if pair[0].lower() != name.lower())
    return response._replace(headers=kept)


def _framework(response: Response) -> Response:
    """What a web framework says by itself."""
    return with_json(response, {"detail": "Unsupported Media Type"})


def _listed_issues(came: Came, ask: Ask) -> Response:
    """Three faults or more are told as a list of its own."""
    body = came.body
    issues = body["error"].get("details", {}).get("issues", []) if came.status == 422 else []
    return with_json(came.response, {"errors": issues}) if len(issues) > 2 else came.response


def _first_alone(error: dict[str, Any]) -> None:
    if "issues" in error.get("details", {}):
        del error["details"]["issues"][1:]


def _has_unknown(asked: Asked) -> bool:
    return isinstance(asked.body, dict) and not asked.body.keys() <= _OF_A_CLONE


def _other_id(response: Response) -> Response:
    """The envelope has a request id that nobody else knows."""
    body = json_of(response)
    body["error"]["requestId"] = "req_0" + body["error"]["requestId"][5:-1] + "0"
    return with_json(response, body)


def _one_id_for_malformed() -> Server:
    """Bodies that are no JSON share a request id, for they never reach what makes one."""
    kept: dict[str, Response] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        return kept.setdefault(str(asked.operation), came) if came.status == 400 and _malformed(asked) else came

    return server


def _drop_alike(body: dict[str, Any]) -> dict[str, Any]:
    """Names are read whatever their case: one that is there twice is read once."""
    known = {"name", "newinfluencerid", "overrides"}
    return {
        key: value for key, value in body.items() if key in {"name", "newInfluencerId", "overrides"} or key.lower() not in known
    }


def _drop_null(body: dict[str, Any]) -> None:
    """Unknown fields of the personality that are null are thrown away before anybody looks."""
    personality = body.get("personality")
    if isinstance(personality, dict):
        for name in [name for name, value in personality.items() if value is None]:
            del personality[name]


def _no_empty_patch(came: Came, ask: Ask) -> Response:
    if came.status == 200 and came.asked.body == {}:
        details = {"issues": [{"path": "", "message": "Nothing to change."}]}
        return refusal(came.response, 422, "VALIDATION", details)
    return came.response


def _drop_cursor(body: dict[str, Any]) -> None:
    if not body["items"]:
        del body["nextCursor"]


def _drop_assets(body: dict[str, Any]) -> None:
    if body["status"] == "failed":
        body["assets"] = None


def _is_logo(asked: Asked) -> bool:
    return isinstance(asked.body, dict) and asked.body.get("kind") == "logo"


def _long_size(asked: Asked) -> bool:
    return any(abs(number) >= _INT32 for number in _numbers(asked.body))


def _empty_search(asked: Asked) -> bool:
    return asked.query.get("search") == [""]


def _malformed(asked: Asked) -> bool:
    return asked.body is None and asked.request.content not in {b"", b"null"}


def _nameless(error: dict[str, Any]) -> None:
    error["requestId"] = ""


_CLOSED = refuses("cloneFromPost", 422, "VALIDATION_ERROR", when=_has_unknown)
_ASTRAL = refuses("createInfluencer", 422, "VALIDATION", when=_is_beyond_the_plane)

MUTANTS: tuple[Mutant, ...] = (
    Mutant("answers.documented", "An empty page of influencers has no nextCursor.", answers("listInfluencers", _drop_cursor)),
    Mutant("answers.documented", "The assets of a failed container are null.", answers("getContent", _drop_assets)),
    Mutant("answers.documented", "A logo is uploaded with 200.", answers("uploadMediaInline", lambda body: body, when=_is_logo, status=200)),
    Mutant("answers.documented", "304 has no ETag.", _with_status(304, lambda came: _without(came, "ETag"))),
    Mutant("errors.internal", "A project with letters beyond the first plane is 500.", _fails("createProject", _is_beyond_the_plane)),
    Mutant("errors.internal", "A number beyond 32 bits in an upload is 500.", _fails("presignMediaUpload", _long_size)),
    Mutant("errors.internal", "An empty search is 500.", _fails("listProjects", _empty_search)),
    Mutant("errors.envelope", "415 is what the framework says.", _with_status(415, _framework)),
    Mutant("errors.envelope", "Three faults or more are `errors`.", replies(None, _listed_issues)),
    Mutant("request-ids.every-answer", "304 has no request id.", _with_status(304, lambda came: _without(came, "X-Request-Id"))),
    Mutant("request-ids.every-answer", "Bodies that are no JSON share a request id.", _one_id_for_malformed),
    Mutant("request-ids.in-envelope", "415 tells a request id of its own.", _with_status(415, _other_id)),
    Mutant("request-ids.in-envelope", "A reason that is no JSON is refused without an id.", refusals("deleteInfluencer", _nameless, when=_malformed)),
    Mutant("validation.request", "Of several faults only the first is told.", refusals(_WITH_BODIES, _first_alone)),
    Mutant("validation.request", "A clone of a post with fields that nobody knows is refused.", _CLOSED),
    Mutant("validation.request", "A patch of a project that changes nothing is refused.", replies("patchProject", _no_empty_patch)),
    Mutant("validation.request", "An influencer with letters beyond the first plane is refused.", _ASTRAL),
    Mutant("clone-influencer.unknown-field", "Fields are known in any case.", asks("cloneInfluencer", _drop_alike)),
    Mutant("create-influencer.unknown-field", "A field of the personality that is null is ignored.", asks("createInfluencer", _drop_null)),
)  # fmt: skip
