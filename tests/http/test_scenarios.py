"""Scenarios: which calls match, how often and how long they apply."""

import orjson
import pytest

from layers_mock.world.ids import uuid
from layers_mock.world.scenarios import Mishap
from tests.acme import key_of
from tests.harness import Api
from tests.http.steered import FORK, clone, fork, journal, put, whoami

BUSY = {"error": "RATE_LIMITED"}


def counts(api: Api, name: str = "s") -> tuple[int, int]:
    state = api.control("GET", f"scenarios/{name}").body
    return state["matched"], state["applied"]


# --- which calls match ------------------------------------------------------------------------------------------------


def test_without_a_condition_every_call_matches_and_no_other_world_notices(api: Api) -> None:
    put(api, {"error": "INTERNAL"})
    assert (whoami(api), clone(api).status, counts(api)) == (500, 500, (2, 2))
    api.control("POST", "worlds", {"name": "w"})
    assert api.control("GET", "worlds/w/scenarios").body == {"items": []}


def test_an_operation_and_a_key_narrow_it_down(api: Api) -> None:
    put(api, BUSY, {"operation": "getWhoami", "key": "other"})
    assert (whoami(api), whoami(api, "other"), api.get("/v1/credits", key="other").status) == (200, 429, 200)


def test_a_path_parameter_is_a_label_or_an_id_in_any_form(api: Api) -> None:
    ava, noah = api.id("ava"), api.id("noah")
    for wanted in ("ava", ava, ava.removeprefix("inf_"), uuid(key_of(ava))):
        put(api, {"error": "NOT_FOUND"}, {"path": {"influencerId": wanted}})
        for given in (ava, uuid(key_of(ava)), uuid(key_of(ava)).upper()):
            assert api.get(f"/v1/influencers/{given}").status == 404
        assert api.get(f"/v1/influencers/{noah}").status == 200
        assert api.get(f"/v1/projects/{api.id('harbor-tea')}").status == 200


@pytest.mark.parametrize(
    ("pointer", "wanted", "body", "is_match"),
    [
        ("/name", "Ava", {"name": "Ava"}, True),
        ("/name", "Ava", {"name": "ava"}, False),
        ("/name", "Ava", {}, False),
        ("/name", "Ava", None, False),
        ("/name", "Ava", [{"name": "Ava"}], False),
        ("/overrides/vibe", "dry", {"overrides": {"vibe": "dry"}}, True),
        ("/overrides/personality/traits/1", "exact", {"overrides": {"personality": {"traits": ["curious", "exact"]}}}, True),
        ("/list/2", 1, {"list": [1, 1]}, False),
        ("/list/-", 1, {"list": [1]}, False),
        ("/list/00", 1, {"list": [1]}, False),
        ("/list/" + "9" * 5000, 1, {"list": [1]}, False),
        ("/list/٠", 1, {"list": [1]}, False),
        ("/a~1b", 1, {"a/b": 1}, True),
        ("/a~0b", 1, {"a~b": 1}, True),
        ("/a~01", 1, {"a~1": 1}, True),
        ("/a~01", 1, {"a/": 1}, False),
        ("/", 1, {"": 1}, True),
        ("", {"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}, True),
        ("", {"a": 1}, {"a": 1, "b": 2}, False),
        ("/a", None, {"a": None}, True),
        ("/a", None, {}, False),
        ("/a", 1, {"a": 1.0}, True),
        ("/a", 1, {"a": True}, False),
        ("/a", True, {"a": 1}, False),
        ("/a", "1", {"a": 1}, False),
        ("/a", [1, 2], {"a": [1, 2]}, True),
        ("/a", [1, 2], {"a": [2, 1]}, False),
        ("/a", {"b": 1}, {"a": {"b": True}}, False),
    ],
)
def test_a_body_matches_by_json_pointer(pointer: str, wanted: object, body: object, is_match: bool, api: Api) -> None:
    put(api, {"error": "INTERNAL"}, {"body": {pointer: wanted}})
    sent = {"content": orjson.dumps(body)}
    assert (api.post("/v1/projects", **sent).status == 500) == is_match
    assert counts(api) == (is_match, is_match)


def test_an_id_in_a_body_matches_in_any_form(api: Api) -> None:
    for wanted in ("harbor-tea", api.id("harbor-tea"), uuid(key_of(api.id("harbor-tea")))):
        put(api, {"error": "BILLING_EXHAUSTED"}, {"operation": "cloneFromPost", "body": {"/projectId": wanted}})
        for given in (api.id("harbor-tea"), uuid(key_of(api.id("harbor-tea")))):
            assert api.post(FORK, {"projectId": given, "sourcePlatformPostId": "x"}).status == 402
        assert api.post(FORK, {"projectId": api.id("northwind-fit"), "sourcePlatformPostId": "x"}).status != 402


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"nth": 2}, "-x----"),
        ({"every": 2}, "-x-x-x"),
        ({"first": 2}, "xx----"),
        ({"every": 3, "first": 4}, "--x---"),
        ({"nth": 1}, "x-----"),
    ],
)
def test_calls_are_counted_among_those_that_match(when: dict[str, int], expected: str, api: Api) -> None:
    put(api, BUSY, {"operation": "getWhoami", **when})
    told = ""
    for _ in range(6):
        api.get("/v1/credits")
        told += "x" if whoami(api) == 429 else "-"
    assert (told, counts(api)) == (expected, (6, expected.count("x")))


def chosen(seed: int, probability: float, name: str = "s") -> str:
    api = Api(seed=seed)
    put(api, BUSY, {"probability": probability}, name=name)
    return "".join("x" if whoami(api) == 429 else "-" for _ in range(200))


def test_chance_is_the_worlds_own() -> None:
    first = chosen(1, 0.5)
    assert chosen(1, 0.5) == first
    assert 70 < first.count("x") < 130
    assert chosen(2, 0.5) != first
    assert chosen(1, 0.5, name="t") != first
    assert (chosen(1, 0).count("x"), chosen(1, 1).count("x")) == (0, 200)


def test_a_window_of_the_worlds_time_in_instants_and_in_durations(api: Api) -> None:
    put(api, BUSY, {"after": "2026-04-24T12:01:00Z", "before": "2026-04-24T14:02:00+02:00"})
    told = [whoami(api)]
    for seconds in (59.999, 0.001, 59.999, 0.001):
        api.advance(seconds)
        told.append(whoami(api))
    assert told == [200, 200, 429, 429, 200]
    put(api, BUSY, {"after": "10s", "before": "0.5m"})
    told = [whoami(api)]
    for seconds in (10, 19.999, 0.001):
        api.advance(seconds)
        told.append(whoami(api))
    assert told == [200, 429, 429, 200]


def test_without_an_operation_those_alone_match_that_can_do_it(api: Api) -> None:
    put(api, {"error": "BILLING_EXHAUSTED"}, {"nth": 2})
    assert [whoami(api), clone(api).status, fork(api).status, fork(api).status] == [200, 202, 202, 402]
    put(api, {"job": {"completes": True}}, {"nth": 2})
    assert [whoami(api), clone(api).status, counts(api)] == [200, 202, (1, 0)]
    assert api.get(f"/v1/jobs/{clone(api).body['jobId']}").body["status"] == "completed"
    put(api, {"error": "VALIDATION", "status": 415})
    assert (whoami(api), clone(api).status, counts(api)) == (200, 415, (1, 1))


def test_the_first_that_applies_decides_in_the_order_in_which_they_were_put(api: Api) -> None:
    put(api, {"error": "INTERNAL"}, {"nth": 2}, name="one")
    put(api, BUSY, {"operation": "getWhoami"}, name="two")
    put(api, {"error": "UNAUTHENTICATED"}, name="three")
    assert [whoami(api), whoami(api), api.get("/v1/credits").status] == [429, 500, 401]
    put(api, {"error": "INTERNAL"}, {"nth": 99}, name="one")
    assert [item["name"] for item in api.control("GET", "scenarios").body["items"]] == ["two", "three", "one"]


# --- how often, how long ----------------------------------------------------------------------------------------------


def test_times_and_expiry_end_a_scenario(api: Api) -> None:
    put(api, BUSY, times=2)
    assert [whoami(api) for _ in range(4)] == [429, 429, 200, 200]
    put(api, BUSY, expires="1m")
    assert whoami(api) == 429
    api.advance(60)
    assert whoami(api) == 200
    assert api.control("GET", "scenarios/s").body["expiresAt"] == "2026-04-24T12:01:00.000Z"


def test_a_prepared_one_waits_until_it_is_fired_and_can_be_fired_again(api: Api) -> None:
    assert put(api, BUSY, times=1, prepared=True).body["isPrepared"] is True
    assert (whoami(api), counts(api)) == (200, (0, 0))
    for _ in range(2):
        fired = api.control("POST", "scenarios/s/fire").body
        assert (fired["isPrepared"], fired["matched"], fired["applied"]) == (False, 0, 0)
        assert [whoami(api), whoami(api)] == [429, 200]


def test_one_or_all_are_taken_out(api: Api) -> None:
    for name in ("a", "b", "c"):
        put(api, BUSY, name=name)
    assert api.control("DELETE", "scenarios/a").body == {}
    assert api.control("DELETE", "scenarios/a").status == 404
    assert api.control("POST", "scenarios/a/fire").status == 404
    assert whoami(api) == 429
    assert api.control("DELETE", "scenarios").body == {}
    assert (whoami(api), api.control("GET", "scenarios").body) == (200, {"items": []})


def test_each_application_is_named_in_the_answer_and_in_the_journal(api: Api) -> None:
    put(api, {"wait": "0s"}, {"operation": "getWhoami", "nth": 2}, name="slow-lane")
    first, second = api.get("/v1/whoami"), api.get("/v1/whoami")
    assert ("X-Layers-Mock-Scenario" in first.headers, second.headers["X-Layers-Mock-Scenario"]) == (False, "slow-lane")
    assert [call["scenario"] for call in journal(api)] == ["slow-lane", None]


def test_what_a_scenario_says_is_told_in_a_sentence(api: Api) -> None:
    put(api, {"error": "CONFLICT", "wait": "2s"}, {"operation": "cloneInfluencer", "body": {"/name": "Ava"}, "nth": 2})
    assert (
        api.control("GET", "scenarios/s").body["summary"]
        == 'cloneInfluencer, /name is "Ava", number 2 of them: answers CONFLICT, the answer waits 2 s'
    )


@pytest.mark.parametrize(
    ("webhook", "said"),
    [
        ("drop", "it is never sent"),
        ("duplicate", "it is sent twice"),
        ("reorder", "it waits for the next one to go first"),
        ({"delay": "1.5m"}, "it is due 90 s later"),
        ("corrupt_signature", "a digit of its signature is wrong"),
        ({"stale": "0.5s"}, "its timestamp is 0.5 s old"),
        ("truncate", "half of its body is sent"),
        ("previous_secret", "the secret before the one in use signs it"),
    ],
)
def test_what_goes_wrong_with_a_webhook_is_told_in_a_sentence(webhook: object, said: str, api: Api) -> None:
    told = put(api, {"webhook": webhook}, {"event": "job.*", "endpoint": "https://*/in", "nth": 2}).body
    assert told["summary"] == f"job.*, to https://*/in, number 2 of them: {said}"
    assert put(api, {"webhook": webhook}).body["summary"] == f"any event: {said}"


def test_what_is_said_of_webhooks_is_kept_in_a_snapshot(api: Api) -> None:
    when = {"event": "*.failed", "endpoint": "*/in", "every": 2}
    put(api, {"webhook": {"stale": "7m"}}, when)
    kept = api.control("GET", "snapshot").body
    before = api.world.scenarios.all()
    api.control("POST", "reset")
    assert api.control("PUT", "snapshot", kept).status == 200
    assert api.world.scenarios.all() == before
    assert before[0].then.webhook == Mishap("stale", 420_000)
