"""``webhook``: judging a signature, receiving events and sending one, as users do it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import orjson
import pytest

from layers_mock.errors import UsageError
from layers_mock.webhooks import signature
from layers_mock.webhooks.listening import bound
from layers_mock.world.clock import wall_seconds
from tests.cli.running import environment, invoke, started, stop
from tests.harness import contract
from tests.servers import Server, serve
from tests.webhooks.receivers import Receiver, receiver, with_status

SECRET, OTHER = "whsec_abc", "whsec_other"
NOW = 1_795_000_000
BODY = b'{"id":"evt_1","type":"x","data":{}}'
HEADER = signature([SECRET], NOW, BODY)


@pytest.fixture
def hooks() -> Iterator[Receiver]:
    with receiver() as it:
        yield it


# --- verify -----------------------------------------------------------------------------------------------------------


def verify(body: bytes, *arguments: str, **variables: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "layers_mock", "webhook", "verify", *arguments]
    env = environment(NO_COLOR="1", **variables)
    done = subprocess.run(command, input=body, capture_output=True, env=env, timeout=60, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_right_signature_is_valid_and_a_wrong_one_tells_the_part(tmp_path: Path) -> None:
    flags = ("--secret", SECRET, "--signature", HEADER, "--at", str(NOW))
    assert verify(BODY, *flags, "-") == (0, "valid\n", "")
    file = tmp_path / "body"
    file.write_bytes(BODY + b"\n")
    done = invoke("webhook", "verify", *flags, str(file))
    assert (done.exit_code, done.stdout.split(":")[0]) == (1, "body")
    file.write_bytes(BODY)
    done = invoke("webhook", "verify", *flags, "--secret", "whsec_new", str(file))
    assert (done.exit_code, done.stdout) == (0, "valid under secret 1 of 2\n")


def test_the_real_time_counts_unless_another_is_given(tmp_path: Path) -> None:
    file = tmp_path / "body"
    file.write_bytes(BODY)
    fresh = signature([SECRET], wall_seconds() - 250, BODY)
    env = {"LAYERS_MOCK_WEBHOOK_SECRET": SECRET}
    assert invoke("webhook", "verify", "--signature", fresh, str(file), env=env).stdout == "valid\n"
    assert invoke("webhook", "verify", "--signature", fresh, "--tolerance", "200", str(file), env=env).exit_code == 1
    stale = invoke("webhook", "verify", "--signature", HEADER, str(file), env=env)
    assert (stale.exit_code, stale.stdout.split(":")[0]) == (1, "timestamp")
    assert invoke("webhook", "verify", "--signature", HEADER, "--no-tolerance", str(file), env=env).exit_code == 0


def test_json_tells_every_fault(tmp_path: Path) -> None:
    file = tmp_path / "body"
    file.write_bytes(BODY)
    done = invoke("webhook", "verify", "--secret", "abc", "--signature", HEADER, "--at", "5", "--json", str(file))
    told = orjson.loads(done.stdout)
    assert (done.exit_code, told["isValid"], told["timestamp"], told["secret"]) == (1, False, NOW, None)
    assert [fault["part"] for fault in told["faults"]] == ["secret", "timestamp"]
    done = invoke("webhook", "verify", "--secret", SECRET, "--signature", HEADER, "--at", str(NOW), "--json", str(file))
    assert orjson.loads(done.stdout) == {"isValid": True, "faults": [], "timestamp": NOW, "secret": 1}


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--signature", HEADER], "LAYERS_MOCK_WEBHOOK_SECRET"),
        (["--secret", " ", "--signature", HEADER], "empty"),
        (["--secret", SECRET], "--signature"),
        (["--secret", SECRET, "--signature", HEADER, "--tolerance", "-1"], "-1"),
        (["--secret", SECRET, "--signature", HEADER, "no/such/file"], "no/such/file"),
    ],
)
def test_a_misuse_of_verify_is_2_and_shows_no_secret(flags: list[str], said: str) -> None:
    done = invoke("webhook", "verify", *flags, *([] if flags[-1] == "no/such/file" else ["-"]))
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert SECRET not in done.stderr


# --- send -------------------------------------------------------------------------------------------------------------


def send(hooks: Receiver, *arguments: str) -> tuple[int, str, str]:
    done = invoke("webhook", "send", *arguments, "--to", hooks.url, "--secret", SECRET)
    return done.exit_code, done.stdout, done.stderr


def test_every_event_of_the_catalogue_is_sent_as_the_document_has_it_and_signed(hooks: Receiver, tmp_path: Path) -> None:
    for event in contract().events.values():
        code, told, log = send(hooks, event.type)
        assert (code, log) == (0, "")
        got = hooks.got[-1]
        body = orjson.loads(got.body)
        assert re.fullmatch(rf"200  {event.type}  {body['id']}  [0-9.]+ ms\n", told)
        assert got.headers["X-Layers-Event-Id"] == body["id"]
        assert (body["type"], body["data"]) == (event.type, event.example["data"])
        file = tmp_path / "body"
        file.write_bytes(got.body)
        flags = ("--secret", SECRET, "--signature", got.headers["X-Layers-Signature"])
        assert invoke("webhook", "verify", *flags, str(file)).stdout == "valid\n"
    assert len({got.headers["X-Layers-Event-Id"] for got in hooks.got}) == len(hooks.got) == 16


def test_id_timestamp_data_and_replay_are_as_given(hooks: Receiver, tmp_path: Path) -> None:
    replayed = "018f0000-7c1a-4b2d-9e3f-0a1b2c3d4e5f"
    file = tmp_path / "data.json"
    file.write_text('{"message": "hi", "endpointId": "e", "organizationId": "o"}')
    flags = ("--event-id", "evt_01HY0AB3C5D7E9F1G3H5J7K9M4", "--timestamp", "5", "--replay-of", replayed)
    assert send(hooks, "test.ping", *flags, "--data", f"@{file}")[0] == 0
    (got,) = hooks.got
    assert orjson.loads(got.body) == {
        "id": "evt_01HY0AB3C5D7E9F1G3H5J7K9M4",
        "type": "test.ping",
        "data": {"message": "hi", "endpointId": "e", "organizationId": "o"},
        "replayOf": replayed,
    }
    assert got.headers["X-Layers-Signature"] == signature([SECRET], 5, got.body)
    invoke("webhook", "send", "test.ping", "--to", hooks.url, "--secret", "whsec_new", "--secret", SECRET, "--timestamp", "5")
    assert hooks.got[-1].headers["X-Layers-Signature"] == signature(["whsec_new", SECRET], 5, hooks.got[-1].body)


def test_data_that_breaks_the_document_is_sent_and_told(hooks: Receiver) -> None:
    code, _, log = send(hooks, "job.completed", "--data", '{"jobId": 1}')
    assert (code, orjson.loads(hooks.got[0].body)["data"]) == (0, {"jobId": 1})
    assert log.startswith("not as the document has it: data")


def test_what_came_back_is_told_and_sets_the_exit_code(hooks: Receiver) -> None:
    hooks.answer = with_status(418, **{"X-Why": "tea"})
    code, told, _ = send(hooks, "job.completed", "--json")
    answer = orjson.loads(told)
    assert (code, answer["status"], answer["reason"], answer["eventType"]) == (1, 418, None, "job.completed")
    assert ["X-Why", "tea"] in answer["headers"]

    def red(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\nsaid \x1b[31mred")

    hooks.answer = red
    assert send(hooks, "job.completed")[1].endswith("said \\x1b[31mred\n")


def test_a_handler_that_is_not_there_is_told(hooks: Receiver) -> None:
    done = invoke("webhook", "send", "test.ping", "--to", "http://127.0.0.1:1/", "--secret", SECRET)
    assert (done.exit_code, done.stdout.startswith("---  test.ping")) == (1, True)
    assert done.stderr == "The endpoint could not be reached: Connection refused.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["job.compleed", "--to", "http://localhost:1", "--secret", SECRET], "Did you mean job.completed"),
        (["job.completed", "--to", "https://partner.example/x", "--secret", SECRET], "--webhook-allow partner.example"),
        (["job.completed", "--to", "nowhere", "--secret", SECRET], "no http or https URL"),
        (["job.completed", "--to", "http://localhost:1"], "LAYERS_MOCK_WEBHOOK_SECRET"),
        (["job.completed", "--to", "http://localhost:1", "--secret", SECRET, "--data", "{"], "no JSON"),
        (["job.completed", "--to", "http://localhost:1", "--secret", SECRET, "--data", "@no/such"], "no/such cannot be read"),
        (["job.completed", "--secret", SECRET], "--to"),
    ],
)
def test_a_misuse_of_send_is_2_and_sends_nothing(arguments: list[str], said: str) -> None:
    done = invoke("webhook", "send", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert SECRET not in done.stderr


def test_a_host_that_is_allowed_is_called(hooks: Receiver) -> None:
    elsewhere = "http://hooks.invalid/"
    done = invoke("webhook", "send", "test.ping", "--to", elsewhere, "--secret", SECRET, "--webhook-allow", "hooks.invalid")
    assert (done.exit_code, "could not be reached" in done.stderr) == (1, True)


# --- listen -----------------------------------------------------------------------------------------------------------


def line_of(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().decode()


def told_by(process: subprocess.Popen[bytes]) -> str:
    assert process.stderr is not None
    return process.stderr.readline().decode()


@contextmanager
def listener(*arguments: str, **variables: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A receiver on a free port, and its URL."""
    with started("webhook", "listen", "--port", "0", *arguments, **variables) as process:
        said = re.match(r"listening at (\S+)  \(kill -USR1 (\d+) fails", told_by(process))
        assert said
        assert int(said[2]) == process.pid
        yield process, said[1]


def sent(url: str, *arguments: str, secret: str = SECRET) -> int:
    done = invoke("webhook", "send", "job.completed", "--to", url, "--secret", secret, "--json", *arguments)
    status: int = orjson.loads(done.stdout)["status"]
    return status


def test_it_shows_each_event_with_its_attempt_and_the_verdict_and_ends_on_ctrl_c() -> None:
    one = "evt_01HY0AB3C5D7E9F1G3H5J7K9M4"
    with listener("--secret", SECRET) as (process, url):
        assert sent(url, "--event-id", one) == 200
        assert re.fullmatch(rf"\d\d:\d\d:\d\d  200  job.completed +{one}  valid\n", line_of(process))
        sent(url, "--event-id", one, "--timestamp", "5")
        assert re.search(rf"{one}  came 2 times  timestamp: The timestamp is \d+ seconds old", line_of(process))
        sent(url, secret=OTHER)
        assert "  secret or body: No v1 is" in line_of(process)
        assert stop(process, signal.SIGINT) == (0, b"", b"")


def test_it_fails_the_first_requests_and_on_a_signal_all_until_another() -> None:
    with listener("--fail-first", "2", "--fail-with", "503", "--status", "204") as (process, url):
        assert [sent(url) for _ in range(3)] == [503, 503, 204]
        os.kill(process.pid, signal.SIGUSR1)
        assert told_by(process) == "failing with 503\n"
        assert [sent(url) for _ in range(3)] == [503, 503, 503]
        os.kill(process.pid, signal.SIGUSR2)
        assert told_by(process) == "answering 204\n"
        assert sent(url) == 204
        assert [line_of(process).split()[1] for _ in range(7)] == ["503", "503", "204", "503", "503", "503", "204"]
        assert stop(process, signal.SIGTERM)[0] == 0
    with listener("--fail-with", "500", "--count", "1") as (process, url):
        assert sent(url) == 500
        assert "signature not checked" in line_of(process)
        assert process.wait(20) == 0


def test_it_prints_bodies_or_json(hooks: Receiver) -> None:
    with listener("--print", "json", "--secret", SECRET, "--count", "1") as (process, url):
        sent(url, "--timestamp", "5")
        told = orjson.loads(line_of(process))
        assert (told["type"], told["attempt"], told["isValid"], told["status"]) == ("job.completed", 1, False, 200)
        assert [fault["part"] for fault in told["faults"]] == ["timestamp"]
        assert orjson.loads(told["body"])["id"] == told["id"]
    with listener("--print", "body", "--count", "1") as (process, url):
        sent(url)
        assert "job.completed" in line_of(process)
        assert orjson.loads(line_of(process))["type"] == "job.completed"


def test_subscribed_it_gets_what_happens_knows_the_secret_and_is_gone_afterwards(server: Server) -> None:
    with server.client() as client:
        before = client.get("/v1/webhook-endpoints").json()["items"]
        flags = ("--subscribe", "--url", server.url, "--events", "job.*, post.failed", "--events", "test.ping")
        with listener(*flags, "--fail-first", "1") as (process, url):
            said = re.fullmatch(rf"subscribed to 5 events of {server.url} as endpoint (\S+)\n", told_by(process))
            assert said
            endpoint = client.get(f"/v1/webhook-endpoints/{said[1]}").json()
            assert (endpoint["url"], sorted(endpoint["events"])) == (
                url, ["job.canceled", "job.completed", "job.failed", "post.failed", "test.ping"]
            )  # fmt: skip
            client.post(f"/v1/webhook-endpoints/{said[1]}/test", json={})
            server.advance(60)
            first, second = line_of(process), line_of(process)
            assert re.search(r"  500  test.ping .*  valid\n", first)
            assert re.search(r"  200  test.ping .*  came 2 times  valid\n", second)
            assert stop(process, signal.SIGINT) == (0, b"", b"")
        assert client.get("/v1/webhook-endpoints").json()["items"] == before


def test_the_key_comes_from_a_flag_or_the_environment(server: Server) -> None:
    for arguments, variables in (
        (("--key", server.keys["other"]), {"LAYERS_API_KEY": "nonsense"}),
        ((), {"LAYERS_API_KEY": server.keys["other"]}),
    ):
        with listener("--subscribe", "--url", server.url, *arguments, **variables) as (process, _):
            assert "subscribed to 16 events" in told_by(process)
            with server.client("other") as client:
                assert [item["description"] for item in client.get("/v1/webhook-endpoints").json()["items"]] == [
                    "layers-mock webhook listen"
                ]
            assert stop(process, signal.SIGINT)[0] == 0


def test_a_port_in_use_is_told_in_one_sentence() -> None:
    with closing(bound("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = f"Cannot listen on 127.0.0.1:{port}: Address already in use. --port 0 picks a free port."
        with pytest.raises(UsageError, match=f"^{re.escape(told)}$"):
            bound("127.0.0.1", port)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--subscribe", "--key", "nonsense"], "UNAUTHENTICATED"),
        (["--subscribe", "--events", "jobs.*"], "no event of edition 2026-04 is named 'jobs.*'"),
        (["--subscribe", "--public-url", "http://elsewhere.example/"], "VALIDATION"),
        (["--subscribe", "--url", "http://127.0.0.1:1"], "Nothing answers at http://127.0.0.1:1"),
        (["--subscribe", "--url", "http://127.0.0.1:1", "--key", "k"], "Cannot reach http://127.0.0.1:1"),
        (["--host", "192.0.2.1"], "Cannot listen on 192.0.2.1:0: Cannot assign requested address. That is no address of this"),
        (["--events", "job.*"], "--events says how to subscribe, and without --subscribe no endpoint is made: give that too."),
        (["--key", "k"], "--key says how to subscribe"),
        (["--status", "99"], "99"),
    ],
)
def test_what_cannot_be_listened_to_is_2(server: Server, arguments: list[str], said: str) -> None:
    given = environment(LAYERS_MOCK_URL=server.url)
    command = [sys.executable, "-m", "layers_mock", "webhook", "listen", "--port", "0", *arguments]
    done = subprocess.run(command, capture_output=True, env=given, timeout=60, check=False, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_endpoint_that_is_gone_already_is_fine_and_one_that_cannot_be_removed_is_told(server: Server) -> None:
    with listener("--subscribe", "--url", server.url) as (process, _):
        assert "subscribed" in told_by(process)
        server.control("POST", "reset")
        assert stop(process, signal.SIGINT) == (0, b"", b"")
    with ExitStack() as stack:
        with serve() as short:
            process, _ = stack.enter_context(listener("--subscribe", "--url", short.url))
            assert "subscribed" in told_by(process)
        code, _, log = stop(process, signal.SIGINT)
        assert (code, re.search(r"The endpoint \S+ is still there: Cannot reach", log.decode()) is not None) == (2, True)


def test_it_ends_where_nobody_reads_any_more() -> None:
    with listener() as (process, url):
        assert process.stdout is not None
        process.stdout.close()
        assert sent(url) == 200
        assert process.wait(20) == 1
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_it_refuses_what_is_no_webhook_and_outlives_it() -> None:
    import httpx

    with listener("--secret", SECRET) as (process, url):
        assert httpx.get(url, trust_env=False).status_code == 405
        assert httpx.post(url, content=b"[1", trust_env=False).status_code == 200
        assert "(no type)" in (told := line_of(process))
        assert "header: There is no X-Layers-Signature." in told
        assert httpx.post(url, content=b"x" * 3_000_000, trust_env=False).status_code == 413
        assert sent(url) == 200
        assert "valid" in line_of(process)
        assert stop(process, signal.SIGINT)[0] == 0
