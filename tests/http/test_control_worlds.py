"""The control API: a server tells what it is, worlds begin anew, come and go."""

import pytest

from tests.harness import Api
from tests.http.controlled import clone, fork, now, problem

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
