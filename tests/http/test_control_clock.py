"""The control API: time is told, advanced, set and run."""

import pytest

from layers_mock.world.clock import parse_instant
from tests.harness import Api
from tests.http.controlled import clone, fork, job, now, problem

CENTURY_SECONDS = 100 * 365 * 86_400


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
