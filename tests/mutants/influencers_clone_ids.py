"""Servers that get a clone's source, id, repeats and price wrong, and what they refuse."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.influencers_servers import IDENTITY, accepts, get, opens_deleted
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    asks,
    json_of,
    refuses,
    replies,
    turns,
    when_asked,
    with_json,
    without,
    without_header,
)

__all__ = ["MUTANTS"]

_CLONE = "cloneInfluencer"


def _has_own_id(asked: Asked) -> bool:
    return "newInfluencerId" in (asked.body or {})


def _prefixed(asked: Asked) -> bool:
    return str((asked.body or {}).get("newInfluencerId", "")).startswith("inf_")


def _answers_another_id(came: Came, ask: Ask) -> Response:
    """Made under an id of the server's, answered under the client's."""
    body = came.body
    if came.status != 202 or not _has_own_id(came.asked):
        return came.response
    made = ask(came.asked.with_body(without(came.asked.body, "newInfluencerId")))
    ask(came.asked.further("DELETE", f"/v1/influencers/{body['influencerId']}"))
    return with_json(made, {**(json_of(made) or {}), "influencerId": body["influencerId"]})


def _the_first_again() -> Server:
    """Without an id of the client's, the second clone of a source is the first one."""
    first: dict[str, Response] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation != _CLONE or _has_own_id(asked):
            return ask(asked.request)
        if asked.path[0] in first:
            return ask(asked.with_header("X-Api-Key", "lp_live_nobody"))._replace(
                status=202, content=first[asked.path[0]].content
            )
        came = ask(asked.request)
        if came.status == 202:
            first[asked.path[0]] = came
        return came

    return server


def _replays_the_id() -> Server:
    """A newInfluencerId is taken for an idempotency key: the same call with it is answered as the first time."""
    first: dict[bytes, Response] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != _CLONE or not _has_own_id(asked):
            return came
        if came.status == 202:
            first[asked.request.content] = came
        known = first.get(asked.request.content)
        return came._replace(status=202, content=known.content) if came.status == 409 and known is not None else came

    return server


def _makes_it_all_the_same(came: Came, ask: Ask) -> Response:
    """The conflict is told, and the clone is made under another id."""
    if came.status == 409:
        ask(came.asked.with_body(without(came.asked.body, "newInfluencerId")))
    return came.response


def _renames_the_taken(came: Came, ask: Ask) -> Response:
    """The conflict is told behind an update of the row that has the id."""
    body = came.asked.body
    if came.status == 409 and body.get("overrides"):
        ask(came.asked.further("PATCH", f"/v1/influencers/{body['newInfluencerId']}", body["overrides"]))
    return came.response


def _source_of_the_body(asked: Asked) -> Any:
    named = (asked.body or {}).get("sourceInfluencerId", asked.path[0])
    body = without(asked.body or {}, "sourceInfluencerId")
    return asked.with_body(body)._replace(url=asked.request.url.replace(asked.path[0], named))


def _lands_elsewhere(came: Came, ask: Ask) -> Response:
    """In an archived project's stead, the clone lands in another project."""
    row = get(came.asked, ask, came.asked.path[0])
    if came.status != 409 or row is None:
        return came.response
    body = {name: row[name] for name in IDENTITY if row[name] is not None} | {"name": came.asked.body["name"]}
    return ask(came.asked.further("POST", f"/v1/projects/{came.asked.memory.ids['project']}/influencers", body))


def _forgets(what: str) -> Callable[[], Server]:
    """The wrong one of the parts of an answer to a repeat."""

    def make() -> Server:
        keys: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            key = asked.header("Idempotency-Key")
            if asked.operation != _CLONE or key is None:
                return ask(asked.request)
            is_known = key in keys
            keys.add(key)
            if what == "row" and is_known:
                ask(asked.with_header("Idempotency-Key", None))
            came = ask(asked.request)
            if what == "status" and is_known and came.status == 202:
                return came._replace(status=200)
            if what == "state" and is_known and asked.passed:
                return with_json(came, {**json_of(came), "status": "completed"})
            return came

        return server

    return make


def _charged(is_later: bool) -> Callable[[], Server]:
    """Each clone takes credits out of the wallet, at once or when its job is over."""

    def make() -> Server:
        clones: list[float] = []

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            now = asked.passed
            if asked.operation == _CLONE and came.status == 202:
                clones.append(now)
            if asked.operation != "getCredits":
                return came
            cost = 50 * sum(1 for at in clones if not is_later or now > at)
            body = json_of(came)
            less = {name: body[name] - cost for name in ("balance", "includedRemaining")}
            return with_json(came, {**body, **less, "usedThisPeriod": body["usedThisPeriod"] + cost})

        return server

    return make


MUTANTS = (
    Mutant(
        "clone-influencer.source-is-the-path", "A sourceInfluencerId in the body wins over the path.",
        when_asked(_CLONE, _source_of_the_body, when=lambda asked: "sourceInfluencerId" in (asked.body or {})),
    ),
    Mutant(
        "clone-influencer.source-is-the-path", "An influencerId in the body is fine where it is that of the path.",
        asks(_CLONE, lambda body: without(body, "influencerId"), when=lambda asked: (asked.body or {}).get("influencerId") == asked.path[0]),
    ),
    Mutant(
        "clone-influencer.no-image-url", "imageUrl is ignored.",
        asks(_CLONE, lambda body: without(body, "imageUrl"), when=lambda asked: "imageUrl" in asked.body),
    ),
    Mutant(
        "clone-influencer.no-image-url", "A referenceImageUrl is refused as a source that is not there.",
        turns(_CLONE, 422, "VALIDATION", to=(404, "NOT_FOUND"), when=lambda came: "referenceImageUrl" in came.asked.body),
    ),
    Mutant(
        "clone-influencer.new-id", "newInfluencerId is ignored.", asks(_CLONE, lambda body: without(body, "newInfluencerId")),
    ),
    Mutant("clone-influencer.new-id", "The client's id is answered, but the row has another.", replies(_CLONE, _answers_another_id)),
    Mutant("clone-influencer.new-id", "Left out, the id is made from the source's, so that the second clone is the first.", _the_first_again),
    Mutant(
        "clone-influencer.new-id-form", "A prefixed ULID is refused.",
        refuses(_CLONE, 422, "VALIDATION", when=lambda asked: _prefixed(asked) and "-" not in asked.body["newInfluencerId"]),
    ),
    Mutant(
        "clone-influencer.new-id-form", "A prefixed id is taken, and another one made.",
        asks(_CLONE, lambda body: without(body, "newInfluencerId"), when=_prefixed),
    ),
    Mutant(
        "clone-influencer.new-id-form", "A UUID in upper case is refused.",
        refuses(_CLONE, 422, "VALIDATION", when=lambda asked: _has_own_id(asked) and asked.body["newInfluencerId"].isupper()),
    ),
    Mutant("clone-influencer.new-id-taken", "The same call again is answered as the first time.", _replays_the_id),
    Mutant("clone-influencer.new-id-taken", "The conflict is told, and a clone made all the same.", replies(_CLONE, _makes_it_all_the_same)),
    Mutant("clone-influencer.new-id-taken", "The conflict is told behind an upsert of the row.", replies(_CLONE, _renames_the_taken)),
    Mutant("clone-influencer.new-id-taken", "A taken id is IDEMPOTENCY_CONFLICT.", turns(_CLONE, 409, "CONFLICT", to=(409, "IDEMPOTENCY_CONFLICT"))),
    Mutant(
        "clone-influencer.new-id-taken", "The source's own id is 422.",
        turns(_CLONE, 409, "CONFLICT", to=(422, "VALIDATION"), when=lambda came: came.asked.body["newInfluencerId"] == came.asked.path[0]),
    ),
    Mutant(
        "clone-influencer.source-not-found", "A source of another organisation is 403.",
        turns(_CLONE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: came.asked.is_at("foreign-influencer")),
    ),
    Mutant("clone-influencer.source-not-found", "A deleted source can still be cloned.", opens_deleted(_CLONE)),
    Mutant(
        "clone-influencer.source-not-found", "A source that is not there is 409 where the client names the clone.",
        turns(_CLONE, 404, "NOT_FOUND", to=(409, "CONFLICT"), when=lambda came: _has_own_id(came.asked)),
    ),
    Mutant("clone-influencer.archived-project", "The archived project is 404.", turns(_CLONE, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant("clone-influencer.archived-project", "The clone lands in another project instead.", replies(_CLONE, _lands_elsewhere)),
    Mutant(
        "clone-influencer.archived-project", "Nobody looks at the project where the client names the clone.",
        accepts(_CLONE, 409, when=_has_own_id),
    ),
    Mutant("clone-influencer.idempotency", "The header is not looked at.", without_header(_CLONE, "Idempotency-Key")),
    Mutant("clone-influencer.idempotency", "A repeat is 200.", _forgets("status")),
    Mutant("clone-influencer.idempotency", "A repeat is answered as the first time and makes another clone.", _forgets("row")),
    Mutant("clone-influencer.idempotency", "A repeat tells what became of the job.", _forgets("state")),
    Mutant("clone-influencer.free", "A clone costs 50 credits.", _charged(is_later=False)),
    Mutant("clone-influencer.free", "A clone costs 50 credits when its job is over.", _charged(is_later=True)),
    Mutant(
        "clone-influencer.free", "Without credits there is no cloning.",
        refuses(_CLONE, 402, "BILLING_EXHAUSTED", when=lambda asked: asked.key == "broke"),
    ),
)  # fmt: skip
