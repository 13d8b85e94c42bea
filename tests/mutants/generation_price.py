"""Servers that bill a generation wrongly."""

from collections.abc import Callable

from layers_mock.kit.exchange import Request, Response
from tests.mutants.generation_memory import CREDITS, Billed, miscounts
from tests.mutants.wrong import Ask, Asked, Mutant, read, refuses, turns, when_asked

__all__ = ["MUTANTS"]

_GENERATE = "generateContent"


def _one_only(job: Billed) -> int:
    return job.price // job.variants - job.price


def _again_at_the_end(job: Billed) -> int:
    return job.price if job.status == "completed" else 0


def _at_the_end(job: Billed) -> int:
    return -job.price if job.status == "running" else 0


def _dear_slides(job: Billed) -> int:
    return 70 * job.variants if set(job.formats) == {"slideshow_remix"} else 0


def _is_auto(job: Billed) -> bool:
    return bool((job.asked.body or {}).get("format", "auto") == "auto")


def _difference_kept(job: Billed) -> int:
    if not _is_auto(job) or job.status != "completed":
        return 0
    return 70 * job.formats.count("slideshow_remix")


def _always_slides(job: Billed) -> int:
    if not _is_auto(job) or job.status != "completed":
        return 0
    return -70 * sum(format_ != "slideshow_remix" for format_ in job.formats)


def _cheap_at_first(job: Billed) -> int:
    return -70 * job.variants if _is_auto(job) and job.status == "running" else 0


def _all_as_the_first(job: Billed) -> int:
    """All containers cost what the first one has become."""
    if not _is_auto(job) or job.status != "completed":
        return 0
    ended = job.formats
    as_first = 50 if ended[0] == "slideshow_remix" else 120
    return sum(as_first - (50 if format_ == "slideshow_remix" else 120) for format_ in ended)


def _one_comes_back(job: Billed) -> int:
    return job.price - job.price // job.variants if job.status in {"failed", "canceled"} else 0


def _kept_if(status: str) -> Callable[[Billed], int]:
    return lambda job: job.price if job.status == status else 0


def _auto_keeps_the_least(job: Billed) -> int:
    return 50 * job.variants if _is_auto(job) and job.status in {"failed", "canceled"} else 0


def _twice_back(job: Billed) -> int:
    return -job.price if job.status == "failed" else 0


def _price(asked: Asked) -> int:
    body = asked.body or {}
    return (50 if body.get("format") == "slideshow_remix" else 120) * int(body.get("variantCount", 1))


def _on_credit(asked: Asked, ask: Ask) -> Response:
    """Whoever has any credits left is served, with what they pay for."""
    came = ask(asked.request)
    if asked.operation != _GENERATE or came.status != 402 or read(asked, ask, CREDITS)["balance"] == 0:
        return came
    return ask(asked.with_fields(format="slideshow_remix", variantCount=1))


def _covered(asked: Asked, ask: Ask, *, more: int) -> bool:
    return bool(read(asked, ask, CREDITS)["balance"] >= _price(asked) + more)


def _needs_more(asked: Asked, ask: Ask) -> Response:
    """What the last credits would pay for is refused."""
    if asked.operation != _GENERATE or asked.key != "frugal" or _covered(asked, ask, more=1):
        return ask(asked.request)
    return refuses(_GENERATE, 402, "BILLING_EXHAUSTED")()(asked, ask)


def _refused_and_made(asked: Asked, ask: Ask) -> Response:
    came = ask(asked.request)
    if asked.operation == _GENERATE and came.status == 402 and asked.key == "frugal":
        ask(asked.with_fields("variantCount"))
    return came


def _broke_is_served(asked: Asked) -> Request:
    url = asked.request.url.replace(asked.path[0], asked.memory.ids["foreign-project"])
    return asked.with_key("other")._replace(url=url)


MUTANTS = (
    Mutant("generate-content.price", "Several variants cost as much as one.", miscounts(_GENERATE, _one_only)),
    Mutant("generate-content.price", "The price is taken when the job is over.", miscounts(_GENERATE, _at_the_end)),
    Mutant("generate-content.price", "It is taken at acceptance, and another time at the end.", miscounts(_GENERATE, _again_at_the_end)),
    Mutant("generate-content.price", "A slideshow costs what a video does.", miscounts(_GENERATE, _dear_slides)),
    Mutant("generate-content.auto-price", "The difference never comes back.", miscounts(_GENERATE, _difference_kept)),
    Mutant("generate-content.auto-price", "It costs 50 whatever it ends as.", miscounts(_GENERATE, _always_slides)),
    Mutant("generate-content.auto-price", "It takes 50 at first.", miscounts(_GENERATE, _cheap_at_first)),
    Mutant("generate-content.auto-price", "All variants cost what the first one ends as.", miscounts(_GENERATE, _all_as_the_first)),
    Mutant(
        "generate-content.billing-exhausted", "It is 403.",
        turns(_GENERATE, 402, "BILLING_EXHAUSTED", to=(403, "BILLING_EXHAUSTED")),
    ),
    Mutant("generate-content.billing-exhausted", "Without credits everything is made.", when_asked(
        _GENERATE, _broke_is_served, when=lambda asked: asked.key == "broke")),
    Mutant("generate-content.billing-exhausted", "Whoever has any credits left is served.", lambda: _on_credit),
    Mutant("generate-content.billing-exhausted", "The last credits cannot be spent.", lambda: _needs_more),
    Mutant("generate-content.billing-exhausted", "What is refused is made all the same, once.", lambda: _refused_and_made),
    Mutant(
        "generate-content.refund", "A job that did not end well gives back the price of one variant only.",
        miscounts(_GENERATE, _one_comes_back),
    ),
    Mutant("generate-content.refund", "A canceled job gives nothing back.", miscounts(_GENERATE, _kept_if("canceled"))),
    Mutant("generate-content.refund", "A failed job gives nothing back.", miscounts(_GENERATE, _kept_if("failed"))),
    Mutant("generate-content.refund", "auto keeps the least it can cost.", miscounts(_GENERATE, _auto_keeps_the_least)),
    Mutant("generate-content.refund", "A failed job gives its credits back twice.", miscounts(_GENERATE, _twice_back)),
)  # fmt: skip
