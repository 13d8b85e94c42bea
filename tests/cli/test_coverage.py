"""``coverage``: what clients met, and a floor for CI."""

import orjson
import pytest

from tests.cli.running import invoke
from tests.servers import Server


@pytest.fixture
def used(server: Server) -> Server:
    """A server whose client met 200 and a refusal of one operation: 2 of 4."""
    with server.client() as client:
        client.get("/v1/whoami")
        client.get("/v1/whoami")
        client.get("/v1/whoami", headers={"Prefer": "error=INTERNAL"})
    return server


def test_it_tells_what_was_met_and_what_was_not(used: Server) -> None:
    done = invoke("coverage", "--url", used.url)
    assert (done.exit_code, done.stdout) == (
        0,
        "getWhoami  2 of 4\n  met      200 x2, INTERNAL x1\n  not met  UNAUTHENTICATED, RATE_LIMITED\n2 of 4 documented behaviours met (50.0%)\n",
    )
    assert orjson.loads(invoke("coverage", "--json", "--url", used.url).stdout) == used.control("GET", "coverage")


@pytest.mark.parametrize(("floor", "code"), [("0", 0), ("0.5", 0), ("0.51", 1), ("1", 1)])
def test_a_floor_decides_the_exit_code(floor: str, code: int, used: Server) -> None:
    for extra in ([], ["--json"]):
        done = invoke("coverage", "--floor", floor, "--url", used.url, *extra)
        assert done.exit_code == code
        assert (done.stderr == "") == (code == 0)
        assert done.stdout.rstrip().endswith("}") == bool(extra)
    assert invoke("coverage", env={"LAYERS_MOCK_URL": used.url, "LAYERS_MOCK_FLOOR": floor}).exit_code == code


def test_a_world_that_nobody_used_is_below_every_floor(server: Server) -> None:
    assert invoke("coverage", "--url", server.url).stdout == "No operation was called.\n"
    assert invoke("coverage", "--url", server.url, "--floor", "0.01").exit_code == 1
    assert invoke("coverage", "--url", server.url, "--floor", "50").exit_code == 2
    assert invoke("coverage", "--url", server.url, "--world", "nobody").exit_code == 2
