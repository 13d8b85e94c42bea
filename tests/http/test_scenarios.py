"""Scenarios: which calls match, what happens to them, how often; and what no call could meet is refused when it is put."""

import orjson
import pytest

from layers_mock.contract.behaviours import statuses_of
from layers_mock.world.clock import parse_instant
from layers_mock.world.ids import uuid
from layers_mock.world.scenarios import Mishap
from tests.acme import key_of
from tests.harness import Answer, Api, contract
from tests.http.live import Got, Live, head, run
from tests.http.steered import FORK, clone, fork, journal, put

PROJECT = {"name": "Mine", "timezone": "UTC"}
BUSY = {"error": "RATE_LIMITED"}


def whoami(api: Api, key: str = "full") -> int:
    return api.get("/v1/whoami", key=key).status


def counts(api: Api, name: str = "s") -> tuple[int, int]:
    state = api.control("GET", f"scenarios/{name}").body
    return state["matched"], state["applied"]


def names(api: Api) -> set[str]:
    return {item["name"] for item in api.get("/v1/projects").body["items"]}


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


# --- what happens: refusals, wallet, key ------------------------------------------------------------------------------


def test_an_error_brings_what_the_document_shows_or_what_the_scenario_says(api: Api) -> None:
    put(api, {"error": "CONFLICT"}, {"operation": "cloneInfluencer"})
    assert clone(api).body["error"]["message"] == "Influencer with this id already exists."
    put(
        api,
        {"error": "CONFLICT", "message": "Not now.", "details": {"subcode": "BUSY", "n": [1, None]}},
        {"operation": "cloneInfluencer"},
    )
    error = clone(api).body["error"]
    assert (error["code"], error["message"], error["details"]) == ("CONFLICT", "Not now.", {"subcode": "BUSY", "n": [1, None]})
    put(api, {"error": "VALIDATION", "status": 413}, {"operation": "cloneInfluencer"})
    assert clone(api).status == 413
    assert journal(api)[0]["rule"] is None


def test_a_refused_call_does_no_work(api: Api) -> None:
    put(api, {"error": "INTERNAL"}, {"operation": "createProject"})
    assert api.post("/v1/projects", PROJECT).status == 500
    assert "Mine" not in names(api)


def test_an_empty_wallet_stays_empty_and_what_runs_is_given_back(api: Api) -> None:
    running = fork(api)
    put(api, {"wallet": "empty"}, {"operation": "cloneFromPost"}, times=1)
    assert [fork(api, 1).code, fork(api, 2).code] == ["BILLING_EXHAUSTED"] * 2
    assert api.get("/v1/credits").body["balance"] == 0
    assert api.get("/v1/credits", key="other").status == 200
    api.control("POST", f"jobs/{running.body['jobId']}/fail")
    assert api.get("/v1/credits").body["balance"] > 0


def test_a_killed_key_is_refused_from_then_on_and_no_other_key_is(api: Api) -> None:
    put(api, {"key": "killed"}, {"operation": "getCredits", "key": "full"})
    killed = api.get("/v1/credits")
    assert (killed.status, killed.code, killed.rule) == (503, "KILL_SWITCH", "auth.killed-key")
    assert (clone(api).status, whoami(api, "throttled"), whoami(api, "limited")) == (503, 200, 200)
    assert api.get("/v1/whoami").body["killSwitch"] is True


def test_a_key_that_is_killed_while_it_asks_who_it_is_learns_it_there(api: Api) -> None:
    put(api, {"key": "killed"}, {"operation": "getWhoami"})
    answer = api.get("/v1/whoami")
    assert (answer.status, answer.body["killSwitch"]) == (200, True)
    assert api.get("/v1/credits").status == 503


# --- what happens: jobs -----------------------------------------------------------------------------------------------


STAGES = [stage.name for stage in contract().job_kinds["influencer_create"].stages]


@pytest.mark.parametrize("stage", STAGES)
def test_a_job_fails_at_the_end_of_a_stage_with_the_given_error(stage: str, api: Api) -> None:
    put(api, {"job": {"fails": stage, "error": {"code": "TIMEOUT", "message": "Too slow."}}}, {"operation": "cloneInfluencer"})
    accepted = clone(api)
    assert (accepted.status, accepted.body["status"]) == (202, "running")
    happened = api.control("POST", "clock/advance", {"to": "idle"}).body["happened"]
    mine = [(event["event"], event["stage"]) for event in happened if event.get("jobId") == accepted.body["jobId"]]
    assert mine == [*[("job.stage", name) for name in STAGES[1 : STAGES.index(stage) + 1]], ("job.failed", stage)]
    ended = api.get(f"/v1/jobs/{accepted.body['jobId']}").body
    assert (ended["status"], ended["stage"], ended["error"]) == ("failed", stage, {"code": "TIMEOUT", "message": "Too slow."})
    assert api.get(f"/v1/influencers/{accepted.body['influencerId']}").body["status"] == "failed"


def test_a_job_that_fails_gives_its_credits_back(api: Api) -> None:
    before = api.get("/v1/credits").body
    put(api, {"job": {"fails": "queued"}}, {"operation": "cloneFromPost"})
    assert api.finish(fork(api))["error"]["code"] == "PLATFORM_ERROR"
    assert api.get("/v1/credits").body == before


@pytest.mark.parametrize("stage", STAGES)
def test_a_job_hangs_in_a_stage_for_good_and_can_be_helped_along(stage: str, api: Api) -> None:
    put(api, {"job": {"hangs": stage}}, {"operation": "cloneInfluencer"})
    job_id = clone(api).body["jobId"]
    moved = api.control("POST", "clock/advance", {"to": "idle"}).body
    assert moved["isIdle"] is True
    for _ in range(3):
        assert api.control("POST", "clock/advance", {"seconds": 100 * 365 * 86_400}).status == 200
        hung = api.get(f"/v1/jobs/{job_id}").body
        assert (hung["status"], hung["stage"]) == ("running", stage)
    assert api.control("POST", f"jobs/{job_id}/complete").body["status"] == "completed"


def test_a_slow_job_takes_as_many_times_as_long(api: Api) -> None:
    put(api, {"job": {"slow": 2.5}}, {"operation": "cloneInfluencer"})
    job_id = clone(api).body["jobId"]
    api.advance(149.999)
    assert api.get(f"/v1/jobs/{job_id}").body["status"] == "running"
    api.advance(0.001)
    done = api.get(f"/v1/jobs/{job_id}").body
    assert parse_instant(done["finishedAt"]) - parse_instant(done["startedAt"]) == 150_000


def test_a_job_is_completed_at_once_and_its_work_is_there(api: Api) -> None:
    put(api, {"job": {"completes": True}})
    accepted = fork(api)
    assert accepted.body["status"] == "running"
    assert api.get(f"/v1/jobs/{accepted.body['jobId']}").body["status"] == "completed"
    assert api.get(f"/v1/content/{accepted.body['containerId']}").body["status"] == "completed"


# --- what happens: the connection -------------------------------------------------------------------------------------


def request(live: Live, method: str, target: str, json: object = None, **headers: str) -> bytes:
    body = b"" if json is None else orjson.dumps(json)
    sent = {"X-Api-Key": live.api.key(), **{name.replace("_", "-"): text for name, text in headers.items()}}
    return head(method, target, body, sent) + body


async def everything(live: Live, data: bytes) -> bytes:
    """All that comes back before the server closes the connection."""
    async with live.wire() as wire:
        await wire.send(data)
        try:
            return await wire.reader.read(-1)
        except ConnectionError:
            return b""


def test_a_connection_dropped_before_the_work_leaves_nothing_done() -> None:
    async def story(live: Live) -> None:
        put(live.api, {"drop": "before"}, {"operation": "createProject"}, times=1)
        assert await everything(live, request(live, "POST", "/v1/projects", PROJECT)) == b""
        assert "Mine" not in names(live.api)
        dropped = journal(live.api, "status=0")[0]
        assert (dropped["status"], dropped["scenario"], dropped["operation"]) == (0, "s", "createProject")
        assert (await live.call("POST", "/v1/projects", PROJECT)).status == 201

    run(story)


def test_a_connection_dropped_in_the_middle_gives_half_an_answer_to_work_that_was_done() -> None:
    async def story(live: Live) -> None:
        put(live.api, {"drop": "during"}, {"operation": "createProject"})
        got = await everything(live, request(live, "POST", "/v1/projects", PROJECT))
        header, _, body = got.partition(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in header.split(b"\r\n") if line.startswith(b"Content-Length"))
        assert header.startswith(b"HTTP/1.1 201")
        assert 0 < len(body) < length
        assert "Mine" in names(live.api)

    run(story)


def test_an_answer_without_a_body_breaks_in_its_head() -> None:
    async def story(live: Live) -> None:
        job_id = clone(live.api).body["jobId"]
        etag = live.api.get(f"/v1/jobs/{job_id}").headers["ETag"]
        put(live.api, {"drop": "during"}, {"operation": "getJob"})
        got = await everything(live, request(live, "GET", f"/v1/jobs/{job_id}", If_None_Match=etag))
        assert got.startswith(b"HTTP/1.1 304")
        assert b"\r\n\r\n" not in got

    run(story)


def test_the_work_is_done_the_answer_lost_and_a_retry_under_the_same_key_survives() -> None:
    async def story(live: Live) -> None:
        put(live.api, {"lose": True}, {"operation": "createProject"}, times=1)
        data = request(live, "POST", "/v1/projects", PROJECT, Idempotency_Key="k")
        assert await everything(live, data) == b""
        again = await live.exchange(data)
        assert again.status == 201
        mine = [item for item in live.api.get("/v1/projects").body["items"] if item["name"] == "Mine"]
        assert [key_of(item["id"]) for item in mine] == [key_of(again.json["id"])]
        # Without the key the retry does the work twice: what the finding warns of.
        put(live.api, {"lose": True}, {"operation": "createProject"}, times=1)
        careless = request(live, "POST", "/v1/projects", {"name": "Twice", "timezone": "UTC"})
        await everything(live, careless)
        await live.exchange(careless)
        assert [item["name"] for item in live.api.get("/v1/projects").body["items"]].count("Twice") == 2
        assert journal(live.api, "finding=client.idempotency-key")

    run(story)


def test_a_truncated_answer_is_whole_http_and_broken_json() -> None:
    async def story(live: Live) -> None:
        put(live.api, {"truncate": True}, {"operation": "getWhoami"})
        async with live.wire() as wire:
            for _ in range(2):
                await wire.send(request(live, "GET", "/v1/whoami"))
                got: Got = await wire.answer()
                assert got.status == 200
                with pytest.raises(orjson.JSONDecodeError):
                    orjson.loads(got.body)

    run(story)


def test_an_error_can_break_off_too_and_an_answer_can_wait_before_it_does() -> None:
    async def story(live: Live) -> None:
        put(live.api, {"error": "INTERNAL", "drop": "during", "wait": "0.05s"})
        got = await everything(live, request(live, "GET", "/v1/whoami"))
        assert got.startswith(b"HTTP/1.1 500")
        with pytest.raises(orjson.JSONDecodeError):
            orjson.loads(got.partition(b"\r\n\r\n")[2])

    run(story)


# --- what is refused --------------------------------------------------------------------------------------------------


def refused(api: Api, scenario: object) -> tuple[int, str]:
    answer = api.control("POST", "scenarios", scenario)
    assert api.control("GET", "scenarios").body == {"items": []}
    return answer.status, str(answer.body["error"]["message"])


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        ({"name": "s"}, "then"),
        ({"then": BUSY}, "name"),
        ({"name": "S", "then": BUSY}, "name"),
        ({"name": "s", "then": {}}, "say what happens"),
        ({"name": "s", "then": {"error": None}}, "say what happens"),
        ({"name": "s", "then": {"message": "x"}}, "say what happens"),
        ({"name": "s", "then": {"eror": "INTERNAL"}}, "Did you mean error?"),
        ({"name": "s", "thn": {}, "then": BUSY}, "Did you mean then?"),
        ({"name": "s", "operation": "getWhoami", "then": BUSY}, "It belongs in when"),
        ({"name": "s", "when": {"operaton": "getWhoami"}, "then": BUSY}, "Did you mean operation?"),
        ({"name": "s", "then": {"job": {"fail": "queued"}}}, "Did you mean fails?"),
        ({"name": "s", "when": {"operation": "getWhoamy"}, "then": BUSY}, "Did you mean getWhoami?"),
        ({"name": "s", "then": {"error": "RATE_LIMITEDD"}}, "Did you mean RATE_LIMITED?"),
        ({"name": "s", "then": {"job": {"hangs": "queue"}}}, "Did you mean queued?"),
        ({"name": "s", "then": {"job": {}}}, "say one of them"),
        ({"name": "s", "then": {"job": {"fails": "queued", "completes": True}}}, "say one of them"),
        ({"name": "s", "then": {"job": {"completes": False}}}, "completes"),
        ({"name": "s", "then": {"job": {"slow": 0}}}, "slow"),
        ({"name": "s", "then": {"wait": "61s"}}, "60 s at most"),
        ({"name": "s", "then": {"wait": 2}}, "30s, 5m, 12h or 40d"),
        ({"name": "s", "then": {"drop": "after"}}, "drop"),
        ({"name": "s", "then": {"lose": False}}, "lose"),
        ({"name": "s", "when": {"nth": 0}, "then": BUSY}, "nth"),
        ({"name": "s", "when": {"nth": 10**30}, "then": BUSY}, "nth"),
        ({"name": "s", "when": {"probability": 1.1}, "then": BUSY}, "probability"),
        ({"name": "s", "when": {"body": {"name": "x"}}, "then": BUSY}, "name"),
        ({"name": "s", "when": {"body": {"/a~2": "x"}}, "then": BUSY}, "a~2"),
        ({"name": "s", "when": {"after": "later"}, "then": BUSY}, "after"),
        ({"name": "s", "expires": "1969-01-01T00:00:00Z", "then": BUSY}, "expires"),
        ({"name": "s", "times": 0, "then": BUSY}, "times"),
        ({"name": "s", "then": {"error": "INTERNAL", "status": 399}}, "status"),
        ({"name": "s", "when": {"event": "job.complete"}, "then": {"webhook": "drop"}}, "Did you mean job.completed?"),
        ({"name": "s", "when": {"event": "jobs.*"}, "then": {"webhook": "drop"}}, "Did you mean job.*?"),
        ({"name": "s", "when": {"evnt": "*"}, "then": {"webhook": "drop"}}, "Did you mean event?"),
        ({"name": "s", "then": {"webhook": "dropp"}}, "Did you mean drop?"),
        ({"name": "s", "then": {"webhook": "delay"}}, "{delay: 30s} or {stale: 10m}"),
        ({"name": "s", "then": {"webhook": {"dely": "1s"}}}, "Did you mean delay?"),
        ({"name": "s", "then": {"webhook": {"delay": 30}}}, "delay: a duration is a number and a unit"),
        ({"name": "s", "then": {"webhook": {"delay": "1s", "stale": "1s"}}}, "what goes wrong is one of drop, duplicate"),
        ({"name": "s", "then": {"webhook": {"drop": True}}}, "what goes wrong is one of"),
        ({"name": "s", "then": {"webhook": 5}}, "what goes wrong is one of"),
        ({"name": "s", "then": {"webhook": {}}}, "what goes wrong is one of"),
        ([], "(the whole file)"),
    ],
)  # fmt: skip
def test_what_is_no_scenario_is_refused_with_the_way_out(scenario: object, said: str, api: Api) -> None:
    status, message = refused(api, _bytes_of(scenario))
    assert (status, said in message) == (422, True), message


def _bytes_of(scenario: object) -> object:
    if isinstance(scenario, dict) and scenario.get("when", {}).get("nth") == 10**30:
        return {**scenario, "when": {"nth": 1e30}}
    return scenario


@pytest.mark.parametrize(
    ("when", "then", "said"),
    [
        ({"key": "ful"}, BUSY, "Did you mean full?"),
        ({"operation": "getWhoami"}, {"error": "NOT_FOUND"}, "It documents UNAUTHENTICATED, RATE_LIMITED, INTERNAL"),
        ({"operation": "getWhoami"}, {"error": "INTERNAL", "status": 503}, "with the status 500, not 503"),
        ({"operation": "getWhoami"}, {"job": {"completes": True}}, "getWhoami starts no job. These do:"),
        ({"operation": "getWhoami", "path": {"jobId": "x"}}, BUSY, "jobId"),
        ({"path": {"influencerID": "ava"}}, BUSY, "Did you mean influencerId?"),
        ({}, {"error": "INTERNAL", "job": {"completes": True}}, "starts no job"),
        ({}, {"error": "INTERNAL", "lose": True}, "no work"),
        ({}, {"drop": "before", "truncate": True}, "drop and truncate"),
        ({}, {"lose": True, "drop": "during"}, "drop and lose"),
        ({}, {"wait": "1s", "status": 500}, "belong to an error"),
        ({}, {"wait": "1s", "details": {}}, "belong to an error"),
        ({"event": "*", "operation": "getWhoami"}, {"webhook": "drop"}, "operation match calls, event match deliveries"),
        ({"endpoint": "*", "body": {"/a": 1}}, BUSY, "body match calls, endpoint match deliveries"),
        ({"event": "*"}, BUSY, "say what happens to them with webhook"),
        ({"key": "full"}, {"webhook": "drop"}, "which event and endpoint match, and not key"),
        ({"event": "*"}, {"webhook": "drop", "wait": "1s"}, "webhook happens to deliveries, wait to calls"),
        ({}, {"webhook": "truncate", "truncate": True}, "webhook happens to deliveries, truncate to calls"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_way_out(when: object, then: object, said: str, api: Api) -> None:
    status, message = refused(api, {"name": "s", "when": when, "then": then})
    assert (status, said in message) == (409, True), message


def test_a_stage_is_one_of_the_jobs_that_the_operation_starts(api: Api) -> None:
    kinds = contract().job_kinds
    foreign = {stage.name for kind in kinds.values() for stage in kind.stages} - set(STAGES)
    for stage in foreign:
        status, message = refused(
            api, {"name": "s", "when": {"operation": "cloneInfluencer"}, "then": {"job": {"fails": stage}}}
        )
        assert (status, stage in message) == (409, True)


def test_a_status_is_one_that_the_operation_documents_for_the_error(api: Api) -> None:
    operation = contract().operations["cloneInfluencer"]  # type: ignore[index]  # an id is text
    for status in range(400, 600):
        scenario = {"name": "s", "when": {"operation": "cloneInfluencer"}, "then": {"error": "VALIDATION", "status": status}}
        answer: Answer = api.control("POST", "scenarios", scenario)
        assert answer.status == (201 if status in statuses_of(operation, "VALIDATION") else 409)
        if answer.status == 201:
            assert clone(api).status == status
