"""Servers on which organisations see each other."""

from collections.abc import Callable

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, refusal, refusals, replies, turns

__all__ = ["MUTANTS"]


def _is_foreign(asked: Asked) -> bool:
    return any(asked.memory.ids.get(f"foreign-{kind}") in asked.path for kind in ("project", "influencer", "container"))


def _names_foreign(asked: Asked) -> bool:
    body = asked.body if isinstance(asked.body, dict) else {}
    return body.get("sourcePlatformPostId") == asked.memory.ids["foreign-post"]


def _others_job(came: Came, ask: Ask) -> Response:
    """A job can be read by whoever knows its id."""
    return ask(came.asked.with_key("other")) if came.status == 404 and came.asked.key == "full" else came.response


def _deletes_for_both(asked: Asked, ask: Ask) -> Response:
    if asked.operation == "deleteInfluencer" and asked.key == "other":
        ask(asked.with_key("full"))
    return ask(asked.request)


def _global(operation: str, field: str | None) -> Callable[[], Server]:
    """An id that any organisation used is taken; ``field`` of the body holds it, or the path."""

    def made() -> Server:
        owners: dict[str, str] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            body = asked.body if isinstance(asked.body, dict) else {}
            own = body.get(field) if field is not None else (*asked.path, None)[0]
            organization = "other" if asked.key == "other" else "own"
            if asked.operation != operation or own is None or owners.setdefault(own, organization) == organization:
                return ask(asked.request)
            return refusal(ask(asked.with_key("killed")), 409, "CONFLICT")

        return server

    return made


def _per_key(asked: Asked, ask: Ask) -> Response:
    """An id is taken for the key that used it alone."""
    body = asked.body
    if asked.operation == "createProject" and asked.key == "second" and "id" in (body or {}):
        return ask(asked.with_body({name: value for name, value in body.items() if name != "id"}))
    return ask(asked.request)


def _theirs_for_ours() -> Server:
    """A container that another organisation made first is shown to all who have its id."""
    theirs: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation == "cloneFromPost" and asked.key == "other":
            theirs.update(asked.path)
        is_shown = asked.operation == "getContent" and asked.key == "full" and asked.path[0] in theirs
        return ask(asked.with_key("other") if is_shown else asked.request)

    return server


def _told_apart(came: Came, ask: Ask) -> Response:
    if came.status != 404 or not _is_foreign(came.asked):
        return came.response
    probe = Request("GET", came.asked.request.url, came.asked.with_key("other").headers)
    return refusal(came.response, 404, "FORBIDDEN_PROJECT") if ask(probe).status == 200 else came.response


MUTANTS = (
    Mutant("tenancy.foreign-is-not-found", "An influencer of another organisation is 403.",
           turns("patchInfluencer", 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: _is_foreign(came.asked))),
    Mutant("tenancy.foreign-is-not-found", "The message tells that a container belongs to another organisation.",
           refusals("getContentProgress", lambda error: error.update(message="Not yours."), when=_is_foreign)),
    Mutant("tenancy.foreign-is-not-found", "The details name the kind of what is foreign.",
           refusals("archiveProject", lambda error: error.update(details={"kind": "project"}), when=_is_foreign)),
    Mutant("tenancy.foreign-is-not-found", "A post of another organisation is 409.",
           turns("cloneFromPost", 404, "NOT_FOUND", to=(409, "CONFLICT"), when=lambda came: _names_foreign(came.asked))),
    Mutant("tenancy.foreign-is-not-found", "A job is read by whoever knows its id.", replies("getJob", _others_job)),
    Mutant("tenancy.foreign-is-not-found", "A foreign project has a code of its own.", replies("getProject", _told_apart)),
    Mutant("tenancy.ids-collide-within", "Ids of influencers are taken everywhere.", _global("createInfluencer", "influencerId")),
    Mutant("tenancy.ids-collide-within", "Ids of projects are taken everywhere.", _global("createProject", "id")),
    Mutant("tenancy.ids-collide-within", "Another key of the organisation does not collide.", lambda: _per_key),
    Mutant("tenancy.ids-collide-within", "Deleting theirs deletes ours.", lambda: _deletes_for_both),
    Mutant("tenancy.ids-collide-within", "A container's id that another organisation has is taken.",
           _global("cloneFromPost", None)),
    Mutant("tenancy.ids-collide-within", "Theirs is shown where ours has the same id.", _theirs_for_ours),
)  # fmt: skip
