"""``clock``: shown, moved, set."""

import orjson
import pytest

from tests.cli.running import invoke
from tests.servers import Server


def start_job(server: Server) -> str:
    with server.client() as client:
        answer = client.post(f"/v1/influencers/{server.ids['ava']}/clone", json={"name": "Ava"})
        return str(answer.json()["jobId"])


def clock(server: Server, *arguments: str) -> str:
    done = invoke("clock", *arguments, env={"LAYERS_MOCK_URL": server.url})
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def test_the_time_is_shown(server: Server) -> None:
    line = "2026-04-24T12:00:00.000Z  manual  next event 2026-04-24T12:00:20.000Z\n"
    shown = clock(server)
    assert shown.startswith("2026-04-24T12:00:00.000Z  manual  next event 2026-04-24T12:00:")
    assert clock(server, "show") == shown
    assert len(shown) == len(line)
    assert orjson.loads(clock(server, "--json")) == server.control("GET", "clock")
    assert orjson.loads(clock(server, "show", "--json")) == server.control("GET", "clock")


def test_it_is_moved_by_seconds_and_tells_what_happened_in_order(server: Server) -> None:
    job_id = start_job(server)
    told = clock(server, "advance", "60").splitlines()
    times = [line.split()[0] for line in told[:-1]]
    assert times == sorted(times)
    mine = [line.split()[1:] for line in told if job_id in line]
    assert mine == [
        ["job.stage", job_id, "influencer_create", "generating_visuals"],
        ["job.stage", job_id, "influencer_create", "finalizing"],
        ["job.completed", job_id, "influencer_create", "finalizing"],
    ]
    assert told[-1].startswith("2026-04-24T12:01:00.000Z  manual")
    assert clock(server, "advance", "0.5").startswith("2026-04-24T12:01:00.500Z")


def test_it_is_moved_to_the_next_event_and_until_nothing_is_left(server: Server) -> None:
    due = server.control("GET", "clock")["nextDue"]
    assert due in clock(server, "advance", "--to", "next-event")
    assert server.control("GET", "clock")["now"] == due
    rested = orjson.loads(clock(server, "advance", "--to", "idle", "--json"))
    assert (rested["isIdle"], rested["happened"] != []) == (True, True)
    assert clock(server, "advance", "--to", "idle").rstrip().endswith("idle")


def test_mode_speed_and_time_are_set(server: Server) -> None:
    assert "  manual  " in clock(server, "set", "--now", "2026-04-25T00:00:00Z")
    assert server.control("GET", "clock")["now"] == "2026-04-25T00:00:00.000Z"
    assert "  real time x 0.001  " in clock(server, "set", "--mode", "real", "--speed", "0.001")
    assert orjson.loads(clock(server, "set", "--mode", "manual", "--json"))["mode"] == "manual"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["advance"], "Say how far"),
        (["advance", "5", "--to", "idle"], "Say how far"),
        (["advance", "soon"], "not a valid float"),
        (["advance", "--to", "lunch"], "lunch"),
        (["advance", "--", "-5"], "greater than or equal to 0"),
        (["advance", "1e99"], "less than or equal to"),
        (["advance", "nan"], "seconds"),
        (["set"], "Say what to change"),
        (["set", "--speed", "0"], "greater than 0"),
        (["set", "--now", "2020-01-01T00:00:00Z"], "time only moves forward"),
        (["set", "--now", "soon"], "ISO 8601"),
        (["wind"], "No such command"),
    ],
)
def test_what_cannot_be_is_refused_and_time_stands_still(arguments: list[str], said: str, server: Server) -> None:
    done = invoke("clock", *arguments, env={"LAYERS_MOCK_URL": server.url})
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert server.control("GET", "clock")["now"] == "2026-04-24T12:00:00.000Z"


def test_options_may_stand_before_and_behind_the_command(server: Server) -> None:
    server.control("POST", "worlds", {"name": "cli-clock", "fixture": "empty"})
    try:
        for arguments in (["--world", "cli-clock", "advance", "60"], ["advance", "60", "--world", "cli-clock"]):
            assert invoke("clock", "--url", server.url, *arguments).exit_code == 0
        assert server.control("GET", "worlds/cli-clock/clock")["now"] == "2026-04-24T12:02:00.000Z"
        assert server.control("GET", "clock")["now"] == "2026-04-24T12:00:00.000Z"
    finally:
        server.control("DELETE", "worlds/cli-clock")


def test_a_speed_for_serving_is_not_taken_for_a_speed_to_set(server: Server) -> None:
    env = {"LAYERS_MOCK_URL": server.url, "LAYERS_MOCK_SPEED": "7", "LAYERS_MOCK_CLOCK": "manual"}
    assert invoke("clock", "set", "--mode", "manual", env=env).exit_code == 0
    assert server.control("GET", "clock")["speed"] != 7
    assert invoke("clock", "set", env={**env, "LAYERS_MOCK_CLOCK_SPEED": "9"}).exit_code == 0
    assert server.control("GET", "clock")["speed"] == 9
