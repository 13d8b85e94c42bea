"""Coverage over all worlds of a session, and the floor."""

import pytest

from tests.testing.suites import Suite, suite, text_of

__all__ = ["suite"]

COVERED = """
@pytest.mark.parametrize("number", range(2))
def test_whoami(layers, number):
    assert call(layers, "GET", "/v1/whoami")[0] == 200
    if number:
        layers.scenario(when={"operation": "getWhoami"}, then={"error": "INTERNAL"})
        assert call(layers, "GET", "/v1/whoami")[0] == 500
    found = layers.coverage()
    assert found.operations["getWhoami"]["200"] == 1
    assert found.operations["getWhoami"]["INTERNAL"] == number
    assert "200" not in found.missing()["getWhoami"]
    assert 0 < found.ratio < 1

def test_job(layers):
    job = clone(layers)[1]["jobId"]
    layers.clock.advance(to="idle")
    assert call(layers, "GET", f"/v1/jobs/{job}")[1]["status"] == "completed"
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_coverage_is_merged_over_all_worlds_and_held_against_the_floor(suite: Suite, workers: str) -> None:
    passing = suite.run(COVERED, "-n", workers, "--layers-coverage-floor", "0.1")
    passing.assert_outcomes(passed=3)
    assert passing.ret == 0
    passing.stdout.re_match_lines(
        [
            r"=+ layers-mock coverage =+",
            r"cloneInfluencer\s+1 of +\d+   not met: .*replay.*",
            r"getJob\s+2 of +\d+   not met: .*job failed.*",
            r"getWhoami\s+2 of +\d+   not met: (?!.*INTERNAL).*",
            r"met 5 of \d+ documented behaviours of 3 operations: 0\.\d+, floor 0\.1",
        ]
    )
    failing = suite.run(COVERED, "-n", workers, "--layers-coverage-floor", "0.99")
    failing.assert_outcomes(passed=3)
    assert failing.ret == 1
    failing.stdout.re_match_lines(
        [r"FAILED: met 5 of \d+ documented behaviours of 3 operations: 0\.\d+, below the floor of 0\.99"]
    )


def test_without_a_floor_nothing_is_said_of_coverage(suite: Suite) -> None:
    assert "layers-mock coverage" not in text_of(suite.run("def test_it(layers): clone(layers)\n"))


def test_a_floor_that_no_test_worked_for_is_not_met(suite: Suite) -> None:
    result = suite.run("def test_it(): pass\n", "--layers-coverage-floor", "0.1")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["FAILED: met 0 of 0 documented behaviours of 0 operations: 0.000, below the floor of 0.1"])


def test_a_worker_that_crashed_is_named_beside_the_coverage(suite: Suite) -> None:
    result = suite.run(
        """
import os

def test_crash(layers):
    os._exit(3)

def test_fine(layers):
    clone(layers)
""",
        "-n",
        "1",
        "--layers-coverage-floor",
        "0",
    )
    assert result.ret == 1
    result.stdout.re_match_lines([r"cloneInfluencer\s+1 of .*", r"The worker gw0 crashed; what its tests met is not counted\."])
