"""The audit log beyond what the kit's checks see: its bounds, its places, the names of changes, and what it costs."""

import re
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.world.audit import KEPT, LONGEST_PATH, AuditedCall, AuditLog, change_of, event_id
from layers_mock.world.ids import IdSource, Key
from layers_mock.world.snapshots import save
from tests.harness import Api, contract


def call(number: int, change: str | None = None) -> AuditedCall:
    return AuditedCall(number // 3, f"req_{number}", Key(1), "GET", "/v1/x", 200, None, change, {})


def items(api: Api, **query: object) -> list[dict[str, Any]]:
    text = "&".join(f"{name}={quote(str(value))}" for name, value in {"limit": 200, **query}.items())
    found: list[dict[str, Any]] = api.get(f"/v1/audit-log?{text}").body["items"]
    return found


@given(st.lists(st.sampled_from([None, "createProject"]), max_size=30), st.integers(1, 7))
def test_pages_of_any_size_tell_each_event_once(changes: list[str | None], limit: int) -> None:
    log = AuditLog()
    for number, change in enumerate(changes):
        log.record(call(number, change))
    whole = list(log.newest_first())
    assert len(whole) == len(changes) + sum(change is not None for change in changes)
    assert [event.place for event in whole] == sorted((event.place for event in whole), reverse=True)
    seen, below = [], None
    while page := list(log.newest_first(below))[:limit]:
        seen += page
        below = page[-1].place
    assert seen == whole


def test_the_log_keeps_the_last_calls_and_their_places() -> None:
    log = AuditLog()
    for number in range(KEPT + 10):
        log.record(call(number))
    events = list(log.newest_first())
    assert (len(events), events[0].place, events[-1].place) == (KEPT, 2 * (KEPT + 9), 20)
    assert [event.call.request_id for event in log.newest_first(24)] == ["req_11", "req_10"]
    assert list(log.newest_first(6)) == []


def test_later_events_have_lower_ids_and_organisations_their_own() -> None:
    ids = IdSource("w", 1)
    told = [event_id(ids, Key(7), place) for place in range(2000)]
    assert told == sorted(told, reverse=True)
    assert not set(told) & {event_id(ids, Key(8), place) for place in range(2000)}


@pytest.mark.parametrize(
    ("operation", "event"),
    [
        ("cancelScheduledPost", "mutation.scheduled_post_canceled"), ("createProject", "mutation.project_created"),
        ("patchApprovalPolicy", "mutation.approval_policy_updated"), ("approveContent", "mutation.content_approved"),
        ("killApiKey", "api_key.killed"), ("rotateWebhookSecret", "mutation.webhook_secret_rotated"),
    ],
)  # fmt: skip
def test_the_name_of_a_change_follows_from_its_operation(operation: str, event: str) -> None:
    assert change_of(operation) == event


def test_each_operation_that_changes_something_has_an_event_of_its_own() -> None:
    changing = [operation.id for operation in contract().operations.values() if operation.effect != "read"]
    names = {change_of(operation) for operation in changing}
    assert len(names) == len(changing) > 30
    assert all(re.fullmatch(r"(mutation|api_key)\.[a-z]+(_[a-z]+)*ed", name) for name in names)


def test_organisations_do_not_push_each_others_events_out(api: Api) -> None:
    api.get("/v1/credits")
    for _ in range(KEPT + 1):
        api.world.organizations[api.world.keys[api.key("other")].organization].audit.record(call(1))
    assert "/v1/credits" in {item["data"]["path"] for item in items(api)}


def test_equal_worlds_tell_equal_logs_also_behind_a_snapshot() -> None:
    raws = []
    for is_restored in (False, False, True):
        api = Api()
        api.patch(f"/v1/projects/{api.id('harbor-tea')}", {"metadata": {"a": 1}})
        api.advance(60)
        api.get("/v1/projects", key="killed")
        if is_restored:
            document = orjson.loads(orjson.dumps(save(api.world)))
            api = Api()
            api.worlds.restore(document, "default")
        raws.append(api.get("/v1/audit-log").raw)
    assert raws[0] == raws[1] == raws[2]


def test_a_call_that_a_scenario_drops_before_it_arrives_leaves_no_trace(api: Api) -> None:
    for name, then in (("gone", {"drop": "before"}), ("lost", {"lose": True})):
        when = {"operation": "createProject", "body": {"/name": name}}
        assert api.control("POST", "scenarios", {"name": name, "when": when, "then": then}).status == 201
    for name in ("gone", "lost"):
        send(api, name)
    changes = [item["eventType"] for item in items(api) if item["data"]["path"] == "/v1/projects"]
    assert changes == ["mutation.project_created", "api.request"]


def send(api: Api, name: str) -> None:
    """A call whose answer never comes, so that nothing holds it against the document."""
    from multidict import CIMultiDict, CIMultiDictProxy

    from layers_mock.http.pipeline import Received

    headers = CIMultiDictProxy(CIMultiDict({"X-Api-Key": api.key(), "Content-Type": "application/json"}))
    body = orjson.dumps({"name": name, "timezone": "UTC"})
    api.pipeline.answer(Received("POST", "/v1/projects", "", headers, body, None))


def test_a_long_path_is_cut(api: Api) -> None:
    api.get("/v1/" + "x" * 5000)
    assert max(len(item["data"]["path"]) for item in items(api)) == LONGEST_PATH
