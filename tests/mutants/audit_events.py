"""Servers whose audit log tells calls and changes wrongly."""

from collections.abc import Callable
from typing import Any

from tests.mutants.audit_servers import (
    LIST,
    Event,
    When,
    always,
    beside_lonely,
    both,
    copied,
    each,
    is_change,
    left_out,
    method,
    of_type,
    path_has,
    told_with,
)
from tests.mutants.wrong import Mutant, Server, answers

__all__ = ["MUTANTS"]


def _data(when: When = always, **fields: Any) -> Callable[[], Server]:
    return each(lambda event: event["data"].update(fields), when)


def _beside(when: When, kind: str) -> Callable[[], Server]:
    """Beside each event that fits another one stands, of the same call."""

    def change(page: Any) -> None:
        page["items"] = [one for event in page["items"] for one in ([copied(event, kind), event] if when(event) else [event])]

    return answers(LIST, change)


def _status(status: int) -> When:
    return lambda event: event["data"].get("status") == status


def _one_id_per_call(page: Any) -> None:
    ids: dict[str, str] = {}
    for event in page["items"]:
        event["eventId"] = ids.setdefault(event["requestId"], event["eventId"])


def _told_twice(page: Any) -> None:
    page["items"] = [one for event in page["items"] for one in ([event, event] if method("GET")(event) else [event])]


def _first_key(page: Any) -> None:
    for event in page["items"]:
        event["apiKeyId"] = page["items"][-1]["apiKeyId"]


def _template(event: Event) -> None:
    event["data"]["path"] = "/v1/projects/{projectId}"


def _from_path(event: Event) -> None:
    event["projectId"] = event["data"]["path"].rpartition("/")[2]


def _cut_moment(event: Event) -> None:
    event["occurredAt"] = event["occurredAt"][:11] + "00:00:00.000Z"


_UPDATED, _REJECTED, _DENIED, _LIMITED = (
    "mutation.project_updated", "auth.key_rejected", "auth.scope_denied", "auth.rate_limited",
)  # fmt: skip
_REQUEST = "api.request"

_CANCELED = "mutation.scheduled_post_canceled"

MUTANTS = (
    Mutant("list-audit-log.every-change", "Webhook endpoints change without a trace.", left_out(both(is_change, path_has("/v1/webhook-")))),
    Mutant("list-audit-log.every-change", "Uploads are told by the call alone.", left_out(both(is_change, path_has("/media")))),
    Mutant("list-audit-log.every-change", "A rejection is told as an approval.",
        told_with(of_type("mutation.content_rejected"), eventType="mutation.content_approved"),
    ),
    Mutant("list-audit-log.every-change", "Lease requests have a name of another form.",
        told_with(of_type("mutation.lease_requested"), eventType="lease.requested"),
    ),
    Mutant("list-audit-log.scheduled-post-canceled", "It has the name of the later edition.",
        told_with(of_type(_CANCELED), eventType="scheduled_post.cancelled"),
    ),
    Mutant("list-audit-log.scheduled-post-canceled", "It is spelt with two letters l.",
        told_with(of_type(_CANCELED), eventType="mutation.scheduled_post_cancelled"),
    ),
    Mutant("list-audit-log.scheduled-post-canceled", "A refused cancellation is told as one.",
        beside_lonely(both(method("DELETE"), path_has("/v1/scheduled-posts/")), _CANCELED),
    ),
    Mutant("list-audit-log.no-change-event", "Canceling a job again is told as a change again.",
        beside_lonely(both(method("POST", "/cancel"), path_has("/v1/jobs/")), "mutation.job_canceled"),
    ),
    Mutant("list-audit-log.no-change-event", "A patch without fields is told as a change.",
        beside_lonely(method("PATCH", "/engagement"), "mutation.engagement_updated"),
    ),
    Mutant("list-audit-log.project", "Scheduled posts are about no project.",
        told_with(path_has("/v1/scheduled-posts/"), projectId=None),
    ),
    Mutant("list-audit-log.project", "Deliveries to an endpoint of one project are about none.",
        told_with(path_has("/v1/webhook-deliveries/"), projectId=None),
    ),
    Mutant("list-audit-log.project", "Attempts to connect an account are about no project.",
        told_with(path_has("/v1/social/oauth-status/"), projectId=None),
    ),
    Mutant("list-audit-log.fields", "Changes have no path.", each(lambda event: event["data"].pop("path"), is_change)),
    Mutant("list-audit-log.fields", "There is no actor.", each(lambda event: event.pop("actor"))),
    Mutant("list-audit-log.fields", "The request id of a change is null.", told_with(is_change, requestId=None)),
    Mutant("list-audit-log.bare-ids", "eventId carries a prefix.", each(lambda event: event.update(eventId="evt_" + event["eventId"]))),
    Mutant("list-audit-log.bare-ids", "A change has the eventId of its call.", answers(LIST, _one_id_per_call)),
    Mutant("list-audit-log.bare-ids", "projectId carries a prefix.", each(lambda event: event.update(projectId=f"prj_{event['projectId']}"))),
    Mutant("list-audit-log.project-null", "Where there is no project the organisation stands.",
        each(lambda event: event.update(projectId=event["organizationId"]), lambda event: event["projectId"] is None),
    ),
    Mutant("list-audit-log.project-null", "A project that nobody has is told as it was asked for.",
        each(_from_path, lambda event: event["projectId"] is None and "/projects/" in event["data"]["path"]),
    ),
    Mutant("list-audit-log.actor", "actor is the word for its kind.", told_with(actor="api_key")),
    Mutant("list-audit-log.actor", "Refusals are told as done by the system.", told_with(of_type(_DENIED), actor="system")),
    Mutant("list-audit-log.request-event", "Lists are not told.", left_out(method("GET", "/content"))),
    Mutant("list-audit-log.request-event", "Reads are told twice.", answers(LIST, _told_twice)),
    Mutant("list-audit-log.request-event", "A project's first key is told for all.", answers(LIST, _first_key)),
    Mutant("list-audit-log.request-event", "The path is that of the route.", each(_template, method("PATCH"))),
    Mutant("list-audit-log.request-event", "The moment is the day alone.", each(_cut_moment)),
    Mutant("list-audit-log.request-event", "Reading the log leaves no trace.", left_out(path_has("/v1/audit-log"))),
    Mutant("list-audit-log.request-status", "Refusals have no status.",
        each(lambda event: event["data"].pop("status"), lambda event: "code" in event["data"]),
    ),
    Mutant("list-audit-log.request-status", "Methods are in lower case.",
        each(lambda event: event["data"].update(method=event["data"]["method"].lower())),
    ),
    Mutant("list-audit-log.request-status", "Successes have the code OK.", _data(_status(200), code="OK")),
    Mutant("list-audit-log.refused-calls", "What was not found is not told.", left_out(_status(404))),
    Mutant("list-audit-log.refused-calls", "Invalid calls are told as api.invalid.", told_with(_status(422), eventType="api.invalid")),
    Mutant("list-audit-log.refused-calls", "A conflict is told as a change.", _beside(_status(409), _UPDATED)),
    Mutant("list-audit-log.key-rejected", "It is told as a call.", told_with(of_type(_REJECTED), eventType=_REQUEST)),
    Mutant("list-audit-log.key-rejected", "Reads with a killed key are not told.", left_out(both(of_type(_REJECTED), method("GET")))),
    Mutant("list-audit-log.key-rejected", "It is told beside the call.", _beside(of_type(_REJECTED), _REQUEST)),
    Mutant("list-audit-log.key-rejected", "getWhoami of a killed key is told as rejected.",
        told_with(path_has("/v1/whoami"), eventType=_REJECTED),
    ),
    Mutant("list-audit-log.scope-denied", "It is told as a rejected key.", told_with(of_type(_DENIED), eventType=_REJECTED)),
    Mutant("list-audit-log.scope-denied", "Reads without the scope are not told.", left_out(both(of_type(_DENIED), method("GET")))),
    Mutant("list-audit-log.scope-denied", "It is told beside the call.", _beside(of_type(_DENIED), _REQUEST)),
    Mutant("list-audit-log.rate-limited", "It is not told.", left_out(of_type(_LIMITED))),
    Mutant("list-audit-log.rate-limited", "It is told as a call.", told_with(of_type(_LIMITED), eventType=_REQUEST)),
    Mutant("list-audit-log.change-event", "Archiving is told as an update.",
        told_with(of_type("mutation.project_archived"), eventType=_UPDATED),
    ),
    Mutant("list-audit-log.change-event", "Updates are told by the call alone.", left_out(of_type(_UPDATED))),
    Mutant("list-audit-log.change-event", "A change is not told whose it was.",
        each(lambda event: event.update(apiKeyId=event["organizationId"]), is_change),
    ),
    Mutant("list-audit-log.change-event", "A new project's change names no project.",
        told_with(of_type("mutation.project_created"), projectId=None),
    ),
    Mutant("list-audit-log.no-change-event", "An invalid patch is told as a change.", _beside(_status(422), _UPDATED)),
    Mutant("list-audit-log.no-change-event", "A repeat is told as a change again.",
        beside_lonely(both(_status(201), method("POST", "/v1/projects")), "mutation.project_created"),
    ),
    Mutant("list-audit-log.no-change-event", "A read is told as a change.",
        _beside(both(method("GET"), path_has("/v1/projects/")), "mutation.project_viewed"),
    ),
    Mutant("list-audit-log.project", "Jobs are about no project.", told_with(path_has("/v1/jobs/"), projectId=None)),
    Mutant("list-audit-log.project", "What deletes is about no project.",
        told_with(lambda event: event["eventType"] == "mutation.influencer_deleted", projectId=None),
    ),
    Mutant("list-audit-log.project", "Content is about no project.", told_with(path_has("/v1/content/"), projectId=None)),
)  # fmt: skip
