"""Servers that look at scopes wrongly."""

from collections.abc import Callable, Iterator

from layers_mock.contract import Contract
from tests.mutants.wrong import Mutant, Server, as_key, refuses, turns, when_asked

__all__ = ["MUTANTS", "made_from"]


def made_from(contract: Contract) -> Iterator[Mutant]:
    """Three defects for the scope rule of each operation."""
    for operation in contract.operations.values():
        for rule in operation.rules:
            if rule.id.endswith(".scope"):
                yield Mutant(rule.id, "Keys without the scope are let through.", _blind(operation.id))
                yield Mutant(
                    rule.id, "A missing scope is 403 with the code UNAUTHENTICATED.",
                    turns(operation.id, 403, "FORBIDDEN_SCOPE", to=(403, "UNAUTHENTICATED")),
                )  # fmt: skip
                yield Mutant(
                    rule.id, "Whoever has a scope list is refused, whatever is in it.",
                    refuses(operation.id, 403, "FORBIDDEN_SCOPE", when=lambda asked: asked.key in {"limited", "writer"}),
                )  # fmt: skip


def _blind(operation: str) -> Callable[[], Server]:
    return when_asked(operation, lambda asked: asked.with_key("full"), when=lambda asked: asked.key in {"limited", "writer"})


MUTANTS = (
    Mutant("auth.scope-required", "Listing content asks for no scope.", as_key("listContent", "writer", "full")),
    Mutant(
        "auth.scope-required", "The list of one operation is that of another: patching a project takes projects:read.",
        as_key("patchProject", "limited", "full"),
    ),
    Mutant(
        "auth.scope-required", "A missing scope is 401.",
        turns("generateContent", 403, "FORBIDDEN_SCOPE", to=(401, "UNAUTHENTICATED")),
    ),
    Mutant(
        "auth.no-scope-list", "A key without a list may not delete influencers.",
        refuses("deleteInfluencer", 403, "FORBIDDEN_SCOPE", when=lambda asked: asked.key == "full"),
    ),
    Mutant("auth.no-scope-list", "No list means read only.", refuses(
        {"createProject", "patchProject"}, 403, "FORBIDDEN_SCOPE", when=lambda asked: asked.key == "full")),
)  # fmt: skip
