"""The control API: steering time, jobs and worlds; whatever is asked of it, it answers with its models or a problem."""

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_mock.http.control import ROUTES, Route
from layers_mock.http.control.models import Problem
from layers_mock.world.clock import parse_instant
from tests import acme
from tests.harness import Answer, Api, contract
from tests.http.live import Live, run
from tests.http.steered import ATTEMPT

UNKNOWN_JOB = "job_01HXZ9G7KMV2QX8Y1S5RJW3B7T"
CENTURY_SECONDS = 100 * 365 * 86_400


def problem(answer: Answer) -> str:
    """The sentence of a refused control request, which is all it holds."""
    Problem.model_validate_json(answer.raw)
    assert answer.headers["Cache-Control"] == "no-store"
    return str(answer.body["error"]["message"])


def clone(api: Api) -> str:
    return str(api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "Ava"}).body["jobId"])


def fork(api: Api) -> Answer:
    body = {"projectId": api.id("harbor-tea"), "sourcePlatformPostId": api.id("kettle-asmr")}
    return api.post("/v1/content/7d4f3b0e-9c54-4c0a-8f0e-0d2f6c1b9a77/clone-from-post", body)


def job(api: Api, job_id: str) -> Any:
    return api.get(f"/v1/jobs/{job_id}").body


def now(api: Api) -> str:
    return str(api.control("GET", "clock").body["now"])


# --- every endpoint ---------------------------------------------------------------------------------------------------


def prepared() -> tuple[Api, dict[str, str]]:
    """A world in which every endpoint has something to answer, and what stands for the parameters of paths."""
    api = Api()
    put = {"name": "sad", "when": {"operation": "getWhoami"}, "then": {"error": "RATE_LIMITED"}, "prepared": True}
    assert api.control("POST", "scenarios", put).status == 201
    job_id = clone(api)
    project = api.id("harbor-tea")
    begun = api.post(f"/v1/projects/{project}/social/oauth-url", {"platform": "tiktok", "returnUrl": "http://localhost/x"})
    wanted = {"projectId": project, "count": 2, "niche": {"vertical": "tea"}}
    asked = api.post(f"/v1/projects/{project}/leased-accounts/request", wanted).body["requestId"]
    assert api.control("POST", "webhooks/inbox", {"type": "test.ping"}).status == 200
    api.world.attempts.record(ATTEMPT)
    return api, {
        "{jobId}": job_id,
        "{state}": begun.body["state"],
        "{requestId}": asked,
        "{name}": "sad",
        "{id}": "1",
        "{number}": "1",
        "{world}": "default",
    }


BODIES: dict[tuple[str, str], object] = {
    ("PUT", "clock"): {"speed": 3},
    ("POST", "clock/advance"): {"seconds": 1},
    ("POST", "scenarios"): {"name": "other", "then": {"wait": "1s"}},
    ("POST", "worlds"): {"name": "second"},
    ("PUT", "webhooks/inbox"): {"status": 503, "times": 2},
}


def body_of(api: Api, route: Route) -> object:
    if (route.method, route.path) == ("PUT", "snapshot"):
        return api.control("GET", "snapshot").body
    return BODIES.get((route.method, route.path))


def path_of(route: Route, values: dict[str, str]) -> str:
    path = route.path
    if route.path == "rules/{id}":
        return "rules/auth.key-required"
    for name, value in values.items():
        path = path.replace(name, value)
    return path


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_every_endpoint_answers_as_its_model_says(route: Route) -> None:
    api, values = prepared()
    if route.method == "DELETE" and route.path == "worlds/{world}":
        api.control("POST", "worlds", {"name": "spare"})
        values["{world}"] = "spare"
    answer = api.control(route.method, path_of(route, values), body_of(api, route))
    assert answer.status == route.status, answer.body
    route.answer.model_validate_json(answer.raw)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("route", [route for route in ROUTES if route.is_of_a_world], ids=named)
def test_every_endpoint_of_a_world_is_there_under_the_worlds_own_path(route: Route) -> None:
    api, values = prepared()
    path = f"worlds/default/{path_of(route, values)}"
    assert api.control(route.method, path, body_of(api, route)).status == route.status


@pytest.mark.parametrize("route", [route for route in ROUTES if route.is_of_a_world and not route.makes_world], ids=named)
def test_an_unknown_world_has_no_endpoint(route: Route) -> None:
    api, values = prepared()
    answer = api.control(route.method, f"worlds/nobody/{path_of(route, values)}", body_of(api, route))
    assert (answer.status, "nobody" in problem(answer)) == (404, True)


ODD_BODIES = [
    b"{",
    b"nope",
    b"\xff",
    b"[]",
    b"3",
    b"null",
    b'"x"',
    b'{"unknown": 1}',
    b'{"\\ud800": 1}',
    b'{"\xff": 1}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"seconds": NaN}',
    b'{"speed": Infinity}',
    b'{"now": "\\u0000"}',
    b'{"name": "\\ud800"}',
    b'{"name": ' + b"9" * 5000 + b"}",
]


@pytest.mark.parametrize("route", [route for route in ROUTES if route.body is not None], ids=named)
@pytest.mark.parametrize("body", ODD_BODIES, ids=range(len(ODD_BODIES)))
def test_an_odd_body_is_a_problem_and_changes_nothing(route: Route, body: bytes) -> None:
    api, values = prepared()
    before = api.control("GET", "info").body
    answer = api.control(route.method, path_of(route, values), content=body)
    assert answer.status in {400, 422}
    assert problem(answer)
    assert api.control("GET", "info").body == before


WITHOUT_BODY = [route for route in ROUTES if route.body is None and route.method != "GET" and not route.is_receiver]


@pytest.mark.parametrize("route", WITHOUT_BODY, ids=named)
def test_an_endpoint_without_a_body_takes_none(route: Route) -> None:
    api, values = prepared()
    path = path_of(route, values)
    assert api.control(route.method, path, content=b"{").status == 400
    assert api.control(route.method, path, {"force": True}).status == 422


def test_a_broken_body_is_400_and_a_wrong_one_422_that_names_each_fault() -> None:
    api = Api()
    assert api.control("PUT", "clock", content=b'{"speed": ').status == 400
    answer = api.control("PUT", "clock", {"speed": -1, "mode": "warp", "spead": 2})
    message = problem(answer)
    assert answer.status == 422
    assert all(name in message for name in ("speed", "mode", "spead", "Did you mean speed?"))


# --- finding the way --------------------------------------------------------------------------------------------------


def test_an_unknown_path_names_the_nearest_one() -> None:
    api = Api()
    answer = api.control("POST", "clock/advanse", {"seconds": 1})
    assert (answer.status, "Did you mean clock/advance?" in problem(answer)) == (404, True)


@pytest.mark.parametrize(
    "path", ["", "nothing", "clock/x/y/z", "jobs", "jobs/x", "worlds/default/", "worlds//clock", "a" * 5000, "%00", "../v1"]
)
def test_an_unknown_path_is_a_problem(path: str) -> None:
    answer = Api().control("GET", path)
    assert answer.status in {404, 405} or (path, answer.status) == ("worlds/default/", 200)


@pytest.mark.parametrize("route", ROUTES, ids=named)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW" * 50])
def test_another_method_says_which_ones_there_are(route: Route, method: str) -> None:
    known = {other.method for other in ROUTES if other.path == route.path}
    if method in known:
        return
    api, values = prepared()
    answer = api.control(method, path_of(route, values))
    assert answer.status == 405
    assert set(answer.headers["Allow"].split(", ")) >= known
    assert len(problem(answer)) < 200


def test_a_slash_at_the_end_and_a_head_make_no_difference() -> None:
    async def story(live: Live) -> None:
        whole = await live.call("GET", "/__mock/clock/", key=None)
        head = await live.call("HEAD", "/__mock/clock", key=None)
        assert whole.status == head.status == 200
        assert (head.body, head.headers["content-length"]) == (b"", str(len(whole.body)))
        refused = await live.call("HEAD", "/__mock/clock/advance", key=None)
        assert (refused.status, refused.headers["allow"]) == (405, "POST")

    run(story)


def test_a_query_that_is_not_asked_for_is_a_problem() -> None:
    api = Api()
    assert api.control("GET", "clock?x=1").status == 422
    assert api.control("GET", "requests?" + "&".join(f"a{number}=1" for number in range(500))).status == 422


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "limit=1001", "limit=", "status=-1", "after=x", "since=soon", "limit=%FF", "colour=blue"]
)
def test_an_odd_query_is_a_problem(query: str) -> None:
    assert Api().control("GET", f"requests?{query}").status == 422


# --- health, info, reset ----------------------------------------------------------------------------------------------


def test_a_server_says_that_it_is_well_and_what_it_is() -> None:
    api = Api()
    assert api.control("GET", "health").body == {"status": "ok"}
    info = api.control("GET", "info").body
    assert (info["name"], info["world"], info["fixture"], info["seed"]) == ("layers-mock", "default", "acme", 1)
    assert info["keys"] == api.world.key_secrets()
    assert info["ids"]["ava"] == api.id("ava")


def story_of(api: Api) -> list[tuple[bytes, dict[str, str]]]:
    clone(api)
    api.advance(61)
    answers = [api.get("/v1/projects"), fork(api), api.get("/v1/credits"), api.get("/v1/whoami", key="throttled")]
    return [(answer.raw, dict(answer.headers)) for answer in answers]


def test_a_reset_brings_back_the_same_keys_and_bytes_and_takes_everything_else() -> None:
    api = Api()
    keys, first = api.world.key_secrets(), story_of(api)
    mine = api.post("/v1/projects", {"name": "Mine", "timezone": "UTC"}, headers={"Idempotency-Key": "k"}).body["id"]
    job_id = clone(api)
    answer = api.control("POST", "reset")
    assert answer.body["keys"] == keys
    assert answer.body["clock"]["now"] == "2026-04-24T12:00:00.000Z"
    assert api.get(f"/v1/projects/{mine}").status == 404
    assert api.get(f"/v1/jobs/{job_id}").status == 404
    api.control("POST", "reset")
    assert story_of(api) == first
    again = api.post("/v1/projects", {"name": "Other", "timezone": "UTC"}, headers={"Idempotency-Key": "k"})
    assert again.status == 201


def test_a_reset_brings_back_rate_limits_clock_mode_and_speed() -> None:
    api = Api()
    while api.get("/v1/whoami", key="throttled").status == 200:
        pass
    api.control("PUT", "clock", {"mode": "real", "speed": 500})
    assert api.control("POST", "worlds/default/reset").body["clock"]["mode"] == "manual"
    assert api.control("GET", "clock").body["speed"] == 1.0
    assert api.get("/v1/whoami", key="throttled").status == 200


def test_the_place_of_calls_without_a_world_has_no_beginning_to_return_to() -> None:
    api = Api()
    answer = api.control("POST", "worlds/nowhere/reset")
    assert (answer.status, "nowhere" in problem(answer)) == (409, True)


# --- time -------------------------------------------------------------------------------------------------------------


def test_the_clock_tells_time_mode_speed_and_what_is_due() -> None:
    api = Api("empty")
    assert api.control("GET", "clock").body == {
        "now": "2026-04-24T12:00:00.000Z", "mode": "manual", "speed": 1.0, "nextDue": "2026-05-24T12:00:00.000Z",
    }  # fmt: skip


@pytest.mark.parametrize("seconds", [0, 0.001, 1, 90.5, CENTURY_SECONDS])
def test_time_is_advanced_by_as_much_as_was_asked(seconds: float) -> None:
    api = Api()
    before = parse_instant(now(api))
    answer = api.control("POST", "clock/advance", {"seconds": seconds})
    assert answer.status == 200
    assert parse_instant(answer.body["now"]) - before == round(seconds * 1000)
    assert parse_instant(now(api)) - before == round(seconds * 1000)


@pytest.mark.parametrize("seconds", [-1, -0.001, CENTURY_SECONDS + 1, 1e300, "60", True, None, [60], {}])
def test_a_distance_that_is_none_is_a_problem_and_time_stands_still(seconds: object) -> None:
    api = Api()
    before = now(api)
    assert api.control("POST", "clock/advance", {"seconds": seconds}).status == 422
    assert now(api) == before


@pytest.mark.parametrize("body", [{}, {"seconds": 1, "to": "idle"}, {"to": "lunch"}, {"to": None}])
def test_how_far_is_said_in_one_way(body: object) -> None:
    assert Api().control("POST", "clock/advance", body).status == 422


def test_time_can_be_set_to_a_later_instant_in_any_notation() -> None:
    api = Api()
    for later, shown in [
        ("2026-04-24T12:00:00Z", "2026-04-24T12:00:00.000Z"),
        ("2026-04-24T15:00:00.500+02:00", "2026-04-24T13:00:00.500Z"),
        ("2026-05-01", "2026-05-01T00:00:00.000Z"),
    ]:
        assert api.control("PUT", "clock", {"now": later}).body["now"] == shown


@pytest.mark.parametrize(
    "instant", ["2026-04-24T11:59:59.999Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "2127-01-01", "9999-12-31"]
)
def test_time_is_never_set_back_nor_further_than_a_century(instant: str) -> None:
    api = Api()
    answer = api.control("PUT", "clock", {"now": instant, "mode": "real", "speed": 9})
    assert (answer.status, "2026-04-24T12:00:00.000Z" in problem(answer)) == (409, True)
    assert api.control("GET", "clock").body["mode"] == "manual"


@pytest.mark.parametrize(
    "instant", ["", "soon", "2026-02-30T00:00:00Z", "1777032000", "\x00", "2026-04-24T12:00:00Zzz", "9" * 5000]
)
def test_what_is_no_instant_is_a_problem(instant: str) -> None:
    api = Api()
    answer = api.control("PUT", "clock", {"now": instant})
    assert (answer.status, len(problem(answer)) < 200) == (422, True)


@pytest.mark.parametrize(
    "change",
    [
        {"speed": 0},
        {"speed": -1},
        {"speed": 1e7},
        {"speed": "20"},
        {"speed": True},
        {"mode": "fast"},
        {"mode": 1},
        {"now": 5},
        {"sped": 1},
    ],
)
def test_an_impossible_change_of_the_clock_changes_nothing(change: object) -> None:
    api = Api()
    before = api.control("GET", "clock").body
    assert api.control("PUT", "clock", change).status == 422
    assert api.control("GET", "clock").body == before


def test_mode_and_speed_change_without_a_jump() -> None:
    api = Api()
    running = api.control("PUT", "clock", {"mode": "real", "speed": 0.001}).body
    assert (running["mode"], running["speed"]) == ("real", 0.001)
    stopped = api.control("PUT", "clock", {"mode": "manual"}).body
    assert stopped["mode"] == "manual"
    assert parse_instant(stopped["now"]) - parse_instant("2026-04-24T12:00:00Z") < 1000
    assert now(api) == stopped["now"]


def test_no_number_of_jumps_leads_beyond_the_years_of_four_digits() -> None:
    api = Api("empty")
    statuses = set()
    for _ in range(90):
        statuses.add(api.control("POST", "clock/advance", {"seconds": CENTURY_SECONDS}).status)
    assert statuses == {200, 409}
    clock = api.control("GET", "clock").body
    assert clock["now"] < "9900-01-01"
    assert len(clock["now"]) == len(clock["nextDue"]) == 24
    assert api.get("/v1/credits").status == 200
    assert api.post("/v1/projects", {"name": "Late", "timezone": "UTC"}).status == 201


def test_what_was_due_happens_in_order_and_before_anything_is_asked() -> None:
    api = Api()
    first, second = clone(api), fork(api).body["jobId"]
    happened = api.control("POST", "clock/advance", {"seconds": 300}).body["happened"]
    assert [event["at"] for event in happened] == sorted(event["at"] for event in happened)
    mine = [
        (event["jobId"] == first, event["event"], event["stage"]) for event in happened if event.get("jobId") in {first, second}
    ]
    assert mine == [
        (True, "job.stage", "generating_visuals"),
        (False, "job.stage", "generating_visuals"),
        (True, "job.stage", "finalizing"),
        (True, "job.completed", "finalizing"),
        (False, "job.stage", "finalizing"),
        (False, "job.completed", "finalizing"),
    ]
    assert {job(api, first)["status"], job(api, second)["status"]} == {"completed"}


def test_time_goes_to_the_next_event_and_until_nothing_is_left_to_happen() -> None:
    api = Api("empty")
    project = api.post("/v1/projects", {"name": "Mine", "timezone": "UTC"}).body["id"]
    job_id = api.post(f"/v1/projects/{project}/influencers", {"name": "Ava"}).body["jobId"]
    step = api.control("POST", "clock/advance", {"to": "next-event"}).body
    assert (step["now"], step["isIdle"], len(step["happened"])) == ("2026-04-24T12:00:05.000Z", False, 1)
    rest = api.control("POST", "clock/advance", {"to": "idle"}).body
    assert (rest["now"], rest["isIdle"], len(rest["happened"])) == ("2026-04-24T12:01:00.000Z", True, 2)
    assert job(api, job_id)["status"] == "completed"
    for to in ("idle", "next-event"):
        assert api.control("POST", "clock/advance", {"to": to}).body["now"] == rest["now"]


def test_many_jobs_come_to_an_end_quickly() -> None:
    api = Api()
    for _ in range(1000):
        clone(api)
    answer = api.control("POST", "clock/advance", {"to": "idle"}).body
    assert sum(event["event"] == "job.completed" for event in answer["happened"]) >= 1000


# --- jobs -------------------------------------------------------------------------------------------------------------


def test_a_job_is_completed_at_once_and_causes_what_it_would_have_caused() -> None:
    api = Api()
    accepted = api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "Ava"}).body
    answer = api.control("POST", f"jobs/{accepted['jobId']}/complete").body
    assert answer == {
        "jobId": accepted["jobId"], "kind": "influencer_create", "status": "completed", "stage": "finalizing", "progress": 1.0,
    }  # fmt: skip
    assert api.get(f"/v1/influencers/{accepted['influencerId']}").body["status"] == "ready"
    shown = job(api, accepted["jobId"])
    assert (shown["status"], shown["progress"], shown["finishedAt"]) == ("completed", 1.0, now(api))


@pytest.mark.parametrize(
    "body", [None, {}, {"code": "CONTENT_REJECTED"}, {"message": "No."}, {"code": "X" * 64, "message": "m" * 1000}]
)
def test_a_job_fails_at_once_and_says_why(body: dict[str, str] | None) -> None:
    api = Api()
    accepted = fork(api).body
    answer = api.control("POST", f"jobs/{accepted['jobId']}/fail", body)
    assert (answer.status, answer.body["status"]) == (200, "failed")
    shown = job(api, accepted["jobId"])
    expected = {"code": "PLATFORM_ERROR", "message": "The platform refused the request.", **(body or {})}
    assert shown["error"] == expected
    container = api.get(f"/v1/content/{accepted['containerId']}").body
    assert (container["status"], container["lastError"]["code"]) == ("failed", expected["code"])


@pytest.mark.parametrize(
    "body", [{"code": ""}, {"code": "x" * 65}, {"code": 3}, {"message": "x" * 1001}, {"reason": "x"}, {"code": None}]
)
def test_a_failure_that_is_none_leaves_the_job_running(body: object) -> None:
    api = Api()
    job_id = clone(api)
    assert api.control("POST", f"jobs/{job_id}/fail", body).status == 422
    assert job(api, job_id)["status"] == "running"


def test_a_job_is_brought_from_stage_to_stage() -> None:
    api = Api()
    accepted = api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "Ava"}).body
    seen = []
    for _ in range(3):
        answer = api.control("POST", f"jobs/{accepted['jobId']}/advance").body
        shown = job(api, accepted["jobId"])
        assert (answer["status"], answer["stage"], answer["progress"]) == (shown["status"], shown["stage"], shown["progress"])
        seen.append((shown["status"], shown["stage"], api.get(f"/v1/influencers/{accepted['influencerId']}").body["status"]))
    assert seen == [
        ("running", "generating_visuals", "training"),
        ("running", "finalizing", "training"),
        ("completed", "finalizing", "ready"),
    ]
    assert now(api) == "2026-04-24T12:00:00.000Z"


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_job_that_fails_after_it_was_brought_forward_fails_where_it_was(steps: int) -> None:
    api = Api()
    job_id = clone(api)
    for _ in range(steps):
        api.control("POST", f"jobs/{job_id}/advance")
    before = job(api, job_id)
    api.control("POST", f"jobs/{job_id}/fail")
    after = job(api, job_id)
    assert (after["stage"], after["progress"]) == (before["stage"], before["progress"])


@pytest.mark.parametrize("end", ["complete", "fail", "advance"])
def test_credits_are_settled_once_however_a_job_ends(end: str) -> None:
    api = Api()
    before = acme.balance(api)
    job_id = fork(api).body["jobId"]
    assert acme.balance(api) == before - 120
    for _ in range(3):
        api.control("POST", f"jobs/{job_id}/{end}")
    after = acme.balance(api)
    assert after == (before if end == "fail" else before - 120)
    api.control("POST", "clock/advance", {"seconds": 600})
    assert acme.balance(api) == after


def test_a_canceled_job_gives_its_credits_back_when_it_is_brought_to_its_end() -> None:
    api = Api()
    before = acme.balance(api)
    job_id = fork(api).body["jobId"]
    assert api.post(f"/v1/jobs/{job_id}/cancel").status == 202
    answer = api.control("POST", f"jobs/{job_id}/advance").body
    assert (answer["status"], answer["stage"]) == ("canceled", "queued")
    assert acme.balance(api) == before


@pytest.mark.parametrize("how", ["complete", "fail", "advance"])
def test_a_job_that_is_over_is_not_steered_any_more(how: str) -> None:
    api = Api()
    job_id = clone(api)
    api.control("POST", f"jobs/{job_id}/complete")
    answer = api.control("POST", f"jobs/{job_id}/{how}")
    assert (answer.status, problem(answer)) == (409, "The job is completed already.")
    api.advance(3600)
    waited = fork(api).body["jobId"]
    api.advance(3600)
    assert api.control("POST", f"jobs/{waited}/{how}").status == 409


@pytest.mark.parametrize("how", ["complete", "fail", "advance"])
@pytest.mark.parametrize("text", [UNKNOWN_JOB, "x", "", "%00", "job_", "+" + "0" * 25, "é", "a" * 5000])
def test_an_unknown_job_is_a_problem(how: str, text: str) -> None:
    assert Api().control("POST", f"jobs/{text}/{how}").status == 404


def test_a_job_is_found_by_either_form_of_its_id() -> None:
    api = Api()
    key = acme.key_of(clone(api))
    text = f"{key:032x}"
    dashed = "-".join([text[:8], text[8:12], text[12:16], text[16:20], text[20:]])
    assert api.control("POST", f"jobs/{dashed}/complete").status == 200


def test_jobs_of_other_worlds_and_their_credits_are_left_alone() -> None:
    api = Api()
    api.control("POST", "worlds", {"name": "second"})
    job_id = clone(api)
    assert api.control("POST", f"worlds/second/jobs/{job_id}/complete").status == 404
    assert job(api, job_id)["status"] == "running"


# --- worlds -----------------------------------------------------------------------------------------------------------


def test_worlds_come_and_go_and_share_nothing() -> None:
    api = Api()
    made = api.control("POST", "worlds", {"name": "second", "fixture": "empty", "seed": 7, "clock": {"mode": "manual"}})
    assert (made.status, made.body["world"], made.body["fixture"], made.body["seed"]) == (201, "second", "empty", 7)
    assert api.control("GET", "worlds").body == {"items": ["default", "second"]}
    assert not set(made.body["keys"].values()) & set(api.world.key_secrets().values())
    secret = made.body["keys"]["full"]
    assert api.get("/v1/whoami", key=None, headers={"X-Api-Key": secret}).body["organizationName"] == "New Partner"
    api.control("POST", "worlds/second/clock/advance", {"seconds": 60})
    assert now(api) == "2026-04-24T12:00:00.000Z"
    assert api.control("DELETE", "worlds/second").status == 200
    assert api.get("/v1/whoami", key=None, headers={"X-Api-Key": secret}).status == 401
    assert api.control("DELETE", "worlds/second").status == 404


def test_the_default_world_stays() -> None:
    api = Api()
    assert api.control("DELETE", "worlds/default").status == 409
    assert api.control("DELETE", "worlds/nowhere").status == 404
    assert api.get("/v1/whoami").status == 200


@pytest.mark.parametrize("name", ["default", "nowhere", "second"])
def test_a_name_that_is_taken_is_a_problem(name: str) -> None:
    api = Api()
    api.control("POST", "worlds", {"name": "second"})
    assert api.control("POST", "worlds", {"name": name}).status == 409


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": "A"},
        {"name": "a/b"},
        {"name": "../x"},
        {"name": "x" * 65},
        {"name": 3},
        {"name": "a\n"},
        {"fixture": "nope"},
        {"fixture": "../acme"},
        {"fixture": "/etc/passwd"},
        {"fixture": "acme.yaml"},
        {"seed": 1.5},
        {"seed": 2**60},
        {"seed": "1"},
        {"clock": {"speed": 0}},
        {"clock": {"mode": "x"}},
        {"clock": 1},
        {"worlds": 1},
    ],
)
def test_a_world_that_cannot_be_is_a_problem(body: object) -> None:
    api = Api()
    assert api.control("POST", "worlds", body).status == 422
    assert api.control("GET", "worlds").body == {"items": ["default"]}


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_rules_are_listed_and_read_and_an_unknown_one_names_its_nearest() -> None:
    api = Api()
    items = api.control("GET", "rules").body["items"]
    assert [item["id"] for item in items] == list(contract().rules)
    assert api.control("GET", f"rules/{items[3]['id']}").body == items[3]
    answer = api.control("GET", "rules/auth.key-requird")
    assert (answer.status, "auth.key-required" in problem(answer)) == (404, True)


def test_calls_are_kept_and_shown_without_their_secrets() -> None:
    api = Api()
    api.get("/v1/whoami", headers={"Cookie": "session=hush"})
    shown = api.control("GET", "requests/1")
    assert (shown.body["method"], shown.body["path"], shown.body["status"]) == ("GET", "/v1/whoami", 200)
    assert api.key().encode() not in shown.raw
    assert b"hush" not in shown.raw
    assert api.control("GET", f"requests/{shown.body['requestId']}").body == shown.body


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"nope",
        b"[" * 900 + b"]" * 900,
        b'{"a":' * 400 + b"1" + b"}" * 400,
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 400 + b"}",
        b'{"\\ud800": 1}',
        b"\x00",
        b"null",
    ],
    ids=range(9),
)
def test_a_call_with_any_body_can_be_shown(content: bytes) -> None:
    api = Api()
    api.post("/v1/projects", content=content)
    assert api.control("GET", "requests/1").status == 200
    assert api.control("GET", "requests").status == 200


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "9" * 30, "٣", "1.0", UNKNOWN_JOB])
def test_a_call_that_is_not_kept_is_a_problem(number: str) -> None:
    api = Api()
    api.get("/v1/whoami")
    assert api.control("GET", f"requests/{number}").status == 404


@pytest.mark.parametrize("details", [b'{"n": ' + b"9" * 40 + b"}", b'{"n": [{"m": -' + b"9" * 40 + b"}]}"])
def test_details_that_could_not_be_answered_are_a_problem_when_they_are_put(details: bytes) -> None:
    api = Api()
    put = b'{"name": "a", "then": {"error": "NOT_FOUND", "details": ' + details + b"}}"
    assert api.control("POST", "scenarios", content=put).status == 422
    assert api.get("/v1/whoami").status == 200


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["manual", "idle", "acme", "default"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["seconds", "to", "now", "mode", "speed", "name", "code", "then", "when", "clock"])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ROUTES), JSON, st.text(max_size=20))
def test_no_body_and_no_argument_is_a_fault(route: Route, body: object, argument: str) -> None:
    api = Api()
    path = path_of(route, {"{jobId}": argument, "{name}": argument, "{id}": argument, "{world}": argument}).replace("?", "")
    answer = api.control(route.method, path, content=_dumped(body))
    assert answer.status < 500
    if answer.status >= 400:
        assert problem(answer)
    assert api.get("/v1/whoami").status == 200


def _dumped(body: object) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:
        return repr(body).encode(errors="replace")
