"""A key with a scope list may call what its list holds and nothing else: one check per operation that tells its scope."""

from collections.abc import Iterator
from functools import partial

from layers_mock.contract import Contract, Operation
from layers_mock.kit import Api, BrokenRuleError, Check, UnprovidedError, check, equal, holds

from .valid import valid_call

__all__ = ["made_from"]

_LISTED = ("limited", "writer")


def made_from(contract: Contract) -> Iterator[Check]:
    """One check for the scope rule of each operation that has one."""
    for operation in contract.operations.values():
        for rule in operation.rules:
            if rule.id.endswith(".scope"):
                run = partial(_needs_its_scope, operation=operation)
                run.__module__ = __name__
                yield Check(f"scopes.{operation.id}", (rule.id,), run, about=rule.statement)


def _needs_its_scope(api: Api, operation: Operation) -> None:
    """Refused to the key whose list lacks the scope, let through for the one whose list has it."""
    lacking, having = _roles(api, str(operation.scope))
    call = valid_call(api, operation.id, key=having)
    call.send(api, key=lacking).refused(403, "FORBIDDEN_SCOPE")
    answer = call.send(api, key=having)
    holds(answer.is_success, f"{answer.told} for a key whose list has {operation.scope}")


def _roles(api: Api, scope: str) -> tuple[str, str]:
    """A role whose scope list lacks the scope, and one that has it in its list."""
    lists = {role: api.scopes(role) for role in _LISTED}
    lacking = [role for role, scopes in lists.items() if scopes is not None and scope not in scopes]
    having = [role for role, scopes in lists.items() if scopes is not None and scope in scopes]
    if not lacking:
        raise UnprovidedError(f"no key's scope list lacks {scope}")
    return lacking[0], having[0] if having else "full"


@check("auth.scope-required")
def the_scope_matrix_is_complete(api: Api) -> None:
    """Each operation with a scope, asked with each key that has a list: refused exactly where the list lacks it."""
    for operation in api.contract.operations.values():
        if operation.scope is None:
            continue
        call = valid_call(api, operation.id)
        for role in _LISTED:
            scopes = api.scopes(role)
            if scopes is None:
                raise UnprovidedError(f"the key {role} has no scope list")
            answer = call.send(api, key=role)
            is_refused = (answer.status, answer.code) == (403, "FORBIDDEN_SCOPE")
            if is_refused != (operation.scope not in scopes):
                raise BrokenRuleError(f"{operation.id} with a key whose list is {scopes}: {answer.told}")


@check("auth.no-scope-list")
def a_key_without_a_list_may_call_everything(api: Api) -> None:
    """No operation refuses a key without a scope list for want of a scope."""
    for operation in api.contract.operations.values():
        answer = valid_call(api, operation.id).send(api)
        holds(answer.code != "FORBIDDEN_SCOPE", f"{operation.id}: {answer.told}")
        equal(answer.is_success, True, f"success of {operation.id}, which came as {answer.told[:200]},")
