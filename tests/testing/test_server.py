"""Servers: one in the process of each worker, or one that runs already and is shared."""

import pytest

from tests.servers import Server, serve
from tests.testing.suites import Suite, suite, text_of

__all__ = ["suite"]


def test_parallel_workers_have_servers_of_their_own_and_tell_of_failures(suite: Suite) -> None:
    result = suite.run(
        """
@pytest.mark.parametrize("number", range(8))
def test_parallel(layers, number):
    assert "A clone" not in names(layers)
    clone(layers)
    assert number != 5
""",
        "-n",
        "2",
    )
    result.assert_outcomes(passed=7, failed=1)
    result.stdout.re_match_lines(
        [r"-+ layers-mock: world test-parallel-5-[0-9a-f]{6} -+", r"POST /v1/influencers/inf_\w+/clone -> 202"]
    )


def test_workers_that_share_a_running_server_never_meet(suite: Suite, server: Server) -> None:
    tests = """
@pytest.mark.parametrize("number", range(10))
def test_apart(layers, number):
    assert layers.base_url == "%s"
    assert "A clone" not in names(layers)
    assert clone(layers)[0] == 202
    assert names(layers).count("A clone") == 1
    assert len(layers.requests) == 3
    with open(f"seen-{layers.world}", "x"):
        pass
"""
    for workers in ("2", "0"):
        suite.run(tests % server.url, "--layers-url", server.url, "-n", workers).assert_outcomes(passed=10)
    assert len(list(suite.folder.glob("seen-test-apart-*"))) == 20
    assert server.control("GET", "worlds")["items"] == ["default"]


def test_a_run_that_is_interrupted_leaves_no_world_behind(suite: Suite, server: Server) -> None:
    result = suite.run("def test_it(layers): raise KeyboardInterrupt\n", "--layers-url", server.url)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert server.control("GET", "worlds")["items"] == ["default"]


def test_on_a_running_server_worlds_begin_as_it_was_started_unless_told_otherwise(suite: Suite) -> None:
    tests = """
def test_world(layers):
    with open("seen.txt", "a") as file:
        print(layers.fixture, layers.seed, file=file)
"""
    with serve("--fixture", "empty", "--seed", "9") as running:
        suite.run(tests, "--layers-url", running.url).assert_outcomes(passed=1)
        suite.run(tests, "--layers-url", running.control_url, "--layers-fixture", "acme", "--layers-seed", "3").assert_outcomes(
            passed=1
        )
    assert (suite.folder / "seen.txt").read_text(encoding="utf-8").splitlines() == ["empty 9", "acme 3"]


def test_a_server_that_wants_a_token_gets_it_from_the_environment(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    tests = "def test_world(layers): assert call(layers, 'GET', '/v1/whoami')[0] == 200\n"
    with serve("--host", "0.0.0.0", "--control-token", "open-sesame") as running:  # noqa: S104 - that is the case
        result = suite.run(tests, "--layers-url", running.url)
        result.assert_outcomes(errors=1)
        assert "refused: Send the control token" in text_of(result)
        monkeypatch.setenv("LAYERS_MOCK_CONTROL_TOKEN", "open-sesame")
        suite.run(tests, "--layers-url", running.url).assert_outcomes(passed=1)


def test_a_fixture_file_of_the_users_own_serves_the_whole_session(suite: Suite) -> None:
    suite.folder.joinpath("mine.yaml").write_text(
        'fixture: mine\nabout: Ours.\nstarts: "2026-01-01T00:00:00Z"\norganizations:\n'
        "  - label: we\n    name: We\n    owner_email: we@we.example\n    keys:\n      - {name: ours, tier: internal}\n"
    )
    result = suite.run(
        """
def test_mine(layers):
    assert layers.fixture == "mine"
    assert layers.api_key == layers.keys["ours"]
    assert call(layers, "GET", "/v1/whoami")[1]["organizationName"] == "We"
""",
        "--layers-fixture",
        "./mine.yaml",
    )
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--layers-url", "http://127.0.0.1:9"], "layers_server: Nothing answers at http://127.0.0.1:9: Connection refused."),
        (["--layers-url", "http://127.0.0.1:9/v1"], "is no URL of a server; give it without /v1"),
        (["--layers-url", "http://127.0.0.1:99999"], "is no URL of a server"),
        (["--layers-fixture", "acmee"], "layers_server: No fixture 'acmee'. Did you mean acme?"),
        (["--layers-fixture", "./none.yaml"], "layers_server: No fixture './none.yaml': there is no such file."),
    ],
)
def test_a_server_that_cannot_be_had_is_an_error_of_the_tests_that_want_it(suite: Suite, options: list[str], told: str) -> None:
    result = suite.run_here("def test_it(layers): pass\ndef test_other(): pass\n", *options)
    result.assert_outcomes(errors=1, passed=1)
    assert told in text_of(result)
    assert "Traceback" not in text_of(result)
    assert "During handling" not in text_of(result)


def test_a_fixture_file_cannot_be_given_to_a_server_that_runs_already(suite: Suite, server: Server) -> None:
    result = suite.run_here("def test_it(layers): pass\n", "--layers-url", server.url, "--layers-fixture", "./mine.yaml")
    result.assert_outcomes(errors=1)
    assert "begins with a fixture by its name, not with a file as './mine.yaml'" in text_of(result)


def test_what_answers_and_is_no_layers_mock_is_said_to_be_none(suite: Suite) -> None:
    result = suite.run("""
import socket, threading
from layers_mock.errors import UsageError
from layers_mock.testing import LayersServer

@pytest.mark.parametrize(("answer", "told"), [
    (b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\n{}", "is no layers-mock .HTTP 200 for GET /__mock/info."),
    (b"SSH-2.0-OpenSSH\\r\\n", "does not speak HTTP"),
    (b"", "Nothing answers"),
])
def test_other(answer, told):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def speak():
            for _ in range(1):
                with listener.accept()[0] as client:
                    client.recv(10_000)
                    client.sendall(answer)
        thread = threading.Thread(target=speak)
        thread.start()
        with pytest.raises(UsageError, match=told):
            LayersServer.running(f"http://127.0.0.1:{listener.getsockname()[1]}", run="x")
        thread.join()
""")
    result.assert_outcomes(passed=3)


def test_a_connection_that_the_server_closed_meanwhile_is_opened_again(suite: Suite) -> None:
    result = suite.run("""
import socket, threading
from layers_mock.errors import UsageError
from layers_mock.testing.control import Control

def test_again():
    answer = b"HTTP/1.1 200 OK\\r\\nServer: layers-mock\\r\\nContent-Length: 2\\r\\n\\r\\n{}"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def speak():
            for _ in range(2):
                with listener.accept()[0] as client:
                    client.recv(10_000)
                    client.sendall(answer)
        thread = threading.Thread(target=speak)
        thread.start()
        control = Control(f"http://127.0.0.1:{listener.getsockname()[1]}")
        assert control.call("GET", "info") == control.call("GET", "info") == {}
        thread.join()
    with pytest.raises(UsageError, match="Nothing answers"):
        control.call("GET", "info")

def test_threads(layers_server):
    from concurrent.futures import ThreadPoolExecutor
    def use(number):
        with layers_server.world() as world:
            assert call(world, "GET", f"/v1/whoami?number={number}")[0] == 200
            assert [entry.query for entry in world.requests] == [f"number={number}"]
            assert world.clock.advance(to="idle")
    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(use, range(50)))) == 50
""")
    result.assert_outcomes(passed=2)
