"""Scenarios: put, listed, switched on, taken out."""

from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError, FixtureError
from layers_mock.fixtures.misfits import refuse_unknown_names
from layers_mock.fixtures.scenarios import ScenarioFixture, compile_scenario
from layers_mock.http.control.models import Nothing, ScenarioList, ScenarioState
from layers_mock.http.control.routes import ControlRequest, Route
from layers_mock.http.control.summaries import summary_of
from layers_mock.world.clock import iso
from layers_mock.world.scenarios import Scenario

__all__ = ["ROUTES", "scenario_state"]


def scenario_state(scenario: Scenario) -> JsonObject:
    """A scenario as the control API shows it."""
    return {
        "name": scenario.name,
        "isPrepared": scenario.is_prepared,
        "matched": scenario.matched,
        "applied": scenario.applied,
        "times": scenario.times,
        "expiresAt": None if scenario.expires_at is None else iso(scenario.expires_at),
        "summary": summary_of(scenario),
    }


def _put(request: ControlRequest) -> JsonObject:
    world = request.world
    keys = [key.name for key in world.keys.values()]
    try:
        refuse_unknown_names(request.body, world.contract)
    except FixtureError as error:
        raise ControlError(422, str(error)) from None
    try:
        scenario = compile_scenario(request.body, world.contract, labels=world.base.labels, keys=keys, now=request.now)
    except FixtureError as error:
        raise ControlError(409, str(error)) from None
    world.scenarios.add(scenario)
    return scenario_state(scenario)


def _list(request: ControlRequest) -> JsonObject:
    return {"items": [scenario_state(scenario) for scenario in request.world.scenarios.all()]}


def _found(request: ControlRequest) -> Scenario:
    scenario = request.world.scenarios.get(request.argument)
    if scenario is None:
        raise ControlError(404, f"No scenario {request.argument[:100]!r} in this world.")
    return scenario


def _read(request: ControlRequest) -> JsonObject:
    return scenario_state(_found(request))


def _fire(request: ControlRequest) -> JsonObject:
    scenario = _found(request)
    scenario.is_prepared = False
    scenario.matched = scenario.applied = 0
    return scenario_state(scenario)


def _remove(request: ControlRequest) -> JsonObject:
    _found(request)
    request.world.scenarios.remove(request.argument)
    return {}


def _clear(request: ControlRequest) -> JsonObject:
    request.world.scenarios.clear()
    return {}


ROUTES = (
    Route("GET", "scenarios", "List the scenarios.", ScenarioList, _list),
    Route("POST", "scenarios", "Put a scenario.", ScenarioState, _put, ScenarioFixture, status=201, problems=(409, 422)),
    Route("DELETE", "scenarios", "Take all scenarios out.", Nothing, _clear),
    Route("GET", "scenarios/{name}", "Read a scenario.", ScenarioState, _read, problems=(404,)),
    Route("POST", "scenarios/{name}/fire", "Switch a prepared scenario on.", ScenarioState, _fire, problems=(404,)),
    Route("DELETE", "scenarios/{name}", "Take a scenario out.", Nothing, _remove, problems=(404,)),
)
