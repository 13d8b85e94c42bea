"""The pytest plugin itself: what loading it costs, its settings, its marker, how it describes itself."""

import json
import sys

import pytest

from tests.servers import Server
from tests.testing.suites import Suite, suite, text_of

__all__ = ["suite"]


def test_settings_stand_in_the_configuration_file_and_options_win(suite: Suite, server: Server) -> None:
    suite.folder.joinpath("pytest.ini").write_text(
        f"[pytest]\nlayers_url = {server.url}\nlayers_fixture = empty\nlayers_seed = 6\nlayers_coverage_floor = 0.9\n"
    )
    tests = """
def test_world(layers):
    assert call(layers, "GET", "/v1/whoami")[0] == 200
    with open("seen.txt", "a") as file:
        print(layers.base_url, layers.fixture, layers.seed, file=file)
"""
    result = suite.run(tests)
    result.assert_outcomes(passed=1)
    assert result.ret == 1
    assert "below the floor of 0.9" in text_of(result)
    assert suite.run(tests, "--layers-fixture", "acme", "--layers-seed", "0", "--layers-coverage-floor", "0").ret == 0
    first, second = (suite.folder / "seen.txt").read_text(encoding="utf-8").splitlines()
    assert first == f"{server.url} empty 6"
    assert second == f"{server.url} acme 0"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--layers-coverage-floor", "80"], "'80' is no ratio between 0 and 1; write 0.8 for 80 %"),
        (["--layers-coverage-floor", "-0.1"], "'-0.1' is no ratio between 0 and 1"),
        (["--layers-coverage-floor", "nan"], "'nan' is no ratio between 0 and 1"),
        (["--layers-seed", "one"], "'one' is no whole number"),
        (
            ["--layers-url", "localhost:4747"],
            "'localhost:4747' is no URL of a server; give it without /v1, as in http://127.0.0.1:4747",
        ),
        (["-o", "layers_coverage_floor=2"], "layers_coverage_floor: '2' is no ratio between 0 and 1"),
        (["-o", "layers_url=x"], "layers_url: 'x' is no URL of a server"),
        (["-o", "layers_seed=x"], "layers_seed: 'x' is no whole number"),
    ],
)
def test_settings_without_sense_are_refused_before_any_test_runs(suite: Suite, options: list[str], told: str) -> None:
    result = suite.run_here("def test_it(): pass\n", *options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert told in text_of(result)


SENSELESS = {
    'fixture="acmee"': "Did you mean acme?",
    'fixture="mine.yaml"': "begins with a fixture by its name, not with a file as 'mine.yaml'",
    'fixtur="acme"': "the marker takes fixture, seed, clock, speed, each by its name, and not fixtur.",
    '"acme"': "each by its name, and not 'acme'.",
    "speed=3": 'a speed is of use to a real clock alone; add clock="real"',
    'clock="real", speed=-3': "clock.speed: Input should be greater than 0",
    'clock="sundial"': "clock.mode: ",
}


def test_a_marker_without_sense_is_an_error_of_its_test(suite: Suite) -> None:
    tests = [f"@pytest.mark.layers({marker})\ndef test_{number}(layers): pass\n" for number, marker in enumerate(SENSELESS)]
    result = suite.run("\n".join([*tests, "def test_fine(layers): pass\n"]), "--strict-markers")
    result.assert_outcomes(errors=len(SENSELESS), passed=1)
    told = text_of(result).split("ERROR at setup of ")[1:]
    for error, message in zip(told, SENSELESS.values(), strict=True):
        assert message in error
        assert "During handling" not in error
        assert "Traceback" not in error


def test_a_suite_that_uses_no_fixture_pays_nothing(suite: Suite) -> None:
    """The plugin is loaded and brings in nothing but itself: compared with the same run without it."""
    suite.folder.joinpath("conftest.py").write_text(
        "import json, sys\n"
        "def pytest_sessionfinish(session):\n"
        "    with open(session.config.getoption('basetemp') + '.json', 'w') as file:\n"
        "        json.dump(sorted(sys.modules), file)\n"
    )
    loaded = {}
    for name, options in {"with": [], "without": ["-p", "no:layers_mock"]}.items():
        given = f"--basetemp={suite.folder / name}"
        assert suite.run("def test_it(): pass\n", given, *options).ret == 0
        loaded[name] = set(json.loads((suite.folder / f"{name}.json").read_text(encoding="utf-8")))
    assert loaded["with"] - loaded["without"] == {"layers_mock", "layers_mock.pytest_plugin"}
    assert not {"aiohttp", "pydantic", "http.client", "asyncio"} & loaded["with"] - loaded["without"]


def test_markers_and_fixtures_and_options_describe_themselves(suite: Suite) -> None:
    assert '@pytest.mark.layers(fixture=..., seed=..., clock="real", speed=...)' in text_of(suite.run("", "--markers"))
    fixtures = text_of(suite.run("", "--fixtures"))
    assert "layers -- " in fixtures.replace(" [session scope]", "")
    assert "A fresh world for this test alone" in fixtures
    told = text_of(suite.run("", "--help"))
    for option in ("--layers-url=URL", "--layers-fixture=NAME", "--layers-seed=NUMBER", "--layers-coverage-floor=RATIO"):
        assert option in told


def test_what_a_test_holds_is_named_for_type_checkers() -> None:
    from layers_mock import testing

    assert {"Layers", "LayersServer"} <= set(testing.__all__)
    assert "aiohttp" not in {name.split(".")[0] for name in vars(sys.modules["layers_mock.testing"])}
