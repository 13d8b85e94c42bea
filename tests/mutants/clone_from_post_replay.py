"""Servers that take a repeat for something new, or forget what they answered."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from layers_mock.world.ids import parse, uuid
from tests.mutants.clone_from_post_servers import CLONE, elsewhere, is_made, is_over, repeats
from tests.mutants.wrong import Ask, Asked, Mutant, Server, json_of, refusal, with_json, without

__all__ = ["MUTANTS"]

Change = Callable[[Response, Asked, Ask], Response]


def _conflict(first: Response, asked: Asked, ask: Ask) -> Response:
    return refusal(ask(asked.with_header("X-Api-Key", "lp_live_nobody")), 409, "CONFLICT")


def _new_job(first: Response, asked: Asked, ask: Ask) -> Response:
    """Another clone is made, and told as if it had the id that was asked for."""
    came = ask(elsewhere(asked, str(asked.passed)))
    return with_json(came, json_of(came) | {"containerId": json_of(first)["containerId"]}) if is_made(came) else came


def _twice(first: Response, asked: Asked, ask: Ask) -> Response:
    """The first answer, while another clone is made and charged behind it."""
    ask(elsewhere(asked, str(asked.passed)))
    return first


def _when_over(change: Change) -> Change:
    return lambda first, asked, ask: change(first, asked, ask) if is_over(asked, ask) else first


def _unless_over(change: Change) -> Change:
    return lambda first, asked, ask: first if is_over(asked, ask) else change(first, asked, ask)


def _as_it_is_now(first: Response, asked: Asked, ask: Ask) -> Response:
    return with_json(first, json_of(first) | {"status": "completed"}) if is_over(asked, ask) else first


def _told_200(first: Response, asked: Asked, ask: Ask) -> Response:
    return first._replace(status=200)


def _checks_the_project() -> Server:
    """Whether the project is open is looked at before the repeat is recognised."""
    archived: set[str] = set()
    server = repeats(lambda first, asked, ask: first)()

    def checking(asked: Asked, ask: Ask) -> Response:
        if asked.operation == "archiveProject":
            archived.add(asked.path[0])
        if asked.operation == CLONE and asked.body.get("projectId") in archived:
            return _conflict(Response(0), asked, ask)
        return server(asked, ask)

    return checking


def _compares(part: Callable[[Asked], Any]) -> Callable[[], Server]:
    """Repeats that differ in a part, as it was sent, conflict."""

    def make() -> Server:
        first: dict[int | None, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation != CLONE:
                return ask(asked.request)
            if first.setdefault(parse(asked.path[0]), part(asked)) != part(asked):
                return _conflict(Response(0), asked, ask)
            return ask(asked.request)

        return server

    return make


def _one_container_per_form(asked: Asked, ask: Ask) -> Response:
    """The id as a ULID names another container than the same id as a UUID."""
    if asked.operation != CLONE or "-" in asked.path[0]:
        return ask(asked.request)
    came = ask(elsewhere(asked))
    return with_json(came, json_of(came) | {"containerId": "cnt_" + asked.path[0].removeprefix("cnt_")})


def _latest_job() -> Server:
    """A replay gives the job that works on the container now."""
    jobs: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == "regenerateContent" and is_made(came):
            jobs[asked.path[0]] = json_of(came)["jobId"]
        if asked.operation != CLONE or asked.path[0] not in jobs:
            return came
        job = jobs[asked.path[0]]
        return with_json(came, json_of(came) | {"jobId": job, "locationUrl": f"/v1/jobs/{job}"})

    return server


def _gone_when_made_anew() -> Server:
    """A regeneration makes the container one that no clone made, once it is completed."""
    anew: dict[str, float] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation == CLONE and asked.passed > anew.get(asked.path[0], asked.passed):
            return _conflict(Response(0), asked, ask)
        came = ask(asked.request)
        if asked.operation == "regenerateContent" and is_made(came):
            anew[asked.path[0]] = asked.passed
        return came

    return server


def _keyed(change: Change) -> Callable[[], Server]:
    """Calls with an Idempotency-Key that was used before are answered by ``change``."""

    def make() -> Server:
        first: dict[str, Response] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            key = asked.header("Idempotency-Key")
            if asked.operation != CLONE or key is None:
                return ask(asked.request)
            if key in first:
                return change(first[key], asked, ask)
            came = ask(asked.request)
            if is_made(came):
                first[key] = came
            return came

        return server

    return make


def _key_conflict(first: Response, asked: Asked, ask: Ask) -> Response:
    return refusal(ask(asked.with_header("X-Api-Key", "lp_live_nobody")), 409, "IDEMPOTENCY_CONFLICT")


def _source(asked: Asked) -> Any:
    return asked.body["sourcePlatformPostId"]


def _layer(asked: Asked) -> Any:
    return asked.body.get("projectLayerId")


def _canonical(asked: Asked) -> Any:
    """The body with its ids in one form, and without defaults made explicit."""
    ids = {"projectId", "sourcePlatformPostId", "projectLayerId"}
    keys = {name: parse(asked.body[name]) for name in ids & asked.body.keys()}
    return without(asked.body, *ids) | {name: key if key is None else uuid(key) for name, key in keys.items()}


MUTANTS = (
    Mutant("clone-from-post.replay", "A repeat after the job ended starts a second job.", repeats(_when_over(_new_job))),
    Mutant("clone-from-post.replay", "A repeat makes a second container behind the same answer.", repeats(_twice)),
    Mutant("clone-from-post.replay", "A repeat conflicts, as an id that exists.", repeats(_conflict)),
    Mutant("clone-from-post.replay", "A repeat is answered 200.", repeats(_told_200)),
    Mutant("clone-from-post.replay", "A repeat tells the status that the job has now.", repeats(_as_it_is_now)),
    Mutant("clone-from-post.replay", "A repeat is refused once the project is archived.", _checks_the_project),
    Mutant("clone-from-post.replay-is-free", "A repeat debits twice.", repeats(_unless_over(_twice))),
    Mutant("clone-from-post.replay-is-free", "A repeat of what is over is charged again.", repeats(_when_over(_twice))),
    Mutant("clone-from-post.replay-any-key", "A repeat under another Idempotency-Key conflicts.", _compares(
        lambda asked: asked.header("Idempotency-Key"))),
    Mutant("clone-from-post.replay-any-key", "Only a repeat with some Idempotency-Key is a replay.", repeats(
        lambda first, asked, ask: first if asked.header("Idempotency-Key") else _conflict(first, asked, ask))),
    Mutant("clone-from-post.replay-forms", "Bodies are compared as they were sent.", _compares(
        lambda asked: asked.request.content)),
    Mutant("clone-from-post.replay-forms", "Defaults that are spelled out make another request.", _compares(_canonical)),
    Mutant("clone-from-post.replay-forms", "The source's id is compared as it was sent.", _compares(_source)),
    Mutant("clone-from-post.replay-forms", "The layer's id is compared as it was sent.", _compares(_layer)),
    Mutant("clone-from-post.replay-forms", "The two forms of a container id are two ids.", lambda: _one_container_per_form),
    Mutant("clone-from-post.replay-stays", "A repeat gives the job of the regeneration.", _latest_job),
    Mutant("clone-from-post.replay-stays", "A repeat conflicts when the regeneration is completed.", _gone_when_made_anew),
    Mutant("clone-from-post.idempotency", "A repeat with the same key is a conflict of keys.", _keyed(_key_conflict)),
    Mutant("clone-from-post.idempotency", "A repeat with the same key makes another container.", _keyed(_twice)),
    Mutant("clone-from-post.idempotency", "When the job is over, its key is free and starts another one.",
           _keyed(_when_over(_new_job))),
)  # fmt: skip
