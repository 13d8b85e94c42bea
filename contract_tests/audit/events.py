"""What the audit log tells of calls."""

from layers_mock.kit import Answer, Api, as_uuid, check, equal, holds

from ..api_keys.keys import id_of
from ..forms import is_bare_uuid
from ..making import new_project
from ..rate_limits import exhausted
from ..valid import Valid, valid_call
from .log import log, request_id, stories, types_of

__all__: list[str] = []

_FIELDS = (
    "eventId", "eventType", "occurredAt", "requestId", "organizationId", "projectId", "apiKeyId", "actor", "data",
)  # fmt: skip
_REQUEST = "api.request"


@check("list-audit-log.fields")
def every_field_is_told(api: Api) -> None:
    """Each event of a project that was made, read, changed and asked for wrongly has all fields, and texts where due."""
    own = new_project(api)
    api.made("patchProject", own, body={"metadata": {"a": 1}})
    last = api.call("patchProject", own, body={"name": 5})
    stories(api, last, projectId=own)
    events = log(api, projectId=own)
    holds(len(events) >= 5, f"{len(events)} events of a project that was made, patched and patched wrongly")
    for event in events:
        equal([name for name in _FIELDS if name not in event], [], f"fields that an event of {event.get('eventType')} lacks")
        for name in ("eventId", "eventType", "occurredAt", "requestId", "organizationId", "projectId", "apiKeyId", "actor"):
            holds(isinstance(event[name], str) and event[name], f"{name} is {event[name]!r}")
        holds(isinstance(event["data"], dict) and event["data"].get("path"), f"data is {event['data']!r}")


@check("list-audit-log.bare-ids")
def ids_are_bare_uuids(api: Api) -> None:
    """All ids are UUIDs without a prefix, those that whoami and the project tell, and no eventId comes twice."""
    own, who = new_project(api), api.made("getWhoami")
    stories(api, api.call("patchProject", own, body={"metadata": {"a": 1}}), projectId=own)
    events = log(api, projectId=own)
    holds(len(events) >= 4, f"{len(events)} events of a project that was made and patched")
    for event in events:
        holds(is_bare_uuid(event["eventId"]), f"eventId {event['eventId']!r}")
        equal(event["organizationId"], who["organizationId"], "organizationId")
        equal(event["apiKeyId"], who["apiKeyId"], "apiKeyId")
        equal(event["projectId"], as_uuid(own), "projectId")
    equal(len({event["eventId"] for event in events}), len(events), "different eventIds")


@check("list-audit-log.project-null")
def what_is_about_no_project_names_none(api: Api) -> None:
    """getWhoami, getCredits, the list of projects, and a project that nobody has: `projectId` null."""
    answers = [
        api.call("getWhoami"),
        api.call("getCredits"),
        api.call("listProjects", query={"limit": 1}),
        api.call("getProject", api.uuid()),
    ]
    for answer, events in zip(answers, stories(api, *answers, apiKeyId=id_of(api, "full")), strict=True):
        equal([event["projectId"] for event in events], [None], f"projectId in the events of {answer.exchange.operation}")


@check("list-audit-log.actor")
def keys_act_as_partner_api(api: Api) -> None:
    """`actor` is partner_api in the events of reads, changes and refusals, of keys with and without a scope list."""
    own = new_project(api)
    answers = [
        api.call("getProject", own),
        api.call("patchProject", own, body={"metadata": {"a": 1}}, key="writer"),
        api.call("patchProject", own, body={"metadata": {"a": 1}}, key="limited"),
    ]
    for events in stories(api, *answers, projectId=own):
        holds(events, "a call that the log does not tell")
        equal({event["actor"] for event in events}, {"partner_api"}, "actor")


@check("list-audit-log.request-event")
def each_call_is_told_once(api: Api) -> None:
    """Reads and writes of several operations and keys: one api.request each, with the key, the path, and a moment in order."""
    own = new_project(api)
    calls: list[tuple[str, Answer]] = []
    for role in ("full", "second"):
        calls.append((role, api.call("getProject", own, key=role)))
        api.let_pass(61, elsewhere=1.1)
        calls.append((role, api.call("patchProject", own, body={"metadata": {"by": role}}, key=role)))
        calls.append((role, api.call("listContent", own, key=role)))
    moments = []
    told = stories(api, *(answer for _, answer in calls), projectId=own)
    for (role, answer), events in zip(calls, told, strict=True):
        requests = [event for event in events if event["eventType"] == _REQUEST]
        equal(len(requests), 1, f"events {_REQUEST} of one call of {answer.exchange.operation}")
        equal(requests[0]["apiKeyId"], id_of(api, role), "apiKeyId")
        path = "/" + answer.exchange.request.url.partition("/v1/")[2]
        holds(requests[0]["data"]["path"].endswith(path), f"data.path {requests[0]['data']['path']!r} of a call to /v1{path}")
        moments.append(requests[0]["occurredAt"])
    holds(moments == sorted(moments) and moments[0] < moments[1] < moments[4], f"moments of calls in order: {moments}")


@check("list-audit-log.request-event")
def reading_the_log_is_told_too(api: Api) -> None:
    """A call of listAuditLog stands in the log that the next call reads, and not in its own answer."""
    first = api.call("listAuditLog", query={"limit": 1})
    first.succeeded(200)
    holds(request_id(first) not in first.content.decode(), "a call that tells itself")
    (events,) = stories(api, first, apiKeyId=id_of(api, "full"))
    equal(types_of(events), [_REQUEST], "events of a call of listAuditLog")


@check("list-audit-log.request-status")
def the_call_is_told_with_its_end(api: Api) -> None:
    """`data` has method and status of successes and refusals, and the code of a refusal alone."""
    own = new_project(api)
    answers = [
        api.call("getProject", own),
        api.call("patchProject", own, body={"metadata": {"a": 1}}),
        api.call("patchProject", own, body={"name": 5}),
        api.call("archiveProject", own),
    ]
    for answer, events in zip(answers, stories(api, *answers, projectId=own), strict=True):
        requests = [event["data"] for event in events if event["eventType"] == _REQUEST]
        equal(len(requests), 1, f"events {_REQUEST} of {answer.exchange.operation}")
        wanted = (answer.exchange.request.method, answer.status, answer.code)
        equal(tuple(requests[0].get(name) for name in ("method", "status", "code")), wanted, "method, status and code")


@check("list-audit-log.refused-calls")
def what_an_operation_refused_is_told(api: Api) -> None:
    """422, 404 and 409 are an api.request each and nothing else."""
    own, handle = new_project(api), api.text("handle")
    api.made("patchProject", own, body={"customerExternalId": handle})
    other = new_project(api)
    answers = [
        api.call("patchProject", own, body={"timezone": "Nowhere/Odd"}).refused(422),
        api.call("listContent", own, query={"limit": 0}).refused(422),
        api.call("patchProject", other, body={"customerExternalId": handle}).refused(409),
        api.call("getProject", api.uuid()).refused(404),
    ]
    for answer, events in zip(answers, stories(api, *answers, apiKeyId=id_of(api, "full")), strict=True):
        equal(types_of(events), [_REQUEST], f"events of a call that was {answer.status}")


@check("list-audit-log.scope-denied")
def a_missing_scope_is_told(api: Api) -> None:
    """Reads and writes without the scope are auth.scope_denied alone, with the key that asked."""
    own = new_project(api)
    calls = (("writer", api.call("getProject", own, key="writer")), ("limited", api.call("archiveProject", own, key="limited")))
    told = stories(api, *(answer.refused(403) for _, answer in calls), projectId=own)
    for (role, _), events in zip(calls, told, strict=True):
        equal(types_of(events), ["auth.scope_denied"], "events of a call without the scope")
        equal(events[0]["apiKeyId"], id_of(api, role), "apiKeyId")


@check("list-audit-log.rate-limited", alone=True)
def a_call_beyond_the_limit_is_told(api: Api) -> None:
    """Behind an empty bucket auth.rate_limited alone; the calls before it are api.request."""
    own, key = new_project(api), id_of(api, "throttled")
    last = api.call("getProject", own, key="throttled")
    limit = api.contract.tiers["standard"].limits["read-light"].per_minute
    exhausted(api, Valid("getProject", (own,)), limit)
    refused = api.call("getProject", own, key="throttled").refused(429)
    before, behind = stories(api, last, refused, apiKeyId=key, projectId=own)
    equal(types_of(behind), ["auth.rate_limited"], "events of a call beyond the limit")
    if last.is_success:
        equal(types_of(before), [_REQUEST], "events of a call within the limit")


@check("list-audit-log.project")
def a_call_belongs_to_the_project_of_what_it_named(api: Api) -> None:
    """Influencers, jobs and content lead to their project, when they are made, read, changed and deleted."""
    own = new_project(api)
    made = api.call("createInfluencer", own, body={"name": api.text("Influencer")})
    job = made.succeeded(202)
    answers = [
        made,
        api.call("getJob", job["jobId"]),
        api.call("getInfluencer", job["influencerId"]),
        api.call("patchInfluencer", job["influencerId"], body={"vibe": "calm"}),
        api.call("cancelJob", job["jobId"]),
        api.call("deleteInfluencer", job["influencerId"]),
    ]
    _belong(api, answers, own)
    _belong(api, [api.call("getContent", api.state("container"))], api.state("project"))


@check("list-audit-log.project")
def what_hangs_on_a_project_leads_to_it(api: Api) -> None:
    """Scheduled posts, social accounts, attempts to connect one, and webhook endpoints of one project with their deliveries."""
    own = api.state("project")
    for operation in ("getScheduledPost", "cancelScheduledPost", "getSocialOauthStatus", "revokeSocialAccount"):
        _belong(api, [valid_call(api, operation).send(api)], own)
    body = {"url": f"https://checked.example/hooks/{api.text('hook')}", "events": ["job.completed"], "projectId": own}
    made = api.call("createWebhookEndpoint", body=body)
    endpoint = made.succeeded(201)["endpoint"]["id"]
    tested = api.call("testWebhookEndpoint", endpoint)
    replayed = api.call("replayWebhookDelivery", tested.succeeded(200)["deliveryId"])
    _belong(api, [made, tested, replayed, api.call("deleteWebhookEndpoint", endpoint)], own)


def _belong(api: Api, answers: list[Answer], project: str) -> None:
    for answer, events in zip(answers, stories(api, *answers, apiKeyId=id_of(api, "full")), strict=True):
        answer.succeeded()
        holds(events, f"no event of {answer.exchange.operation}")
        equal({event["projectId"] for event in events}, {as_uuid(project)}, f"projectId of {answer.exchange.operation}")
