"""Parts of a contract as plain JSON data, as the command line and the control API show them."""

from layers_mock.contract.model import JsonObject, Rule

__all__ = ["rule_view"]


def rule_view(rule: Rule) -> JsonObject:
    """One rule with all its fields."""
    return {
        "id": rule.id,
        "statement": rule.statement,
        "page": rule.page,
        "basis": rule.basis,
        "observable": rule.observable,
        "reason": rule.reason,
        "operation": rule.operation,
    }
