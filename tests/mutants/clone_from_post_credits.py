"""Servers that count credits wrongly."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.clone_from_post_servers import CLONE, PRICES, is_made, wallet
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, json_of, read, refusal, refusals, replies, turns, with_json

__all__ = ["MUTANTS"]


def _price(clone: Any) -> int:
    return PRICES[clone["format"]] * int(clone.get("variations", 1))


def _taken_at_the_end(clones: list[Any], asked: Asked) -> int:
    return sum(_price(clone) for clone in clones if asked.passed == clone["at"])


def _one_variation_alone(clones: list[Any], asked: Asked) -> int:
    return sum(_price(clone) - PRICES[clone["format"]] for clone in clones)


def _all_as_videos(clones: list[Any], asked: Asked) -> int:
    return sum(_price(clone) - 120 * int(clone.get("variations", 1)) for clone in clones)


def _thanks_at_the_end(clones: list[Any], asked: Asked) -> int:
    return sum(10 for clone in clones if asked.passed > clone["at"])


def _half_reimagined(clones: list[Any], asked: Asked) -> int:
    return sum(_price(clone) // 2 for clone in clones if clone.get("mode") == "reimagine")


def _fee(status: str) -> Any:
    """Of a job that ended so, the price of one variation is kept."""
    return lambda clones, asked: -sum(PRICES[clone["format"]] for clone in clones if clone["status"] == status)


def _back_with_each_read(clones: list[Any], asked: Asked) -> int:
    """Each time that the failed job is read, its credits come back."""
    return sum(_price(clone) * (clone["reads"] - 1) for clone in clones if clone["status"] == "failed")


def _keeps_all_when_canceled(clones: list[Any], asked: Asked) -> int:
    return -sum(_price(clone) for clone in clones if clone["status"] == "canceled")


def _refused_and_made() -> Server:
    """Without credits a clone is refused, and its container there."""
    refused: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == CLONE and came.status == 402:
            refused.add(asked.path[0])
        if asked.operation != "getContent" or asked.path[0] not in refused or came.status != 404 or asked.key != "broke":
            return came
        other = ask(asked.further("GET", f"/v1/content/{asked.memory.ids['broke-container']}"))
        return with_json(other, json_of(other) | {"id": f"cnt_{asked.path[0]}", "status": "queued"})

    return server


def _needs_more_than_the_price(asked: Asked, ask: Ask) -> Response:
    """A balance of exactly the price is not enough."""
    if asked.operation == CLONE and asked.key == "frugal":
        balance = read(asked, ask, "/v1/credits")["balance"]
        if balance == PRICES["slideshow_remix"] * asked.body.get("variations", 1):
            return refusal(ask(asked.with_header("X-Api-Key", "lp_live_nobody")), 402, "BILLING_EXHAUSTED")
    return ask(asked.request)


def _as_many_as_it_can(came: Came, ask: Ask) -> Response:
    """Where the credits do not cover all variations, one is made."""
    if came.status != 402:
        return came.response
    one = ask(came.asked.with_body(came.asked.body | {"variations": 1}))
    return one if is_made(one) else came.response


def _for_one_variation(came: Came, ask: Ask) -> Response:
    if came.status != 402:
        return came.response
    return ask(came.asked.with_body(came.asked.body | {"variations": 1}))


def _lacking(error: Any) -> None:
    if error["code"] == "BILLING_EXHAUSTED":
        error["details"] = {"required": error["details"]["required"], "balance": -error["details"]["required"]}


MUTANTS = (
    Mutant("clone-from-post.price", "Credits are taken when the job is over.", wallet(_taken_at_the_end)),
    Mutant("clone-from-post.price", "Several variations cost as much as one.", wallet(_one_variation_alone)),
    Mutant("clone-from-post.price", "A slideshow costs as much as a video.", wallet(_all_as_videos)),
    Mutant("clone-from-post.price", "A completed job gives 10 credits back.", wallet(_thanks_at_the_end)),
    Mutant("clone-from-post.price", "A reimagined clone costs half.", wallet(_half_reimagined)),
    Mutant("clone-from-post.refund", "A canceled job keeps the price of one variation.", wallet(_fee("canceled"))),
    Mutant("clone-from-post.refund", "A canceled job keeps its price.", wallet(_keeps_all_when_canceled)),
    Mutant("clone-from-post.refund", "A failed job keeps the price of one variation.", wallet(_fee("failed"))),
    Mutant("clone-from-post.refund", "A failed job gives its credits back each time that it is read.", wallet(_back_with_each_read)),
    Mutant("clone-from-post.billing-exhausted", "Without credits a clone is refused and its container there.", _refused_and_made),
    Mutant("clone-from-post.billing-exhausted", "The balance has to be more than the price.", lambda: _needs_more_than_the_price),
    Mutant("clone-from-post.billing-exhausted", "As many variations are made as can be paid for.", replies(CLONE, _as_many_as_it_can)),
    Mutant("clone-from-post.billing-exhausted", "An empty wallet has the code of a conflict.", turns(
        CLONE, 402, "BILLING_EXHAUSTED", to=(402, "CONFLICT"))),
    Mutant("clone-from-post.billing-status", "An empty wallet is 403.", turns(
        CLONE, 402, "BILLING_EXHAUSTED", to=(403, "BILLING_EXHAUSTED"))),
    Mutant("clone-from-post.billing-status", "`required` is the price of one variation.", replies(CLONE, _for_one_variation)),
    Mutant("clone-from-post.billing-status", "`balance` tells what is missing.", refusals(CLONE, _lacking)),
)  # fmt: skip
