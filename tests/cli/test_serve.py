"""``serve``: it starts with what it was told, says where it is, and ends when it is asked to."""

import http.client
import signal
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from layers_mock.errors import UsageError
from layers_mock.http.serving import Settings, open_server
from tests.cli.running import invoke, ready_of, started, stop

WORD = "hush"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - what the test is about
STEERS = {"X-Layers-Mock-Token": WORD}
KEYS = {"full", "limited", "other", "broke", "killed", "throttled"}


def get(url: str, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
    """Status and JSON of a GET."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, orjson.loads(answer.read())
    finally:
        connection.close()


# --- starting and ending ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_ready_line_is_one_json_object_and_a_signal_ends_it_in_order(number: int) -> None:
    with started("serve", "--port", "0", "--json") as process:
        ready = ready_of(process)
        assert set(ready) == {"url", "control_url", "edition", "fixture", "seed", "speed", "clock", "pid", "keys"}
        assert ready["control_url"] == f"{ready['url']}/__mock"
        assert (ready["edition"], ready["fixture"], ready["seed"], ready["speed"]) == ("2026-04", "acme", 1, 20.0)
        assert (ready["clock"], ready["pid"], set(ready["keys"])) == ("real", process.pid, KEYS)
        assert get(str(ready["url"]), "/v1/whoami", {"X-Api-Key": ready["keys"]["full"]})[0] == 200
        assert stop(process, number) == (0, b"", b"")


def test_for_people_the_ready_lines_name_url_fixture_and_keys() -> None:
    with started("serve", "--port", "0") as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().decode() for _ in range(2 + len(KEYS))]
        for said in ("http://127.0.0.1:", "fixture acme", "seed 1", "2026-04"):
            assert said in lines[0]
        assert {line.split()[1] for line in lines[1:-1]} == KEYS
        assert lines[-1].startswith("  live page  http://127.0.0.1:")
        assert stop(process, signal.SIGTERM) == (0, b"", b"")


def test_clients_that_linger_do_not_keep_it_from_ending() -> None:
    with started("serve", "--port", "0", "--json") as process:
        ready = ready_of(process)
        address = ("127.0.0.1", int(str(ready["url"]).rpartition(":")[2]))
        idle, stalled = socket.create_connection(address), socket.create_connection(address)
        with idle, stalled:
            idle.sendall(b"GET /v1/whoami HTTP/1.1\r\nHost: h\r\n\r\n")
            assert idle.recv(12) == b"HTTP/1.1 401"
            stalled.sendall(b"POST /v1/projects HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n{")
            assert get(str(ready["url"]), "/__mock/health") == (200, {"status": "ok"})
            code, stdout, _ = stop(process, signal.SIGTERM)
            assert (code, stdout) == (0, b"")


# --- what it was told -------------------------------------------------------------------------------------------------


def test_every_flag_can_be_an_environment_variable() -> None:
    told = {
        "PORT": "0",
        "HOST": "localhost",
        "SEED": "7",
        "SPEED": "2.5",
        "CLOCK": "manual",
        "FIXTURE": "empty",
        "JSON": "1",
        "EDITION": "2026-04",
        "ALLOW_HOST": "a.example b.example",
        "CORS": "http://page.example",
        "CONTROL_TOKEN": WORD,
        "LENIENT": "1",
    }
    with started("serve", **{f"LAYERS_MOCK_{name}": value for name, value in told.items()}) as process:
        ready = ready_of(process)
        assert (ready["seed"], ready["speed"], ready["clock"], ready["fixture"]) == (7, 2.5, "manual", "empty")
        assert ready["token"] == WORD
        url = str(ready["url"])
        assert get(url, "/__mock/health")[0] == 403
        for host in ("a.example", "b.example:1", "localhost"):
            assert get(url, "/__mock/health", {"Host": host, **STEERS})[0] == 200
        assert get(url, "/__mock/health", {"Host": "c.example", **STEERS})[0] == 403
        assert get(url, "/__mock/health", {"Origin": "http://page.example", **STEERS})[0] == 200
        assert get(url, "/__mock/clock", STEERS)[1]["mode"] == "manual"


@pytest.mark.parametrize("given", [(), ("--control-token", "")])
def test_off_loopback_nobody_steers_without_the_token(given: tuple[str, ...]) -> None:
    with started("serve", "--host", EVERYWHERE, "--port", "0", "--json", *given) as process:
        ready = ready_of(process)
        url, token = str(ready["url"]), str(ready["token"])
        assert url.startswith("http://127.0.0.1:")
        assert len(token) >= 24
        assert get(url, "/__mock/info")[0] == 403
        assert get(url, "/__mock/info", {"X-Layers-Mock-Token": ""})[0] == 403
        assert get(url, "/__mock/info", {"X-Layers-Mock-Token": token})[0] == 200
        assert get(url, "/v1/whoami", {"X-Api-Key": ready["keys"]["full"]})[0] == 200
        assert stop(process, signal.SIGTERM)[0] == 0


def test_equal_seeds_have_equal_keys_and_others_have_others() -> None:
    with (
        started("serve", "--port", "0", "--json", "--seed", "5") as one,
        started("serve", "--port", "0", "--json", "--seed", "6") as other,
    ):
        keys = [ready_of(process)["keys"] for process in (one, other)]
    with started("serve", "--port", "0", "--json", LAYERS_MOCK_SEED="5") as again:
        assert ready_of(again)["keys"] == keys[0]
    assert set(keys[0].values()).isdisjoint(keys[1].values())


# --- what it cannot do ------------------------------------------------------------------------------------------------


def test_a_port_in_use_ends_with_2_and_names_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = invoke("serve", "--port", str(port), "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"127.0.0.1:{port}" in result.stderr
    assert "--port 0" in result.stderr


def test_a_port_is_taken_before_anybody_is_answered() -> None:
    settings = Settings(host="127.0.0.1", port=0, edition="2026-04", fixture="empty", seed=1, speed=1, clock="manual")
    with open_server(settings).listener as listener:
        port = listener.getsockname()[1]
        with pytest.raises(UsageError, match="Address already in use"):
            open_server(
                Settings(host="127.0.0.1", port=port, edition="2026-04", fixture="empty", seed=1, speed=1, clock="manual")
            )


WRONG = [
    (("--host", "192.0.2.1"), "Cannot assign requested address. That is no address of this machine: 127.0.0.1 is"),
    (("--fixture", "acne"), "Did you mean acme?"),
    (("--fixture", "nowhere/x.yaml"), "No fixture"),
    (("--fixture", "x" * 5000), "No fixture"),
    (("--fixture", "/etc/hostname"), "hostname"),
    (("--edition", "1999-01"), "2026-04"),
    (("--edition", "../x"), "2026-04"),
    (("--port", "70000"), "--port"),
    (("--port", "-1"), "--port"),
    (("--port", "x"), "--port"),
    (("--speed", "0"), "--speed"),
    (("--speed", "-1"), "--speed"),
    (("--speed", "nan"), "--speed"),
    (("--speed", "inf"), "--speed"),
    (("--clock", "sundial"), "--clock"),
    (("--seed", "x"), "--seed"),
    (("--seed", "1.5"), "--seed"),
    (("--seed", "9" * 30), "--seed"),
    (("--host", "nobody.invalid"), "nobody.invalid"),
    (("--host", ""), "host"),
    (("--host", "a" * 70 + ".example"), "host"),
    (("--host", "[::1"), "host"),
    (("--allow-host", "a:1"), "--allow-host"),
    (("--allow-host", "http://a"), "--allow-host"),
    (("--allow-host", ""), "--allow-host"),
    (("--cors", "page.example"), "--cors"),
    (("--cors", "http://page.example/"), "--cors"),
    (("--cors", ""), "--cors"),
]


@pytest.mark.parametrize(("flags", "said"), WRONG, ids=[" ".join(flags)[:40] for flags, _ in WRONG])
def test_a_wrong_flag_ends_with_2_before_anything_is_served(flags: tuple[str, ...], said: str) -> None:
    result = invoke("serve", "--port", "0", *flags)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "x"), ("SEED", "one"), ("CLOCK", "x"), ("JSON", "perhaps"), ("SPEED", "fast"), ("LENIENT", "so-so")],
)
def test_a_wrong_environment_variable_is_named(name: str, value: str) -> None:
    result = invoke("serve", env={f"LAYERS_MOCK_{name}": value})
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"LAYERS_MOCK_{name}" in result.stderr


def test_a_broken_fixture_ends_with_2_and_every_fault_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("fixture: mine\nabuot: x\nstarts: 2026-04-24\norganizations: []\n", encoding="utf-8")
    result = invoke("serve", "--fixture", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    for said in (str(path), "about: Field required", "abuot", "starts", "organizations"):
        assert said in result.stderr


def test_a_reader_that_goes_away_after_the_ready_line_is_no_fault() -> None:
    with started("serve", "--port", "0", "--json") as process:
        ready_of(process)
        assert process.stdout is not None
        process.stdout.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""
