"""The rules of the contract."""

from layers_mock.contract import JsonObject
from layers_mock.contract.views import rule_view
from layers_mock.errors import ControlError, UnknownRuleError
from layers_mock.http.control.models import RuleList, RuleState
from layers_mock.http.control.routes import ControlRequest, Route

__all__ = ["ROUTES"]


def _list(request: ControlRequest) -> JsonObject:
    return {"items": [rule_view(rule) for rule in request.world.contract.rules.values()]}


def _read(request: ControlRequest) -> JsonObject:
    try:
        return rule_view(request.world.contract.rule(request.argument))
    except UnknownRuleError as error:
        raise ControlError(404, str(error)) from None


ROUTES = (
    Route("GET", "rules", "List the rules.", RuleList, _list, is_of_a_world=False),
    Route("GET", "rules/{id}", "Read a rule.", RuleState, _read, problems=(404,), is_of_a_world=False),
)
