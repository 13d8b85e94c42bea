"""Scenarios: what happens to the calls that match."""

import orjson
import pytest

from layers_mock.world.clock import parse_instant
from tests.acme import key_of
from tests.harness import Api, contract
from tests.http.live import Got, Live, head, run
from tests.http.steered import clone, fork, journal, put, whoami

PROJECT = {"name": "Mine", "timezone": "UTC"}


def names(api: Api) -> set[str]:
    return {item["name"] for item in api.get("/v1/projects").body["items"]}


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


STAGES = [stage.name for stage in contract().job_kinds["influencer_create"].stages]


# --- what happens: jobs -----------------------------------------------------------------------------------------------


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


# --- what happens: the connection -------------------------------------------------------------------------------------


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
