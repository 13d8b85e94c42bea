"""``requests``: the journal in the terminal, once, filtered, whole, and live."""

import os
import re
import signal
import subprocess

import httpx
import orjson
import pytest

from tests.cli.running import invoke, started, stop
from tests.servers import Server, serve


@pytest.fixture
def busy(server: Server) -> Server:
    """Three calls: a clone without an Idempotency-Key, a job that is not there, a read."""
    with server.client() as client:
        client.post(f"/v1/influencers/{server.ids['ava']}/clone", json={"name": "Ava"})
        client.get("/v1/jobs/job_01HXZ9G7KMV2QX8Y1S5RJW3B7T")
        client.get("/v1/projects?limit=5")
    return server


def requests(server: Server, *arguments: str) -> str:
    done = invoke("requests", *arguments, env={"LAYERS_MOCK_URL": server.url})
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_calls_are_told_oldest_first_with_their_findings_below(busy: Server) -> None:
    told = re.sub(r"[0-9.]+ ms", "9.9 ms", requests(busy))
    assert told == (
        f"    #1  12:00:00.000  202  POST    /v1/influencers/{busy.ids['ava']}/clone  9.9 ms  cloneInfluencer  key full\n"
        "        warning  client.idempotency-key  cloneInfluencer was called without an Idempotency-Key: a retry runs again.\n"
        "    #2  12:00:00.000  404  GET     /v1/jobs/job_01HXZ9G7KMV2QX8Y1S5RJW3B7T  9.9 ms  getJob  key full  get-job.not-found\n"
        "    #3  12:00:00.000  200  GET     /v1/projects?limit=5  9.9 ms  listProjects  key full\n"
    )


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        (["--limit", "2"], ["2", "3"]),
        (["--operation", "getJob"], ["2"]),
        (["--status", "4xx"], ["2"]),
        (["--status", "202"], ["1"]),
        (["--finding", "any"], ["1"]),
        (["--finding", "client.idempotency-key"], ["1"]),
        (["--since", "2026-04-24T12:00:00Z", "--status", "2xx"], ["1", "3"]),
    ],
)
def test_calls_are_filtered(filters: list[str], numbers: list[str], busy: Server) -> None:
    assert re.findall(r"^ +#(\d+)", requests(busy, *filters), re.MULTILINE) == numbers


def test_json_is_what_the_control_api_says(busy: Server) -> None:
    assert orjson.loads(requests(busy, "--json")) == busy.control("GET", "requests")
    assert orjson.loads(requests(busy, "show", "2", "--json")) == busy.control("GET", "requests/2")


def test_a_call_is_shown_whole_and_without_its_secrets(busy: Server) -> None:
    whole = requests(busy, "show", "1")
    assert requests(busy, "show", "#1") == whole
    assert requests(busy, "show", busy.control("GET", "requests/1")["requestId"]) == whole
    for part in (
        "POST /v1/influencers/", "client.idempotency-key", f"x-api-key: {busy.keys['full'][:12]}… (redacted)", '  "name": "Ava"\n', "202 Accepted\n",
        '  "status": "running",\n',
    ):  # fmt: skip
        assert part.lower() in whole.lower()
    assert busy.keys["full"] not in whole
    assert "GET /v1/projects?limit=5\n" in requests(busy, "show", "3")


def test_a_call_that_was_dropped_and_text_that_is_no_json_are_shown(server: Server) -> None:
    server.control("POST", "scenarios", {"name": "gone", "when": {"operation": "createProject"}, "then": {"drop": "before"}})
    with server.client() as client, pytest.raises(httpx.TransportError):
        client.post("/v1/projects", content=b'{"name": "P", "timezone": "UTC"}', headers={"Content-Type": "application/json"})
    assert re.search(r"#1  12:00:00\.000  ---  POST .* scenario gone\n", requests(server))
    assert "The connection was dropped before an answer.\n" in requests(server, "show", "1")
    with server.client() as client:
        client.post("/v1/projects", content=b"no json")
    assert "\nno json\n" in requests(server, "show", "2")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--operation", "clonInfluencer"], "Did you mean cloneInfluencer?"),
        (["--status", "many"], "status"),
        (["--since", "yesterday"], "ISO 8601"),
        (["--limit", "0"], "0"),
        (["--world", "nobody"], "No world 'nobody'."),
        (["show", "99"], "No call '99' in the journal"),
        (["show", "a/b"], "a/b"),
        (["show"], "Missing argument"),
    ],
)
def test_what_cannot_be_is_refused(arguments: list[str], said: str, server: Server) -> None:
    done = invoke("requests", *arguments, env={"LAYERS_MOCK_URL": server.url})
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_an_empty_journal_says_so_and_where_else_to_look(busy: Server) -> None:
    none = invoke("requests", "--status", "500", "--url", busy.url)
    assert (none.stdout, none.stderr) == ("", "No such calls.\n")
    busy.control("POST", "reset")
    none = invoke("requests", "--url", busy.url)
    assert (none.exit_code, none.stdout, "--world nowhere" in none.stderr) == (0, "", True)
    with httpx.Client(base_url=busy.url, trust_env=False) as client:
        client.get("/v1/whoami")
    assert "401" in requests(busy, "--world", "nowhere")


def test_colours_are_for_terminals_that_want_them(busy: Server) -> None:
    env = {"LAYERS_MOCK_URL": busy.url}
    assert "\x1b[" in invoke("requests", env=env, color=True).stdout
    assert "\x1b[" not in invoke("requests", env={**env, "NO_COLOR": "1"}, color=True).stdout
    assert "\x1b[" not in invoke("requests", env=env).stdout


def test_a_server_without_a_journal_says_so() -> None:
    for options, variables in ((("--journal", "0"), {}), ((), {"LAYERS_MOCK_JOURNAL": "0"})):
        with started("serve", "--port", "0", "--json", *options, **variables) as process:
            assert process.stdout is not None
            url = orjson.loads(process.stdout.readline())["url"]
            done = invoke("requests", "--url", url)
            assert (done.exit_code, done.stdout, "--journal 0" in done.stderr) == (0, "", True)
    with serve("--journal", "2") as small:
        with small.client() as client:
            for _ in range(3):
                client.get("/v1/whoami")
        assert small.control("GET", "requests")["capacity"] == len(small.control("GET", "requests")["items"]) == 2
    assert invoke("serve", "--journal", "-1").exit_code == 2


# --- live -------------------------------------------------------------------------------------------------------------


def line_of(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().decode()


def test_following_shows_calls_as_they_come_until_it_is_interrupted(busy: Server) -> None:
    with started("requests", "--follow", "--url", busy.url, "--limit", "1") as process, busy.client() as client:
        assert "#3" in line_of(process)
        client.post(f"/v1/influencers/{busy.ids['ava']}/clone", json={"name": "Ava"})
        assert re.match(r" +#4 .* 202 .*cloneInfluencer", line_of(process))
        assert "warning  client.idempotency-key" in line_of(process)
        client.get("/v1/whoami")
        assert "#5" in line_of(process)
        assert stop(process, signal.SIGINT)[:2] == (0, b"")


def test_following_keeps_to_its_filter_and_speaks_json(busy: Server) -> None:
    with started("requests", "--follow", "--json", "--url", busy.url, "--operation", "getWhoami") as process:
        with busy.client() as client:
            for number in range(3):
                client.get("/v1/projects")
                client.get("/v1/whoami")
                assert orjson.loads(line_of(process))["number"] == 5 + 2 * number
        assert stop(process, signal.SIGINT)[:2] == (0, b"")


def test_following_goes_on_where_a_world_begins_anew(busy: Server) -> None:
    with started("requests", "--follow", "--url", busy.url) as process, busy.client() as client:
        assert [line_of(process).split()[0] for _ in range(4)] == ["#1", "warning", "#2", "#3"]
        busy.control("POST", "reset")
        for number in range(1, 7):
            client.get("/v1/whoami")
            assert line_of(process).split()[0] == f"#{number}"
        code, rest, log = stop(process, signal.SIGINT)
        assert (code, rest, log.decode().strip()) == (0, b"", "The world began anew.")


def test_following_ends_with_a_message_when_the_server_goes() -> None:
    with serve() as short:
        with short.client() as client:
            client.get("/v1/whoami")
        with started("requests", "--follow", "--url", short.url) as process:
            assert "#1" in line_of(process)
            os.kill(short.pid, signal.SIGTERM)
            _, log = process.communicate(timeout=20)
            assert (process.returncode, log.startswith(b"layers-mock: ")) == (2, True)
