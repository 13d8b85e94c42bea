"""Rules that the document's request schemas carry: what breaks the schema is refused, what lies at its edge is taken."""

from collections.abc import Iterator
from functools import partial

from layers_mock.contract import Contract, Operation
from layers_mock.kit import Api, BrokenRuleError, Check, UnprovidedError, check

from .cases import Case, cases, fields, fields_about
from .every import MOST_QUICK
from .valid import valid_call

__all__ = ["made_from"]

_GENERAL = "validation.request"
_MOST = 16
_FEW = 6
_MOST_QUICK, _FEW_QUICK = 5, 2


def made_from(contract: Contract) -> Iterator[Check]:
    """One check per operation and rule that its request schemas carry."""
    for operation in contract.operations.values():
        carried = sorted({rule for field in fields(operation) for rule in field.rules})
        for rule in carried:
            run = partial(_holds_its_schema, operation=operation, rule=rule)
            run.__module__ = __name__
            yield Check(f"schemas.{operation.id}.{rule}", (rule,), run, about=contract.rule(rule).statement)


@check(_GENERAL)
def every_fault_is_named(api: Api) -> None:
    """Whatever breaks a schema, of any operation, has the operation's status and code and the path in `details.issues`."""
    for operation in api.some(api.contract.operations.values(), MOST_QUICK):
        wrong = [case for case in cases(api.contract, operation, valid_call(api, operation.id)) if case.rule is not None]
        for case in api.some(_spread(wrong, _FEW), _FEW_QUICK):
            _refused(api, operation, _GENERAL, case)


def _holds_its_schema(api: Api, operation: Operation, rule: str) -> None:
    """Refused where the document says so, with the operation's code and the path; taken where it does not."""
    wrong, fine = _of_rule(api, operation, rule)
    if not wrong and not fine:
        raise UnprovidedError(f"no case of {rule} comes out of the schemas of {operation.id}")
    for case in api.some(_spread(wrong, _MOST), _MOST_QUICK):
        _refused(api, operation, rule, case)
    for case in api.some(_spread(fine, _MOST // 2), _FEW_QUICK):
        _taken(api, operation, rule, case)


def _of_rule(api: Api, operation: Operation, rule: str) -> tuple[list[Case], list[Case]]:
    """The cases that break the rule, and those at its edge that do not."""
    found = list(cases(api.contract, operation, valid_call(api, operation.id), fields_about(operation, rule)))
    wrong = [case for case in found if case.rule == rule]
    fine = [case for case in found if case.rule is None and rule in case.field.rules]
    return wrong, fine


def _spread(found: list[Case], most: int) -> list[Case]:
    """At most so many of them, from all over the list: its ends are always among them."""
    if len(found) <= most:
        return found
    return [found[round(index * (len(found) - 1) / (most - 1))] for index in range(most)]


def _refused(api: Api, operation: Operation, rule: str, case: Case) -> None:
    answer = case.call.send(api)
    code, status = operation.validation_code, operation.validation_status
    names_path = rule == _GENERAL or "names its path" in api.contract.rule(rule).statement
    is_named = not names_path or case.issue in answer.issue_paths or case.field.place == "path"
    if (answer.status, answer.code) != (status, code) or not is_named:
        promised = f"{status} {code}{f' that names {case.issue}' if names_path else ''} for {operation.id} with {case.about}"
        raise BrokenRuleError(answer.told, promised=promised)


def _taken(api: Api, operation: Operation, rule: str, case: Case) -> None:
    """Not refused as invalid. That something it names does not exist is another matter."""
    answer = _fresh(api, operation, case).call.send(api)
    if answer.status in {400, 422} or answer.status >= 500:
        raise BrokenRuleError(answer.told, promised=f"{operation.id} with {case.about} is taken")


def _fresh(api: Api, operation: Operation, case: Case) -> Case:
    """The case on things of its own, for a call that was taken before may have used them up."""
    valid = valid_call(api, operation.id)
    again = cases(api.contract, operation, valid, [case.field])
    return next((one for one in again if one.about == case.about and one.rule is None), case)
