"""Wrong createProject: what becomes of the fields of the body."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, asks, json_of

__all__ = ["MUTANTS"]

_BOTH = {"createProject", "getProject"}
_NEW_NAMES = {"Asia/Calcutta": "Asia/Kolkata", "Europe/Kiev": "Europe/Kyiv"}


def _new_name(row: Any) -> Any:
    return row | {"timezone": _NEW_NAMES.get(row["timezone"], row["timezone"])}


def _any_case(body: Any) -> Any:
    """A zone that was written in small letters is found."""
    zones = {"us/pacific": "US/Pacific"}
    return body | {"timezone": zones.get(body.get("timezone"), body.get("timezone"))}


def _language_of(body: Any) -> Any:
    return {"primaryLanguage": "ja" if body.get("timezone") == "Asia/Tokyo" else "en", **body}


def _forgiving(body: Any) -> Any:
    tag = body.get("primaryLanguage")
    return body | {"primaryLanguage": tag.replace(" ", "-")} if isinstance(tag, str) else None


def _canonical(row: Any) -> Any:
    language, *rest = row["primaryLanguage"].split("-")
    return row | {"primaryLanguage": "-".join([language.lower(), *(tag.upper() if len(tag) == 2 else tag for tag in rest)])}


def _last_owner() -> Callable[[], Server]:
    """The address that was sent last is the default from then on."""

    def server(asked: Asked, ask: Ask) -> Response:
        body, notes = asked.body, asked.memory.notes
        if asked.operation != "createProject" or not isinstance(body, dict):
            return ask(asked.request)
        if "ownerEmail" in body:
            notes["owner"] = body["ownerEmail"]
        return ask(asked.with_body({"ownerEmail": notes["owner"], **body} if "owner" in notes else body))

    return lambda: server


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _metadata(edit: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda row: row | {"metadata": edit(row["metadata"])}


def _number_as_text(metadata: Any) -> Any:
    return {
        name: str(item) if type(item) is int and item > 2**50 else item for name, item in (metadata or {}).items()
    } or metadata


def _shared() -> Callable[[], Server]:
    """A project without metadata has that of the project made before it."""

    def server(asked: Asked, ask: Ask) -> Response:
        body, notes = asked.body, asked.memory.notes
        if asked.operation != "createProject" or not isinstance(body, dict):
            return ask(asked.request)
        came = ask(asked.with_body({**notes.get("metadata", {}), **body}))
        if came.status == 201:
            notes["metadata"] = {"metadata": json_of(came)["metadata"]} if "metadata" in body else {}
        return came

    return lambda: server


MUTANTS = (
    Mutant("create-project.timezone-aliases", "The answer has the present name of an alias.", answers(_BOTH, _new_name)),
    Mutant("create-project.timezone-aliases", "An alias turns into its present name once it is read.", answers("getProject", _new_name)),
    Mutant("create-project.timezone-aliases", "us/pacific is taken for US/Pacific.", asks("createProject", _any_case)),
    Mutant(
        "create-project.primary-language", "The default is en-US.", asks("createProject", lambda body: {"primaryLanguage": "en-US", **body})
    ),
    Mutant("create-project.primary-language", "The default follows the timezone, in Japan.", asks("createProject", _language_of)),
    Mutant("create-project.primary-language", "`en US` is taken for en-US.", asks("createProject", _forgiving)),
    Mutant("create-project.primary-language-form", "Tags come back in canonical case.", answers("createProject", _canonical)),
    Mutant(
        "create-project.primary-language-form", "Only language, script and region of a tag are kept.",
        answers("getProject", lambda row: row | {"primaryLanguage": "-".join(row["primaryLanguage"].split("-")[:3])}),
    ),
    Mutant(
        "create-project.owner-email", "It is null where it was left out.",
        answers("createProject", lambda row: row | {"ownerEmail": None}, when=lambda asked: "ownerEmail" not in asked.body),
    ),
    Mutant("create-project.owner-email", "The default is the address that was sent last.", _last_owner()),
    Mutant(
        "create-project.owner-email", "The default is an address of the key.",
        asks("createProject", lambda body: {"ownerEmail": "second@checked.example", **body}, when=lambda asked: asked.key == "second"),
    ),
    Mutant("create-project.metadata", "Nulls are dropped from metadata.", answers(_BOTH, _metadata(_without_nulls))),
    Mutant("create-project.metadata", "An empty object comes back as null.", answers("createProject", _metadata(lambda sent: sent or None))),
    Mutant("create-project.metadata", "Left out it reads as an empty object.", answers("getProject", _metadata(lambda sent: sent or {}))),
    Mutant("create-project.metadata", "Large numbers read as texts.", answers("getProject", _metadata(_number_as_text))),
    Mutant("create-project.metadata", "Left out it is that of the last project.", _shared()),
)  # fmt: skip
