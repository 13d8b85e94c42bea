"""Servers that bill a regeneration wrongly."""

from collections.abc import Callable

from layers_mock.kit.exchange import Response
from tests.mutants.generation_memory import CREDITS, Billed, miscounts
from tests.mutants.wrong import Ask, Asked, Mutant, read, refuses, turns

__all__ = ["MUTANTS"]

_REGENERATE = "regenerateContent"


def _preserves(asked: Asked) -> bool:
    return bool((asked.body or {}).get("preserveAssets"))


def _each(job: Billed) -> int:
    """The price of one variation of what was made anew; 0 where it was free."""
    return (50 if job.formats == ["slideshow_remix"] else 120) if job.price else 0


def _once(job: Billed) -> int:
    return _each(job) - job.price


def _always_video(job: Billed) -> int:
    return 70 * job.price // 50 if _each(job) == 50 else 0


def _preserving_costs(job: Billed) -> int:
    return 50 if _preserves(job.asked) else 0


def _preserving_costs_at_the_end(job: Billed) -> int:
    return 10 if _preserves(job.asked) and job.status == "completed" else 0


def _kept_if(status: str) -> Callable[[Billed], int]:
    return lambda job: job.price if job.status == status else 0


def _one_comes_back(job: Billed) -> int:
    return job.price - _each(job) if job.status in {"failed", "canceled"} else 0


def _half_comes_back(job: Billed) -> int:
    return job.price // 2 if job.status == "failed" else 0


def _refused_and_changed(asked: Asked, ask: Ask) -> Response:
    """The brief is changed before the wallet is asked: a free regeneration carries it in."""
    came = ask(asked.request)
    if asked.operation == _REGENERATE and came.status == 402 and "brief" in (asked.body or {}):
        ask(asked.with_fields(preserveAssets=True))
    return came


def _needs_more(asked: Asked, ask: Ask) -> Response:
    is_meant = asked.operation == _REGENERATE and asked.key == "frugal" and not _preserves(asked)
    if is_meant and read(asked, ask, CREDITS)["balance"] <= 120:
        return refuses(_REGENERATE, 402, "BILLING_EXHAUSTED")()(asked, ask)
    return ask(asked.request)


def _free(asked: Asked, ask: Ask) -> Response:
    """Who cannot pay gets the caption anew."""
    came = ask(asked.request)
    if asked.operation != _REGENERATE or came.status != 402:
        return came
    return ask(asked.with_fields(preserveAssets=True))


def _free_for_the_poor(asked: Asked, ask: Ask) -> Response:
    """Only an empty wallet is refused."""
    is_empty = read(asked, ask, CREDITS).get("balance") == 0
    return ask(asked.request) if is_empty else _free(asked, ask)


MUTANTS = (
    Mutant("regenerate-content.price", "Several variations cost as much as one.", miscounts(_REGENERATE, _once)),
    Mutant("regenerate-content.price", "A slideshow costs what a video does.", miscounts(_REGENERATE, _always_video)),
    Mutant("regenerate-content.price", "With preserveAssets it costs as well.", miscounts(_REGENERATE, _preserving_costs)),
    Mutant(
        "regenerate-content.price", "With preserveAssets the caption is billed when it is done.",
        miscounts(_REGENERATE, _preserving_costs_at_the_end),
    ),
    Mutant("regenerate-content.billing-exhausted", "Who cannot pay is served.", lambda: _free),
    Mutant("regenerate-content.billing-exhausted", "Only an empty wallet is refused.", lambda: _free_for_the_poor),
    Mutant("regenerate-content.billing-exhausted", "The last credits cannot be spent.", lambda: _needs_more),
    Mutant("regenerate-content.billing-exhausted", "The brief is changed before the wallet is asked.", lambda: _refused_and_changed),
    Mutant(
        "regenerate-content.billing-exhausted", "It is 409.",
        turns(_REGENERATE, 402, "BILLING_EXHAUSTED", to=(409, "CONFLICT")),
    ),
    Mutant("regenerate-content.refund", "A job that did not end well gives back one variation only.", miscounts(_REGENERATE, _one_comes_back)),
    Mutant("regenerate-content.refund", "A canceled job gives nothing back.", miscounts(_REGENERATE, _kept_if("canceled"))),
    Mutant("regenerate-content.refund", "A failed job gives half of it back.", miscounts(_REGENERATE, _half_comes_back)),
)  # fmt: skip
