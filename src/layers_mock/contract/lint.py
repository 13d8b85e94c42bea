"""What a document must hold beyond OpenAPI: rules that are whole, and extensions that name things that exist."""

import re
from collections.abc import Iterator
from typing import Any, get_args

from layers_mock.contract.document import Contract
from layers_mock.contract.model import Basis, Operation, RateClass, Rule
from layers_mock.contract.validation import GENERAL_RULE

__all__ = ["faults"]

_RULE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+\Z")


def faults(contract: Contract) -> list[str]:
    """Every fault of a contract's document, one sentence each."""
    found = [fault for rule in contract.rules.values() for fault in _rule_faults(rule)]
    for operation in contract.operations.values():
        found.extend(_operation_faults(contract, operation))
    named = set(_named_rules(contract.document))
    unknown = sorted(named - set(contract.rules))
    found.extend(f"x-layers-rule names {rule_id}, which is no rule." for rule_id in unknown)
    if GENERAL_RULE not in contract.rules:
        found.append(f"The rule {GENERAL_RULE} is missing; every refusal without a rule of its own falls back on it.")
    return found


def _rule_faults(rule: Rule) -> Iterator[str]:
    if not _RULE_ID.match(rule.id):
        yield f"{rule.id}: a rule id is words in lower case, hyphens within, dots between."
    if rule.basis not in get_args(Basis):
        yield f"{rule.id}: basis {rule.basis!r} is not one of {', '.join(get_args(Basis))}."
    if not rule.statement.endswith("."):
        yield f"{rule.id}: the statement is no sentence."
    if not rule.page.startswith("docs/"):
        yield f"{rule.id}: page {rule.page!r} is no page of the vendor."
    if not rule.reason and (not rule.observable or rule.basis == "conflicting"):
        yield f"{rule.id}: a rule that is not observable or conflicting says why."


def _operation_faults(contract: Contract, operation: Operation) -> Iterator[str]:
    where = operation.id
    if operation.rate_class not in get_args(RateClass):
        yield f"{where}: rate class {operation.rate_class!r} does not exist."
    if operation.effect not in {"read", "reversible", "billable", "outward"}:
        yield f"{where}: effect {operation.effect!r} does not exist."
    if operation.job_kind is not None and operation.job_kind not in contract.job_kinds:
        yield f"{where}: job kind {operation.job_kind!r} does not exist."
    for code in operation.error_codes:
        if code not in contract.errors:
            yield f"{where}: error code {code} is not in the table."
    if not operation.rules:
        yield f"{where}: no rule says what it promises."
    if (operation.method == "GET") != (operation.rate_class == "read-light"):
        yield f"{where}: every GET is read-light and nothing else is."


def _named_rules(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        named = node.get("x-layers-rule")
        if isinstance(named, str):
            yield named
        elif isinstance(named, dict):
            yield from named.values()
        for value in node.values():
            yield from _named_rules(value)
    elif isinstance(node, list):
        for value in node:
            yield from _named_rules(value)
