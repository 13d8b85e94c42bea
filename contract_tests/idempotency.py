"""Idempotency-Key: what is a repeat, what it is answered, and what it is worth to whom."""

from collections.abc import Mapping
from typing import Any

import orjson

from layers_mock.kit import Answer, Api, check, equal, holds

from .valid import Valid, valid_call

__all__ = ["is_replayed", "keyed"]

_SECONDS_OF_GRACE = 30


def keyed(api: Api) -> dict[str, str]:
    """A header with an Idempotency-Key that nobody used."""
    return {"Idempotency-Key": api.uuid()}


def is_replayed(first: Answer, again: Answer, *, rule: str | None = None) -> None:
    """Break the rule unless the second answer is the first one: status and body, byte for byte."""
    equal((again.status, again.content), (first.status, first.content), "status and body of the repeat", rule=rule)


@check("idempotency.replay")
def a_repeat_is_answered_as_the_first_time(api: Api) -> None:
    """The second and the third call give the first status and body, also once the thing has changed, and make nothing."""
    call, headers = valid_call(api, "createProject"), keyed(api)
    first = call.send(api, headers=headers)
    project = first.succeeded(201)["id"]
    is_replayed(first, call.send(api, headers=headers))
    api.made("patchProject", project, body={"metadata": {"changed": True}})
    is_replayed(first, call.send(api, headers=headers))
    equal(_named(api, call), 1, "projects of that name")
    equal(api.made("getProject", project)["metadata"], {"changed": True}, "metadata after the repeat")


@check("idempotency.replay")
def a_repeat_outlasts_the_job(api: Api) -> None:
    """A repeat gives the first job's 202, byte for byte, also once the job is over and the influencer is ready or gone."""
    project = api.made("createProject", body=valid_call(api, "createProject").body)["id"]
    call, headers = Valid("createInfluencer", (project,), body={"name": api.text("Influencer")}), keyed(api)
    first = call.send(api, headers=headers)
    made = first.succeeded(202)
    is_replayed(first, call.send(api, headers=headers))
    api.finish(made)
    is_replayed(first, call.send(api, headers=headers))
    equal(len(api.made("listInfluencers", project)["items"]), 1, "influencers of the project")
    api.made("deleteInfluencer", made["influencerId"])
    is_replayed(first, call.send(api, headers=headers))
    equal(api.made("listInfluencers", project)["items"], [], "influencers of the project after a repeat of a deleted one")


@check("idempotency.conflict")
def the_same_key_with_another_request_is_a_conflict(api: Api) -> None:
    """Another body, another path and another query under the same key are 409, make nothing, and leave the record be."""
    project = api.made("createProject", body=valid_call(api, "createProject").body)["id"]
    other = api.made("createProject", body=valid_call(api, "createProject").body)["id"]
    name = api.text("Influencer")
    call, headers = Valid("createInfluencer", (project,), body={"name": name, "personality": {"tone": "dry"}}), keyed(api)
    first = call.send(api, headers=headers)
    first.succeeded(202)
    for changed in (
        {"body": {**call.body, "name": f"{name}!"}},
        {"body": {"name": name}},
        {"body": {**call.body, "vibe": "calm"}},
        {"body": {**call.body, "personality": {"tone": "Dry"}}},
        {"path": (other,)},
        {"query": {"colour": "blue"}},
    ):
        call.send(api, headers=headers, **changed).refused(409, "IDEMPOTENCY_CONFLICT")
    is_replayed(first, call.send(api, headers=headers))
    equal(len(api.made("listInfluencers", project)["items"]), 1, "influencers of the project")
    equal(api.made("listInfluencers", other)["items"], [], "influencers of the other project")


@check("idempotency.without-key")
def without_a_key_each_call_runs_anew(api: Api) -> None:
    """Equal calls without a key make a thing each, also behind one with a key."""
    call = valid_call(api, "createProject")
    ids = [call.send(api).succeeded(201)["id"] for _ in range(2)]
    ids.append(call.send(api, headers=keyed(api)).succeeded(201)["id"])
    ids.append(call.send(api).succeeded(201)["id"])
    equal(len(set(ids)), 4, "different ids of four calls")
    equal(_named(api, call), 4, "projects of that name")


@check("idempotency.window")
def a_record_lasts_24_hours(api: Api) -> None:
    """Shortly before 24 hours are over a repeat is a replay, shortly after it runs anew, whatever was asked in between."""
    call, headers, window = valid_call(api, "createProject"), keyed(api), api.contract.idempotency_window_seconds
    first = call.send(api, headers=headers)
    first.succeeded(201)
    api.advance(window / 2)
    is_replayed(first, call.send(api, headers=headers))
    api.advance(window / 2 - _SECONDS_OF_GRACE)
    is_replayed(first, call.send(api, headers=headers))
    api.advance(2 * _SECONDS_OF_GRACE)
    again = call.send(api, headers=headers).succeeded(201)
    holds(again["id"] != first.json["id"], f"the first answer after {window} seconds: {again['id']}")
    renamed = call.with_body(name=api.text("Project"))
    renamed.send(api, headers=headers).refused(409, "IDEMPOTENCY_CONFLICT")


@check("idempotency.per-api-key")
def a_record_belongs_to_the_key_that_made_it(api: Api) -> None:
    """Another key of the organisation with the same Idempotency-Key runs anew, and each key replays its own."""
    call, headers = valid_call(api, "createProject"), keyed(api)
    firsts = {role: call.send(api, headers=headers, key=role) for role in ("full", "second")}
    ids = {role: first.succeeded(201)["id"] for role, first in firsts.items()}
    holds(ids["full"] != ids["second"], f"two keys were answered with the same project {ids['full']}")
    for role, first in firsts.items():
        is_replayed(first, call.send(api, headers=headers, key=role))
    equal(_named(api, call), 2, "projects of that name")
    other, headers = call.with_body(name=api.text("Project")), keyed(api)
    call.send(api, headers=headers, key="full").succeeded(201)
    other.send(api, headers=headers, key="second").succeeded(201)


@check("idempotency.per-operation")
def a_record_belongs_to_one_operation(api: Api) -> None:
    """One Idempotency-Key serves several operations, each with a record of its own."""
    headers = keyed(api)
    calls = [valid_call(api, operation) for operation in ("createProject", "createInfluencer", "cloneInfluencer")]
    firsts = [call.send(api, headers=headers) for call in calls]
    made = [first.succeeded() for first in firsts]
    holds(made[1]["influencerId"] != made[2]["influencerId"], f"the same influencer twice: {made[1]['influencerId']}")
    for call, first in zip(calls, firsts, strict=True):
        is_replayed(first, call.send(api, headers=headers))


@check("idempotency.successes-only")
def a_refused_call_leaves_its_key_unused(api: Api) -> None:
    """After 422, 404, 403 and 409 the same key runs the mended call, and the same one once what it lacked is there."""
    call, headers = valid_call(api, "createProject"), keyed(api)
    call.send(api, body={**call.body, "timezone": "Nowhere/Odd"}, headers=headers).refused(422, "VALIDATION")
    call.send(api, headers=headers).succeeded(201)
    _later_there(api)
    external, headers = api.text("external"), keyed(api)
    owner = api.made("createProject", body={**call.body, "customerExternalId": external})["id"]
    taken = call.with_body(customerExternalId=external)
    taken.send(api, headers=headers).refused(409, "CONFLICT")
    api.made("patchProject", owner, body={"customerExternalId": api.text("external")})
    taken.send(api, headers=headers).succeeded(201)


def _later_there(api: Api) -> None:
    source, headers = api.uuid(), keyed(api)
    clone = Valid("cloneInfluencer", (source,), body={"name": api.text("Influencer")})
    clone.send(api, headers=headers).refused(404, "NOT_FOUND")
    made = api.made("createInfluencer", api.state("project"), body={"name": api.text(), "influencerId": source})
    api.finish(made)
    clone.send(api, headers=headers).succeeded(202)


@check("idempotency.in-flight")
def equal_requests_in_flight_make_one_thing(api: Api) -> None:
    """Eight equal requests at once are answered alike, and make one thing."""
    for _ in range(3):
        call, headers = valid_call(api, "createProject"), keyed(api)
        answers = api.together([api.prepared("createProject", body=call.body, headers=headers) for _ in range(8)])
        for answer in answers:
            answer.succeeded(201)
            is_replayed(answers[0], answer)
        equal(_named(api, call), 1, "projects of that name")


@check("idempotency.same-json")
def two_bodies_are_the_same_where_their_json_is(api: Api) -> None:
    """Other white space, another order of keys at any depth, and letters as escapes make no other request."""
    name = api.text("Project")
    body = {"name": name, "timezone": "UTC", "metadata": {"a": 1, "b": {"c": [1, 2], "d": "\u00e9"}}}
    headers = keyed(api)
    first = api.call("createProject", body=body, headers=headers)
    first.succeeded(201)
    turned = {"metadata": {"b": {"d": "\u00e9", "c": [1, 2]}, "a": 1}, "timezone": "UTC", "name": name}
    for content in (
        orjson.dumps(turned),
        orjson.dumps(body, option=orjson.OPT_INDENT_2),
        b" \n" + orjson.dumps(body) + b"\t\n",
        orjson.dumps(body).replace("\u00e9".encode(), b"\\u00e9").replace(b"UTC", b"\\u0055TC"),
    ):
        is_replayed(first, api.call("createProject", content=content, headers=headers))
    turned["metadata"] = {"a": 1, "b": {"c": [2, 1], "d": "\u00e9"}}
    api.call("createProject", body=turned, headers=headers).refused(409, "IDEMPOTENCY_CONFLICT")


@check("idempotency.key-form")
def an_idempotency_key_has_its_form(api: Api) -> None:
    """1 to 255 printable characters are taken and honoured; none, a space among them and 256 are 422."""
    for key in (api.uuid().ljust(255, "x"), f"!~/{api.uuid()}?%\"'", api.uuid()[:6]):
        call = valid_call(api, "createProject")
        first = call.send(api, headers={"Idempotency-Key": key})
        first.succeeded(201)
        is_replayed(first, call.send(api, headers={"Idempotency-Key": key}))
    for key in ("", f"{api.uuid()} x", api.uuid().ljust(256, "x"), f"{api.uuid()}\xe9", f"{api.uuid()}\tx"):
        valid_call(api, "createProject").send(api, headers={"Idempotency-Key": key}).refused(422, "VALIDATION")


def _named(api: Api, call: Valid) -> int:
    """How many projects have the name of a call that creates one."""
    body: Mapping[str, Any] = call.body
    items = api.made("listProjects", query={"search": body["name"]})["items"]
    return [item["name"] for item in items].count(body["name"])
