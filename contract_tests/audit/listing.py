"""Which events the audit log shows, in which order."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..api_keys.keys import id_of
from ..ids import forms
from ..making import new_project
from ..pagination import walked
from ..valid import Valid
from .log import log, request_id, stories, types_of

__all__: list[str] = []

_REQUEST, _UPDATED, _CREATED = "api.request", "mutation.project_updated", "mutation.project_created"
_DEFAULT, _MOST = 50, 200


def _patched(api: Api, own: str, *, key: str = "full") -> Any:
    return api.call("patchProject", own, body={"metadata": {"mark": api.text()}}, key=key)


def _busy(api: Api, seconds: float = 0.0) -> tuple[str, list[dict[str, Any]]]:
    """A project that two keys did something to, with time passing in between; and its events."""
    own = new_project(api)
    answers = []
    for role in ("full", "second", "full"):
        if seconds:
            api.let_pass(seconds, elsewhere=1.1)
        answers.append(_patched(api, own, key=role))
    stories(api, *answers, projectId=own)
    events = log(api, projectId=own)
    if len(events) < 8:
        raise UnprovidedError(f"the log tells {len(events)} events of four changes")
    return own, events


def _ids(events: list[dict[str, Any]]) -> list[str]:
    return [event["eventId"] for event in events]


@check("list-audit-log.newest-first")
def the_newest_come_first(api: Api) -> None:
    """By occurredAt downward and within a moment by eventId upward, over pages of any size."""
    own, events = _busy(api, 61)
    for limit in (1, 3, 200):
        seen = walked(api, Valid("listAuditLog", query={"projectId": own}), limit)
        equal(seen, _ids(events), f"events in pages of {limit}")
    moments = [event["occurredAt"] for event in events]
    equal(moments, sorted(moments, reverse=True), "occurredAt of the events")
    holds(len(set(moments)) >= 4, f"moments of four changes with time in between: {sorted(set(moments))}")
    for moment in set(moments):
        ids = [event["eventId"] for event in events if event["occurredAt"] == moment]
        equal(ids, sorted(ids), f"eventIds of {moment}")


@check("list-audit-log.newest-first")
def within_a_moment_ids_rise(api: Api) -> None:
    """Many events of one moment, or nearly one, come in the order of the two."""
    _, events = _busy(api)
    by_moment = sorted(sorted(events, key=lambda event: event["eventId"]), key=lambda event: event["occurredAt"], reverse=True)
    equal(_ids(events), _ids(by_moment), "events in order")


@check("list-audit-log.event-type")
def a_type_keeps_its_events(api: Api) -> None:
    """Each type that a project has: those events, all of them and no others; what no type is called gives an empty page."""
    own, events = _busy(api)
    for kind in (_REQUEST, _UPDATED, _CREATED):
        kept = [event for event in events if event["eventType"] == kind]
        holds(kept, f"no event {kind} of a project that was made and patched")
        equal(_ids(log(api, projectId=own, eventType=kind)), _ids(kept), f"events of the type {kind}")
    for kind in ("mutation.nothing", "mutation", "api.requests", _UPDATED.upper()):
        page = api.call("listAuditLog", query={"projectId": own, "eventType": kind}).succeeded(200)
        equal((page["items"], page["nextCursor"]), ([], None), f"a page of the type {kind}")


@check("list-audit-log.project-id")
def a_project_keeps_its_events(api: Api) -> None:
    """Those of each project alone; none for an unknown one and for one of another organisation that has some of its own."""
    projects = [new_project(api) for _ in range(2)]
    answers = [_patched(api, own) for own in projects]
    told = stories(api, *answers, apiKeyId=id_of(api, "full"))
    for own, answer, events in zip(projects, answers, told, strict=True):
        holds(events, "a call that the log does not tell")
        seen = log(api, projectId=own)
        equal({event["projectId"] for event in seen}, {own}, "projectId of the events that are kept")
        holds(request_id(answer) in {event["requestId"] for event in seen}, "the events of a project without its last change")
        equal(types_of(seen).count(_CREATED), 1, f"events {_CREATED} of one project")
    foreign = api.state("foreign_project")
    api.made("getProject", foreign, key="other")
    holds(log(api, key="other", projectId=foreign), "no event of a project in its own organisation")
    for unknown in (foreign, api.uuid()):
        equal(log(api, projectId=unknown), [], "events of a project that is not there")


@check("list-audit-log.api-key-id")
def a_key_keeps_its_events(api: Api) -> None:
    """Those of each key alone; none for an unknown one and for one of another organisation that has some of its own."""
    own, events = _busy(api)
    for role in ("full", "second"):
        key = id_of(api, role)
        kept = [event for event in events if event["apiKeyId"] == key]
        holds(kept, f"no event of the key {role}, which changed the project")
        equal(_ids(log(api, projectId=own, apiKeyId=key)), _ids(kept), f"events of the key {role}")
        api.call("listAuditLog", query={"apiKeyId": key, "limit": 5}).succeeded(200)
    foreign = id_of(api, "other")
    holds(log(api, key="other", apiKeyId=foreign, limit=5), "no event of a key in its own organisation")
    for unknown in (foreign, api.uuid()):
        equal(log(api, apiKeyId=unknown), [], "events of a key that is not there")


@check("list-audit-log.since")
def since_keeps_that_moment_and_later_ones(api: Api) -> None:
    """At each moment of an event that event and all later ones, in any offset; a moment ahead of all keeps none."""
    _bounded(api, "since", lambda moment, bound: moment >= bound)


@check("list-audit-log.until")
def until_keeps_that_moment_and_earlier_ones(api: Api) -> None:
    """At each moment of an event that event and all earlier ones, in any offset; a moment before all keeps none."""
    _bounded(api, "until", lambda moment, bound: moment <= bound)


def _bounded(api: Api, name: str, keeps: Any) -> None:
    own, events = _busy(api, 61)
    moments = sorted({event["occurredAt"] for event in events})
    holds(len(moments) >= 4, f"moments of four changes with time in between: {moments}")
    for bound in moments:
        kept = [event for event in events if keeps(event["occurredAt"], bound)]
        for text in (bound, bound.replace("Z", "+00:00")):
            equal(_ids(log(api, projectId=own, **{name: text})), _ids(kept), f"events {name} {text}")
    beyond = {"since": "2999-01-01T00:00:00Z", "until": "2001-01-01T00:00:00Z"}
    equal(log(api, projectId=own, **{name: beyond[name]}), [], f"events {name} {beyond[name]}")
    within = {"since": "2001-01-01T00:00:00Z", "until": "2999-01-01T00:00:00Z"}
    equal(_ids(log(api, projectId=own, **{name: within[name]})), _ids(events), f"events {name} {within[name]}")


@check("list-audit-log.filters-combine")
def filters_combine_on_every_page(api: Api) -> None:
    """Project, key, type and moments together, in pages of one and at once: what fits all of them."""
    own, events = _busy(api, 61)
    key, first, last = id_of(api, "full"), events[-1]["occurredAt"], events[0]["occurredAt"]
    for kind in (_REQUEST, _UPDATED):
        query = {"projectId": own, "apiKeyId": key, "eventType": kind, "since": first, "until": last}
        kept = [event for event in events if (event["apiKeyId"], event["eventType"]) == (key, kind)]
        holds(kept, f"no event {kind} of the key")
        for limit in (1, 200):
            equal(walked(api, Valid("listAuditLog", query=query), limit), _ids(kept), f"events in pages of {limit}")
    query = {"projectId": own, "since": last, "until": first}
    equal(log(api, **query), [], "events of a span that ends before it begins")


@check("list-audit-log.id-forms")
def filters_take_every_form_of_an_id(api: Api) -> None:
    """The same events for each form of the project's id and of the key's."""
    own, events = _busy(api)
    key = id_of(api, "second")
    kept = [event for event in events if event["apiKeyId"] == key]
    for form in forms(own, ["prj_", "proj_"]):
        equal(_ids(log(api, projectId=form)), _ids(events), f"events of the project {form}")
    for form in forms(key, ["key_"]):
        equal(_ids(log(api, projectId=own, apiKeyId=form)), _ids(kept), f"events of the key {form}")


@check("list-audit-log.page-size")
def a_page_has_fifty_events_by_default(api: Api) -> None:
    """Of more than fifty events fifty without a limit, and all of them with the highest one."""
    own = new_project(api)
    for _ in range(_DEFAULT // 2 + 1):
        last = _patched(api, own)
    stories(api, last, projectId=own)
    whole = api.call("listAuditLog", query={"projectId": own, "limit": _MOST}).succeeded(200)
    count = len(whole["items"])
    holds(count > _DEFAULT and whole["nextCursor"] is None, f"{count} events on a page of {_MOST} of a project changed often")
    page = api.call("listAuditLog", query={"projectId": own}).succeeded(200)
    equal(_ids(page["items"]), _ids(whole["items"][:_DEFAULT]), "events without a limit")
    holds(page["nextCursor"] is not None, "no nextCursor where more events are there")


@check("list-audit-log.one-organisation")
def nothing_of_others_is_shown(api: Api) -> None:
    """What each of two organisations did stands in its own log and not in the other's, whatever is asked for."""
    ours = api.call("listProjects", query={"limit": 1})
    theirs = api.call("listProjects", query={"limit": 1}, key="other")
    organizations = {role: api.made("getWhoami", key=role)["organizationId"] for role in ("full", "other")}
    for role, own, foreign in (("full", ours, theirs), ("other", theirs, ours)):
        (events,) = stories(api, own, key=role)
        holds(events, "a call that the log of its organisation does not tell")
        for query in ({}, {"eventType": _REQUEST}, {"since": events[0]["occurredAt"]}):
            seen = log(api, key=role, **query)
            equal({event["organizationId"] for event in seen}, {organizations[role]}, "organizationId")
            holds(request_id(foreign) not in {event["requestId"] for event in seen}, "a call of another organisation")


@check("list-audit-log.whole-organisation")
def every_key_reads_the_same_log(api: Api) -> None:
    """Keys with and without a scope list see what two others did to a project."""
    own, events = _busy(api)
    for role in ("full", "second", "limited", "writer"):
        equal(_ids(log(api, key=role, projectId=own)), _ids(events), f"events that the key {role} sees")
