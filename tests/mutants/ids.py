"""Servers that read and print ids wrongly."""

import re
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Mutant, answers, refuses

__all__ = ["MUTANTS"]

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_UUID = re.compile(r"[0-9a-fA-F-]{36}")


def _is_bare_ulid(asked: Asked) -> bool:
    return bool(_ULID.fullmatch(asked.path[0]))


def _is_large_uuid(asked: Asked) -> bool:
    return bool(_UUID.fullmatch(asked.path[0])) and asked.path[0] != asked.path[0].lower()


def _is_prefixed_uuid(asked: Asked) -> bool:
    prefix, _, rest = asked.path[0].rpartition("_")
    return bool(prefix) and bool(_UUID.fullmatch(rest))


def _dropped_project(asked: Asked, ask: Ask) -> Response:
    """A project that is named behind proj_ in a body is not found, and the project of the fixture taken."""
    body = asked.body
    if asked.operation == "cloneFromPost" and str((body or {}).get("projectId")).startswith("proj_"):
        return ask(asked.with_body(body | {"projectId": asked.memory.ids["project"]}))
    return ask(asked.request)


def _as_it_came(body: Any, asked: Asked) -> None:
    own = asked.body.get("newInfluencerId")
    if own is not None:
        body["influencerId"] = f"inf_{own}"


def _path_as_it_came(body: Any, asked: Asked) -> None:
    body["containerId"] = "cnt_" + asked.path[0].removeprefix("cnt_")


def _bare_in_lists(page: Any) -> None:
    for item in page["items"]:
        item["id"] = item["id"].removeprefix("cnt_")


def _bare(body: Any, asked: Asked) -> None:
    if _UUID.search(body["influencerId"]):
        body["influencerId"] = body["influencerId"].removeprefix("inf_")


MUTANTS = (
    Mutant("ids.both-forms", "Content is not found by a bare ULID.", refuses("getContent", 404, "NOT_FOUND", when=_is_bare_ulid)),
    Mutant("ids.both-forms", "A UUID in upper case is malformed to the list of content.",
           refuses("listContent", 422, "VALIDATION", when=_is_large_uuid)),
    Mutant("ids.both-forms", "A UUID behind a prefix names no job.", refuses("getJob", 404, "NOT_FOUND", when=_is_prefixed_uuid)),
    Mutant("ids.both-forms", "A project named behind proj_ in a body is another one.", lambda: _dropped_project),
    Mutant("ids.own-id-printed", "The 202 of a clone prints the id as it was written.", answers("cloneInfluencer", _as_it_came)),
    Mutant("ids.own-id-printed", "A container's id from the path stays in upper case.", answers("cloneFromPost", _path_as_it_came)),
    Mutant("ids.own-id-printed", "Lists print containers without prefix.", answers("listContent", _bare_in_lists)),
    Mutant("ids.own-id-printed", "Reading an influencer prints a client's UUID without prefix.", answers("getInfluencer", _bare)),
)  # fmt: skip
