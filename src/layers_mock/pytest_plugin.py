"""The pytest plugin: ``layers`` gives every test a fresh world, ``layers_server`` the session's server.

Loading it imports pytest alone; everything else waits until a fixture is used.
"""

import os
from argparse import ArgumentTypeError
from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from layers_mock.testing import Coverage, Layers, LayersServer

__all__ = ["layers", "layers_server"]

_WORLD: pytest.StashKey[tuple["LayersServer", "Layers"]] = pytest.StashKey()
_COVERAGE: pytest.StashKey["Coverage"] = pytest.StashKey()
_LOST: pytest.StashKey[list[str]] = pytest.StashKey()
_OUTPUT = "layers_mock_coverage"
_TOLD_CALLS = 10
_SETTINGS = ("fixture", "seed", "clock", "speed")
_TOKEN_VARIABLE = "LAYERS_MOCK_CONTROL_TOKEN"  # noqa: S105 - the name of the variable, no secret


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options, each with a setting of the same name in the configuration file."""
    group = parser.getgroup("layers-mock", "a stand-in for the Layers Partner API")
    told: tuple[tuple[str, Any, str, str], ...] = (
        ("url", _url, "URL", "use the server that runs there instead of starting one in this process"),
        ("fixture", str, "NAME", "the world each test begins with (default: acme, or what the server at --layers-url serves)"),
        ("seed", _seed, "NUMBER", "what keys and ids derive from (default: the server's, 1)"),
        (
            "coverage-floor",
            _ratio,
            "RATIO",
            "print which documented behaviours were met, and fail below this share of them (0 to 1)",
        ),
    )
    for name, kind, metavar, about in told:
        group.addoption(f"--layers-{name}", type=kind, default=None, metavar=metavar, help=about)
        parser.addini(f"layers_{name.replace('-', '_')}", f"what --layers-{name} says where it is not given", default=None)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and refuse settings that make no sense before any test runs."""
    config.addinivalue_line(
        "markers", 'layers(fixture=..., seed=..., clock="real", speed=...): the world that the fixture layers gives this test'
    )
    for name, read in (("url", _url), ("seed", _seed)):
        _option(config, name, read)
    if _option(config, "coverage-floor", _ratio) is not None:
        from layers_mock.testing import Coverage

        config.stash[_COVERAGE], config.stash[_LOST] = Coverage(), []


@pytest.fixture(scope="session")
def layers_server(pytestconfig: pytest.Config) -> Iterator["LayersServer"]:
    """The session's server: one in this process, or the one at ``--layers-url``. It makes worlds on demand."""
    server = _serve(pytestconfig)
    yield server
    server.close()


@pytest.fixture
def layers(request: pytest.FixtureRequest, layers_server: "LayersServer") -> "Layers":
    """A fresh world for this test alone, dropped after it. Its clock is a manual one unless the marker says otherwise."""
    from layers_mock.errors import LayersMockError

    wanted = _marked(request.node)
    try:
        world = layers_server.create(request.node.nodeid, **wanted)
    except LayersMockError as error:
        fault = f"layers: no world of {wanted or 'the default settings'}: {error}"
    else:
        request.node.stash[_WORLD] = (layers_server, world)
        return world
    pytest.fail(fault, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Tell in the report of a failed test what its world was asked; when the test is over, drop the world.

    Dropping it here and not in the fixture's own teardown lets a failure in another fixture's teardown tell as much.
    """
    report: pytest.TestReport = yield  # type: ignore[assignment]  # a wrapper is sent what it wraps
    found = item.stash.get(_WORLD, None)
    if found is None:
        return report  # type: ignore[return-value]  # pluggy hands on what a wrapper returns
    server, world = found
    if report.failed:
        report.sections.append((f"layers-mock: world {world.world}", _told(server, world)))
    if report.when == "teardown":
        del item.stash[_WORLD]
        _drop(server, world)
    return report  # type: ignore[return-value]  # as above


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was met to the controller of a parallel run; or judge it against the floor."""
    coverage = session.config.stash.get(_COVERAGE, None)
    if coverage is None:
        return
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_OUTPUT] = coverage.operations
    elif _is_below(session.config, coverage) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take in what a worker of a parallel run has met."""
    coverage = node.config.stash.get(_COVERAGE, None)
    if coverage is None:
        return
    output = getattr(node, "workeroutput", {})
    if _OUTPUT in output:
        coverage.add(output[_OUTPUT])
    else:
        node.config.stash[_LOST].append(node.gateway.id)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print which behaviours were met, where a floor asks for it."""
    coverage = config.stash.get(_COVERAGE, None)
    if coverage is None:
        return
    terminalreporter.section("layers-mock coverage")
    for line in coverage.lines():
        terminalreporter.line(line)
    for worker in config.stash[_LOST]:
        terminalreporter.line(f"The worker {worker} crashed; what its tests met is not counted.", yellow=True)
    floor = _option(config, "coverage-floor", _ratio) or 0.0
    counted = f"{coverage.met} of {coverage.documented} documented behaviours of {len(coverage.operations)} operations"
    if _is_below(config, coverage):
        terminalreporter.line(f"FAILED: met {counted}: {coverage.ratio:.3f}, below the floor of {floor:g}", red=True)
    else:
        terminalreporter.line(f"met {counted}: {coverage.ratio:.3f}, floor {floor:g}", green=True)


def _serve(config: pytest.Config) -> "LayersServer":
    from layers_mock.errors import LayersMockError
    from layers_mock.testing.server import LayersServer, run_mark

    url = _option(config, "url", _url)
    fixture = config.getoption("--layers-fixture") or config.getini("layers_fixture")
    coverage = config.stash.get(_COVERAGE, None)
    try:
        if url is not None:
            mark = run_mark(os.environ.get("PYTEST_XDIST_WORKER", "main"))
            token = os.environ.get(_TOKEN_VARIABLE)
            return LayersServer.running(url, fixture=fixture, seed=_seed_of(config), run=mark, token=token, coverage=coverage)
        return LayersServer.embedded(fixture=fixture or "acme", seed=_seed_of(config), coverage=coverage)
    except LayersMockError as error:
        fault = f"layers_server: {error}"
    pytest.fail(fault, pytrace=False)


def _marked(item: pytest.Item) -> dict[str, Any]:
    """What the markers say; the closest one wins."""
    wanted: dict[str, Any] = {}
    for marker in item.iter_markers("layers"):
        unknown = sorted(set(marker.kwargs) - set(_SETTINGS))
        if marker.args or unknown:
            said = ", ".join([*map(repr, marker.args), *unknown])
            pytest.fail(f"layers: the marker takes {', '.join(_SETTINGS)}, each by its name, and not {said}.", pytrace=False)
        wanted = {**marker.kwargs, **wanted}
    if "speed" in wanted and wanted.get("clock") != "real":
        pytest.fail('layers: a speed is of use to a real clock alone; add clock="real" to the marker.', pytrace=False)
    return wanted


def _told(server: "LayersServer", world: "Layers") -> str:
    """The last calls of a world and the last webhooks that came; without calls, those that came without a valid key."""
    from layers_mock.errors import LayersMockError
    from layers_mock.testing.journal import tail
    from layers_mock.testing.webhooks import last_lines

    try:
        calls = tail(world.control, _TOLD_CALLS)
        if calls:
            return "\n".join([calls, *last_lines(world.control, _TOLD_CALLS)])
        strays = [f"{stray['method']} {stray['path']} -> {stray['status']}  {stray['rule']}" for stray in server.strays()]
    except LayersMockError as error:
        return f"The journal could not be read: {error}"
    if not strays:
        return f"No calls. The client should use base URL {world.base_url} and a key of this world."
    return "\n".join(["No calls with a key of this world. With a key of none, or without one:", *reversed(strays)])


def _drop(server: "LayersServer", world: "Layers") -> None:
    from layers_mock.errors import LayersMockError

    try:
        server.drop(world)
    except LayersMockError:
        # A server that is gone holds nothing any more.
        return


def _is_below(config: pytest.Config, coverage: "Coverage") -> bool:
    return coverage.ratio < (_option(config, "coverage-floor", _ratio) or 0.0)


def _seed_of(config: pytest.Config) -> int | None:
    seed: int | None = _option(config, "seed", _seed)
    return seed


def _option(config: pytest.Config, name: str, read: Any) -> Any:
    """The value of an option or of its setting, or ``None``. Raises :class:`pytest.UsageError` for a setting without sense."""
    given = config.getoption(f"--layers-{name}")
    setting = f"layers_{name.replace('-', '_')}"
    text = config.getini(setting) if given is None else None
    if not text:
        return given
    try:
        return read(text)
    except ArgumentTypeError as error:
        raise pytest.UsageError(f"{setting}: {error}") from None


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ArgumentTypeError(f"{text!r} is no URL of a server; give it without /v1, as in http://127.0.0.1:4747")
    return text


def _seed(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no whole number") from None


def _ratio(text: str) -> float:
    try:
        ratio = float(text)
    except ValueError:
        ratio = float("nan")
    if not isfinite(ratio) or not 0 <= ratio <= 1:
        hint = f"; write {ratio / 100:g} for {ratio:g} %" if 1 < ratio <= 100 else ""
        raise ArgumentTypeError(f"{text!r} is no ratio between 0 and 1{hint}")
    return ratio
