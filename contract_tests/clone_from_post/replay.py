"""The same request again: answered as the first time, whatever happened since."""

from typing import Any

from layers_mock.kit import Api, as_ulid, as_uuid, check, equal, holds

from ..making import at_once, balance, completed, container_ids, container_now, new_project
from .calls import body_of, clone, cloned, outcome, prepared, still

__all__: list[str] = []


@check("clone-from-post.replay")
def a_replay_gives_the_earlier_answer_and_makes_nothing(api: Api) -> None:
    """At once, when the job is over, and when the project takes nothing new any more."""
    project, target = new_project(api), api.uuid()
    request: dict[str, Any] = {"projectId": project, "variations": 2, "overrides": {"cta": api.text()}}
    first = cloned(api, target, **request)
    equal(clone(api, target, **request).succeeded(202), first, "the replay")
    ended = still(outcome(api, first))
    equal(clone(api, target, **request).succeeded(202), first, "the replay after the job")
    equal(still(container_now(api, target)), ended, "the container after the replay")
    equal(len(container_ids(api, project)), 1, "number of containers")
    api.made("archiveProject", project)
    equal(clone(api, target, **request).succeeded(202), first, "the replay after the project was archived")


@check("clone-from-post.replay")
def equal_requests_at_once_make_one_container(api: Api) -> None:
    """Sent at the same time, the same request is answered the same way."""
    project, target = new_project(api), api.uuid()
    answers = at_once(api, [prepared(api, target, projectId=project) for _ in range(3)])
    first, *others = [answer.succeeded(202) for answer in answers]
    for other in others:
        equal(other, first, "an answer to an equal request at once")
    equal(len(container_ids(api, project)), 1, "number of containers")


@check("clone-from-post.replay-is-free", alone=True)
def a_replay_takes_no_credits(api: Api) -> None:
    """Neither while the job runs nor when it is over."""
    full, target = balance(api), api.uuid()
    first = cloned(api, target)
    held = balance(api)
    holds(held < full, f"the first clone took nothing of the balance of {full}, so that a replay cannot be told from it")
    cloned(api, target)
    equal(balance(api), held, "balance after a replay")
    completed(api, first)
    kept = balance(api)
    cloned(api, target)
    equal(balance(api), kept, "balance after a replay of what is over")
    api.finish(first)
    equal(balance(api), kept, "balance in the end")


@check("clone-from-post.replay-any-key")
def a_replay_does_not_depend_on_the_idempotency_key(api: Api) -> None:
    """First with one, then with another, then without; and the other way round."""
    target = api.uuid()
    first = cloned(api, target, headers={"Idempotency-Key": api.uuid()})
    for headers in ({"Idempotency-Key": api.uuid()}, None):
        equal(clone(api, target, headers=headers).succeeded(202), first, f"the replay with {headers}")
    target = api.uuid()
    first = cloned(api, target)
    headers = {"Idempotency-Key": api.uuid()}
    equal(clone(api, target, headers=headers).succeeded(202), first, f"the replay with {headers} of a call without")


@check("clone-from-post.replay-forms")
def forms_and_defaults_make_the_same_request(api: Api) -> None:
    """Ids in their other form, and defaults left out or spelled out, are a replay of one another."""
    target, body, layer = api.uuid(), body_of(api), api.state("layer")
    first = cloned(api, target)
    for changes in (
        {"mode": "fork"},
        {"variations": 1},
        {"projectId": as_uuid(body["projectId"])},
        {"projectId": f"proj_{as_ulid(body['projectId'])}"},
        {"sourcePlatformPostId": as_uuid(body["sourcePlatformPostId"])},
        {"sourcePlatformPostId": f"pp_{as_ulid(body['sourcePlatformPostId'])}"},
    ):
        equal(clone(api, target, **changes).succeeded(202), first, f"the replay with {changes}")
    for form in (f"cnt_{target}", as_ulid(target), f"cnt_{as_ulid(target)}"):
        equal(clone(api, form).succeeded(202), first, f"the replay under {form}")
    target = api.uuid()
    first = cloned(api, target, projectLayerId=f"pl_{as_ulid(layer)}", mode="fork", variations=1)
    equal(clone(api, target, projectLayerId=as_uuid(layer)).succeeded(202), first, "the replay with another form of the layer")


@check("clone-from-post.replay-stays")
def a_replay_gives_the_first_job_after_a_regeneration(api: Api) -> None:
    """While the regeneration runs and when it is over."""
    target = api.uuid()
    first = cloned(api, target)
    completed(api, first)
    regeneration = api.made("regenerateContent", target, body={})
    holds(regeneration["jobId"] != first["jobId"], "the regeneration has the job of the clone")
    equal(clone(api, target).succeeded(202), first, "the replay while the container is made anew")
    api.finish(regeneration)
    equal(clone(api, target).succeeded(202), first, "the replay after the container was made anew")


@check("clone-from-post.idempotency")
def the_same_idempotency_key_is_answered_as_the_first_time(api: Api) -> None:
    """Status and body of the first answer, at once and after the job, and nothing new."""
    project, target, headers = new_project(api), api.uuid(), {"Idempotency-Key": api.uuid()}
    first = clone(api, target, projectId=project, headers=headers).succeeded(202)
    equal(clone(api, target, projectId=project, headers=headers).succeeded(202), first, "the repeat")
    equal(len(container_ids(api, project)), 1, "number of containers after the repeat")
    completed(api, first)
    equal(clone(api, target, projectId=project, headers=headers).succeeded(202), first, "the repeat after the job")
    equal(len(container_ids(api, project)), 1, "number of containers in the end")
