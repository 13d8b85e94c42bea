"""Each operation asked with everything that schemathesis makes of its part of the document: one check per operation."""

from collections.abc import Iterator
from functools import partial

from layers_mock.contract import Contract, Operation
from layers_mock.kit import Answer, Api, BrokenRuleError, Check, UnprovidedError

from .aim import Aim
from .smaller import smallest
from .source import Made, source_of
from .verdict import judge

__all__ = ["RULES", "made_from"]

RULES = (
    "validation.request", "answers.documented", "errors.internal", "errors.envelope", "request-ids.every-answer",
    "request-ids.in-envelope",
)  # fmt: skip
_GUESSES = 5
_FEW_GUESSES = 2
_SPARED = 4
"""Where somebody pays, one in so many of the requests that are billed is sent."""


def made_from(contract: Contract) -> Iterator[Check]:
    """One check for each operation of the document."""
    for operation in contract.operations.values():
        run = partial(_keeps_to_the_document, operation=operation)
        run.__module__ = __name__
        about = f"{operation.id} takes what fits the document and refuses what does not, and each answer is as documented."
        yield Check(f"conformance.operations.{operation.id}", RULES, run, is_long=True, about=about)


def _keeps_to_the_document(api: Api, operation: Operation) -> None:
    """Whatever the document lets a client ask is answered as it says, and whatever it does not is refused."""
    aim = Aim(api, operation)
    answers = [_asked(api, aim, made) for made in _requests(api, operation)]
    if not any(answer is not None and answer.status < 400 for answer in answers):
        raise UnprovidedError(f"none of {len(answers)} requests for {operation.id} came to anything")


def _requests(api: Api, operation: Operation) -> Iterator[Made]:
    source = source_of(api.contract)
    covered = source.covered(operation)
    yield from covered[::_SPARED] if api.is_shared and operation.price is not None else covered
    yield from source.fuzzed(operation, seed=api.seed, most=_FEW_GUESSES if api.is_shared else _GUESSES)


def _asked(api: Api, aim: Aim, made: Made) -> Answer | None:
    """The answer to a request; where it breaks a rule, the smallest request that was found to break it is told."""
    try:
        return _judged(api, aim, made)
    except BrokenRuleError as error:
        if api.is_shared:
            raise
        raise smallest(made, error, lambda smaller: _judged(api, aim, smaller, is_again=True)) from None


def _judged(api: Api, aim: Aim, made: Made, *, is_again: bool = False) -> Answer | None:
    answer = aim.send(made, is_again=is_again)
    if answer is not None:
        judge(api.contract, api.provision.base_url, answer)
    return answer
