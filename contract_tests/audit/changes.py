"""What the audit log tells of changes, and of what changes nothing."""

import re

from layers_mock.contract import Operation
from layers_mock.kit import Answer, Api, UnprovidedError, check, equal, holds

from ..every import every
from ..making import new_influencer, new_project, project_body
from ..valid import valid_call
from .log import log, stories, types_of

__all__: list[str] = []

_REQUEST = "api.request"
_PERHAPS_DONE = {"rotateApiKey", "killApiKey", "deleteApiKey", "registerGithubInstallation"}
"""What the account may have behind it, so that it changes nothing any more; keys have checks of their own."""
_CHANGE = re.compile(r"mutation\.[a-z]+(_[a-z]+)+")


@check("list-audit-log.change-event")
def a_change_is_told_by_its_name(api: Api) -> None:
    """Made, changed and archived: the change beside the call, under the same request id, key, project and moment."""
    created = api.call("createProject", body=project_body(api), key="second")
    own = created.succeeded(201)["id"]
    calls = (
        (created, "mutation.project_created"),
        (api.call("patchProject", own, body={"metadata": {"a": 1}}, key="second"), "mutation.project_updated"),
        (api.call("patchProject", own, body={"metadata": {"a": 2}}, key="second"), "mutation.project_updated"),
        (api.call("archiveProject", own, key="second"), "mutation.project_archived"),
    )
    told = stories(api, *(answer for answer, _ in calls), projectId=own)
    for (_, name), events in zip(calls, told, strict=True):
        equal(types_of(events), [_REQUEST, name], "events of a call that changed something")
        for field in ("apiKeyId", "projectId", "occurredAt", "organizationId"):
            equal(events[0][field], events[1][field], f"{field} of the call and of the change")


@check("list-audit-log.no-change-event")
def what_changes_nothing_is_told_without_a_change(api: Api) -> None:
    """A read, an invalid patch, one without the scope, and a repeat under an Idempotency-Key; the first call has a change."""
    body, headers = project_body(api), {"Idempotency-Key": api.uuid()}
    first = api.call("createProject", body=body, headers=headers)
    own = first.succeeded(201)["id"]
    quiet = [
        api.call("createProject", body=body, headers=headers),
        api.call("createProject", body={**body, "name": "Another"}, headers=headers).refused(409),
        api.call("getProject", own),
        api.call("patchProject", own, body={"name": 5}).refused(422),
        api.call("patchProject", own, body={"metadata": {"a": 1}}, key="limited").refused(403),
    ]
    begun, *told = stories(api, first, *quiet, since=log(api, projectId=own)[-1]["occurredAt"])
    equal(types_of(begun), [_REQUEST, "mutation.project_created"], "events of the first call")
    for answer, events in zip(quiet, told, strict=True):
        equal(len(events), 1, f"events of {answer.exchange.operation} that answered {answer.status} and changed nothing")
        holds(not events[0]["eventType"].startswith("mutation."), f"{events[0]['eventType']} of a call that changed nothing")


@check("list-audit-log.no-change-event")
def what_is_so_already_is_told_without_a_change(api: Api) -> None:
    """A job canceled twice, an upload finalized twice, a project made twice under its own id, and patches without fields."""
    own, since = new_project(api), _now(api)
    job = new_influencer(api, own)["jobId"]
    finalize = valid_call(api, "finalizeMediaUpload")
    mine = project_body(api, id=api.uuid())
    calls = [
        (api.call("cancelJob", job), api.call("cancelJob", job)),
        (finalize.send(api), finalize.send(api)),
        (api.call("createProject", body=mine), api.call("createProject", body=mine)),
        (api.call("patchEngagement", own, body={"enabled": True}), api.call("patchEngagement", own, body={})),
        (api.call("patchProject", own, body={"metadata": {"a": 1}}), api.call("patchProject", own, body={})),
    ]
    for first, again in calls:
        begun, told = stories(api, first, again, since=since)
        first.succeeded()
        again.succeeded()
        equal(len(begun), 2, f"events of {first.exchange.operation}, which changed something")
        equal(types_of(told), [_REQUEST], f"events of {again.exchange.operation}, which changed nothing")


@check("list-audit-log.scheduled-post-canceled")
def a_canceled_post_is_told_by_its_name(api: Api) -> None:
    """Beside the call, for each post that is canceled; the refused attempt to cancel it again is a call alone."""
    since = _now(api)
    for _ in range(2):
        cancel = valid_call(api, "cancelScheduledPost")
        done, again = cancel.send(api), cancel.send(api)
        done.succeeded(200)
        begun, told = stories(api, done, again.refused(409), since=since)
        equal(types_of(begun), [_REQUEST, "mutation.scheduled_post_canceled"], "events of a post's cancellation")
        equal(types_of(told), [_REQUEST], "events of a cancellation that was refused")


@check("list-audit-log.every-change", long=True)
def each_operation_that_changes_something_is_told_as_a_change(api: Api) -> None:
    """Every operation but those that read and those that may find it done: its call and one change, mutation.<thing>_<done>."""
    since, calls = _now(api), list[tuple[Operation, Answer]]()

    def look(operation: Operation) -> None:
        answer = valid_call(api, operation.id).send(api)
        if not answer.is_success:
            raise UnprovidedError(f"{operation.id} answered {answer.told[:200]}")
        calls.append((operation, answer))

    every(api, look, of=lambda operation: operation.effect != "read" and operation.id not in _PERHAPS_DONE)
    names: dict[str, str] = {}
    for (operation, _), events in zip(calls, stories(api, *(answer for _, answer in calls), since=since), strict=True):
        kinds = types_of(events)
        equal(
            (kinds[:1], len(kinds)), ([_REQUEST], 2), f"events of {operation.id}: {', '.join(kinds)}; the first and the number"
        )
        holds(_CHANGE.fullmatch(kinds[1]), f"{kinds[1]} of {operation.id}")
        equal(names.setdefault(kinds[1], operation.id), operation.id, f"the operation told as {kinds[1]}")


def _now(api: Api) -> str:
    """The moment of a call that is made now, as the log tells it."""
    (events,) = stories(api, api.call("getWhoami"))
    if not events:
        raise UnprovidedError("the log does not tell a call")
    return str(events[0]["occurredAt"])
