"""What the audit log tells of API keys."""

from layers_mock.kit import Answer, Api, check, equal, holds

from ..api_keys.keys import by, id_of, retiring, spare
from ..making import project_body
from .log import log, stories, types_of

__all__: list[str] = []

_REQUEST = "api.request"


@check("list-audit-log.key-rejected", alone=True)
def a_rejected_key_is_told(api: Api) -> None:
    """Reads and writes of a killed key are auth.key_rejected alone, with that key; getWhoami, which answers it, is not."""
    key = spare(api)
    worked = by(api, key.secret, "listProjects", query={"limit": 1})
    api.made("killApiKey", key.id)
    answers = [
        by(api, key.secret, "listProjects").refused(503),
        by(api, key.secret, "createProject", body=project_body(api)).refused(503),
    ]
    who = by(api, key.secret, "getWhoami")
    before, asked, *told = stories(api, worked, who, *answers, apiKeyId=key.id)
    for events in told:
        equal(types_of(events), ["auth.key_rejected"], "events of a call with a killed key")
    for events in (before, asked):
        equal(types_of(events), [_REQUEST], "events of a call that was answered")


@check("list-audit-log.key-rejected", alone=True)
def a_deleted_key_is_told(api: Api) -> None:
    """The same of a deleted key."""
    key = retiring(api)
    api.made("deleteApiKey", key.id)
    (events,) = stories(api, by(api, key.secret, "listProjects").refused(503), apiKeyId=key.id)
    equal(types_of(events), ["auth.key_rejected"], "events of a call with a deleted key")


@check("list-audit-log.key-killed", alone=True)
def a_killing_is_told_once(api: Api) -> None:
    """api.request and api_key.killed of the key that did it; killed again, api.request alone; killed anew, both."""
    key = spare(api)
    calls = [api.call("killApiKey", key.id, key="second"), api.call("killApiKey", key.id)]
    api.made("rotateApiKey", key.id)
    calls.append(api.call("killApiKey", key.id))
    _are(api, calls, ("second", "full", "full"), ("api_key.killed", None, "api_key.killed"))


@check("list-audit-log.key-deleted", alone=True)
def a_deletion_is_told_once(api: Api) -> None:
    """api.request and api_key.deleted of the key that did it; deleted again, api.request alone."""
    key = retiring(api)
    calls = [api.call("deleteApiKey", key.id, key="second"), api.call("deleteApiKey", key.id)]
    _are(api, calls, ("second", "full"), ("api_key.deleted", None))


@check("list-audit-log.key-rotated", alone=True)
def a_rotation_is_told_each_time(api: Api) -> None:
    """api.request and api_key.rotated, of other keys and of the key itself; a repeat is an api.request alone."""
    key, headers = spare(api), {"Idempotency-Key": api.uuid()}
    calls = [api.call("rotateApiKey", key.id, key="second"), api.call("rotateApiKey", key.id, headers=headers)]
    calls.append(api.call("rotateApiKey", key.id, headers=headers))
    _are(api, calls, ("second", "full", "full"), ("api_key.rotated", "api_key.rotated", None))
    itself = by(api, spare(api).secret, "rotateApiKey", key.id)
    (events,) = stories(api, itself, apiKeyId=key.id)
    equal(types_of(events), [_REQUEST, "api_key.rotated"], "events of a key that rotated itself")


def _are(api: Api, calls: list[Answer], roles: tuple[str, ...], changes: tuple[str | None, ...]) -> None:
    since = _since(api, calls[0])
    for role, change, events in zip(roles, changes, stories(api, *calls, since=since), strict=True):
        equal(types_of(events), [_REQUEST, *([change] if change else [])], "events of a call about a key")
        equal({event["apiKeyId"] for event in events}, {id_of(api, role)}, "apiKeyId")


def _since(api: Api, first: Answer) -> str:
    """The moment of a call, as the log tells it."""
    (events,) = stories(api, first)
    holds(events, "a call that the log does not tell")
    return str(events[0]["occurredAt"])


@check("list-audit-log.key-events-name-the-key", alone=True)
def an_event_names_the_key_it_happened_to(api: Api) -> None:
    """`data.apiKeyId` is the key that was rotated, killed or deleted, while `apiKeyId` is the one that asked."""
    caller, key, gone = id_of(api, "second"), api.state("spare_key"), api.state("retired_key")
    calls = [
        api.call("rotateApiKey", key, key="second"),
        api.call("killApiKey", key, key="second"),
    ]
    for events in stories(api, *calls, apiKeyId=caller):
        changes = [event for event in events if event["eventType"].startswith("api_key.")]
        equal([event["data"].get("apiKeyId") for event in changes], [key], "data.apiKeyId")
        equal([event["apiKeyId"] for event in changes], [caller], "apiKeyId")
    (events,) = stories(api, api.call("deleteApiKey", gone, key="second"), apiKeyId=caller)
    changes = [event for event in events if event["eventType"] == "api_key.deleted"]
    equal([event["data"].get("apiKeyId") for event in changes], [gone] * len(changes), "data.apiKeyId of a deletion")


@check("list-audit-log.no-secret", alone=True)
def no_secret_is_told(api: Api) -> None:
    """Behind rotations and calls with the new secret, its part behind the prefix stands nowhere in the events of that time."""
    key = spare(api)
    calls = [api.call("rotateApiKey", key.id), by(api, key.secret, "listProjects").refused(401)]
    secret = calls[0].succeeded(200)["secret"]
    calls.append(by(api, secret, "listProjects", query={"limit": 1}))
    told = stories(api, calls[0], calls[2])
    holds(all(told), "a call that the log does not tell")
    text = repr(log(api, since=told[0][0]["occurredAt"]))
    for one in (secret, key.secret):
        holds(one.rpartition("_")[2] not in text, "the secret of a key in the log")
