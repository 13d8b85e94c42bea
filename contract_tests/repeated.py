"""Rules of single operations that repeat one of the whole API: one check for each, made from the document."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from layers_mock.contract import Contract, Operation
from layers_mock.kit import Api, Check, equal, holds

from .idempotency import is_replayed, keyed
from .pagination import cursor_is_checked, walked
from .rate_limits import exhausted, seconds, wait_for
from .valid import Valid, valid_call

__all__ = ["made_from"]


def made_from(contract: Contract) -> Iterator[Check]:
    """One check for each such rule of each operation."""
    for operation in contract.operations.values():
        for rule in operation.rules:
            what = rule.id.rpartition(".")[2]
            # A list below another thing has a check of its own: only its section knows how to fill it.
            if what in _RUNS and not (what == "next-cursor" and "{" in operation.path):
                run = partial(_RUNS[what], operation=operation)
                run.__module__ = __name__
                is_alone = what in {"idempotency", "rate-limited"}
                yield Check(f"repeated.{operation.id}.{what}", (rule.id,), run, is_alone=is_alone, about=rule.statement)


def _is_unauthenticated(api: Api, operation: Operation) -> None:
    call = valid_call(api, operation.id)
    secret = api.secret("full")
    for headers in (
        {}, {"X-Api-Key": "nope"}, {"X-Api-Key": secret[:-1]}, {"Authorization": "Bearer nope"},
        {"Authorization": f"Basic {secret}"}, {"X-Api-Key": "nope", "Authorization": f"Bearer {secret}"},
    ):  # fmt: skip
        call.send(api, key=None, headers=headers).refused(401, "UNAUTHENTICATED")
    if operation.id == "archiveProject":
        equal(api.made("getProject", *call.path)["status"], "active", "status after archiving without a key")
    call.send(api).succeeded()


def _is_rate_limited(api: Api, operation: Operation) -> None:
    limit = api.contract.tiers["standard"].limits[operation.rate_class].per_minute
    call = valid_call(api, operation.id)
    idle = call if operation.effect == "read" else call._replace(path=tuple(api.uuid() for _ in call.path))
    exhausted(api, idle, limit)
    wait = seconds(call.send(api, key="throttled"))
    if operation.id == "archiveProject":
        equal(api.made("getProject", *call.path)["status"], "active", "status after archiving was refused")
    wait_for(api, wait)
    call.send(api, key="throttled").succeeded()


def _is_idempotent(api: Api, operation: Operation) -> None:
    call, headers = _on_its_own(api, operation), keyed(api)
    first = call.send(api, headers=headers)
    made = first.succeeded()
    before = _holdings(api)
    for _ in range(2):
        is_replayed(first, call.send(api, headers=headers))
    equal(_holdings(api), before, "what there is after two repeats")
    if isinstance(made, dict) and "jobId" in made:
        api.finish(made)
        before = _holdings(api)
        is_replayed(first, call.send(api, headers=headers))
        equal(_holdings(api), before, "what there is after a repeat behind the job's end")


def _on_its_own(api: Api, operation: Operation) -> Valid:
    """A valid call that no other check's job holds up: what regenerates has a container of its own."""
    call = valid_call(api, operation.id)
    if operation.id != "regenerateContent":
        return call
    made = api.made("generateContent", api.state("project"), body={"format": "slideshow_remix"})
    api.finish(made)
    return call._replace(path=(made["containerIds"][0],))


def _holdings(api: Api) -> Mapping[str, Any]:
    """What a call could add to: the balance, the newest things of each list, and the job that last read each source."""
    project = api.state("project")
    ingests = api.made("getProject", project)["ingestState"]
    return {
        "balance": api.made("getCredits")["balance"],
        "projects": [item["id"] for item in api.made("listProjects", query={"limit": 100})["items"]],
        "influencers": [item["influencerId"] for item in api.made("listInfluencers", project, query={"limit": 100})["items"]],
        "ingests": {source: entry and entry.get("jobId") for source, entry in ingests.items()},
        "apps": [item["appId"] for item in api.made("listSdkApps", project, query={"limit": 100})["items"]],
        "content": [item["id"] for item in api.made("listContent", project, query={"limit": 100})["items"]],
    }


def _is_conflict(api: Api, operation: Operation) -> None:
    call, headers = valid_call(api, operation.id), keyed(api)
    first = call.send(api, headers=headers)
    first.succeeded()
    for changed in _other_bodies(call.body):
        call.send(api, body=changed, headers=headers).refused(409, "IDEMPOTENCY_CONFLICT")
    is_replayed(first, call.send(api, headers=headers))
    call.send(api, body=next(_other_bodies(call.body)), headers=keyed(api)).succeeded()


def _other_bodies(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The body with a text of it changed, by a letter at its end and in its case, and one with a field more."""
    for name, value in body.items():
        if name == "name":
            yield {**body, name: f"{value}x"}
            yield {**body, name: str(value).swapcase()}
    yield {**body, "metadata": {"one": "more"}}


def _gives_the_next_page(api: Api, operation: Operation) -> None:
    name = api.text("Paged")
    made = [api.made("createProject", body={"name": f"{name} {number}", "timezone": "UTC"})["id"] for number in range(5)]
    call = Valid(operation.id, query={"search": name})
    whole = call.send(api).succeeded(200)
    equal((len(whole["items"]), whole["nextCursor"]), (len(made), None), "items of one page, and nextCursor of a last page")
    ids = [item["id"] for item in whole["items"]]
    for limit in (1, 2, 5):
        equal(walked(api, call, limit), ids, f"projects in pages of {limit}")
    first = call.send(api, query={**call.query, "limit": 2}).succeeded(200)
    query = {**call.query, "limit": 3, "cursor": first["nextCursor"]}
    for _ in range(2):
        second = call.send(api, query=query).succeeded(200)
        equal([item["id"] for item in second["items"]], ids[2:], "projects of the page behind the first two")
        holds(second["nextCursor"] is None, f"nextCursor {second['nextCursor']!r} on the last page")


def _refuses_bad_cursors(api: Api, operation: Operation) -> None:
    cursor_is_checked(api, operation)


_RUNS: Mapping[str, Callable[..., None]] = {
    "unauthenticated": _is_unauthenticated,
    "rate-limited": _is_rate_limited,
    "idempotency": _is_idempotent,
    "idempotency-conflict": _is_conflict,
    "next-cursor": _gives_the_next_page,
    "bad-cursor": _refuses_bad_cursors,
}
"""Checks by the last part of a rule's id."""
