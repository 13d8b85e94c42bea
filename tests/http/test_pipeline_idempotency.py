"""Idempotency keys, whatever the operation."""

import pytest

from tests.harness import Api
from tests.http.piped import IDEMPOTENT, count, create

rule = pytest.mark.rule
PROJECTS = "/v1/projects"
UNKNOWN = "0b9f6a4e-52e5-4a6e-9e0b-2c1f5d7a9e10"


@rule("idempotency.replay", "idempotency.same-json")
def test_a_repeat_is_answered_as_the_first_time_and_runs_nothing(api: Api) -> None:
    first = create(api, **IDEMPOTENT)
    api.advance(3600)
    second = api.post(PROJECTS, content=b' {"timezone":"UTC",\n "name":"Harbor Two"}', **IDEMPOTENT)
    assert (second.status, second.raw) == (first.status, first.raw)
    assert second.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    assert count(api, "Harbor Two") == 1


@rule("idempotency.conflict")
def test_the_same_key_with_another_request_is_a_conflict(api: Api) -> None:
    headers = {"Idempotency-Key": "k"}
    first = api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "Ava"}, headers=headers)
    assert first.status == 202
    for path, body in [
        (f"/v1/influencers/{api.id('ava')}/clone", {"name": "Eva"}),
        (f"/v1/influencers/{api.id('noah')}/clone", {"name": "Ava"}),
        (f"/v1/influencers/{api.id('ava')}/clone?x=1", {"name": "Ava"}),
    ]:
        answer = api.post(path, body, headers=headers)
        assert (answer.status, answer.code) == (409, "IDEMPOTENCY_CONFLICT")


@rule("idempotency.without-key")
def test_without_a_key_each_call_runs_anew(api: Api) -> None:
    assert create(api).body["id"] != create(api).body["id"]


@rule("idempotency.window")
def test_a_record_lasts_24_hours(api: Api) -> None:
    first = create(api, **IDEMPOTENT)
    api.advance(24 * 3600 - 1)
    assert create(api, **IDEMPOTENT).raw == first.raw
    api.advance(1)
    assert create(api, **IDEMPOTENT).body["id"] != first.body["id"]


@rule("idempotency.per-api-key")
def test_a_record_belongs_to_the_key_that_made_it(api: Api) -> None:
    first = create(api, **IDEMPOTENT)
    second = create(api, key="throttled", **IDEMPOTENT)
    assert (second.status, second.body["id"] != first.body["id"]) == (201, True)


@rule("idempotency.per-operation")
def test_a_record_belongs_to_one_operation(api: Api) -> None:
    assert create(api, **IDEMPOTENT).status == 201
    clone = api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "Ava"}, **IDEMPOTENT)
    assert clone.status == 202


@rule("idempotency.successes-only")
def test_a_refused_call_leaves_its_key_unused(api: Api) -> None:
    path = f"/v1/influencers/{UNKNOWN}/clone"
    assert api.post(path, {"name": "Ava"}, **IDEMPOTENT).status == 404
    own = {"name": "Own", "newInfluencerId": UNKNOWN}
    assert api.post(f"/v1/influencers/{api.id('ava')}/clone", own).status == 202
    assert api.post(path, {"name": "Ava"}, **IDEMPOTENT).status == 202


@rule("idempotency.key-form")
@pytest.mark.parametrize(("value", "status"), [("", 422), ("a b", 422), ("x" * 255, 201), ("x" * 256, 422), ("é", 422)])
def test_an_idempotency_key_is_1_to_255_printable_characters(api: Api, value: str, status: int) -> None:
    assert create(api, headers={"Idempotency-Key": value}).status == status
