"""What a clone costs, and what it gives back."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..making import balance, canceled, completed, container_now, failed, generated, give_back
from .calls import clone, cloned, is_there, not_there

__all__: list[str] = []


@check("clone-from-post.price", alone=True)
def a_clone_costs_the_price_of_its_sources_format(api: Api) -> None:
    """Times its variations, at once, and no more or less in the end; for two formats and both modes."""
    for changes, times in (
        ({"variations": 3}, 3),
        ({"sourcePlatformPostId": api.state("slideshow_post")}, 1),
        ({"sourcePlatformPostId": api.state("slideshow_post"), "mode": "reimagine", "variations": 2}, 2),
    ):
        before = balance(api)
        accepted = cloned(api, **changes)
        price = api.contract.prices[container_now(api, accepted["containerId"])["format"]] * times
        equal(before - balance(api), price, f"credits taken at acceptance with {changes}")
        completed(api, accepted)
        equal(before - balance(api), price, f"credits taken in the end with {changes}")


@check("clone-from-post.refund", alone=True)
def a_canceled_job_gives_all_credits_back(api: Api) -> None:
    """All variations' worth, once, however often the job is read."""
    before = balance(api)
    accepted = cloned(api, variations=2)
    holds(balance(api) < before, f"nothing was taken of the balance of {before}, so that nothing can come back")
    canceled(api, accepted)
    equal(balance(api), before, "balance after the job was canceled")
    api.finish(accepted)
    equal(balance(api), before, "balance after the canceled job was read again")


@check("clone-from-post.refund", alone=True)
def a_failed_job_gives_all_credits_back(api: Api) -> None:
    """All variations' worth, once, however often the job is read."""
    api.needs_failing_jobs()
    before = balance(api)
    accepted = cloned(api, variations=3)
    holds(balance(api) < before, f"nothing was taken of the balance of {before}, so that nothing can come back")
    failed(api, accepted)
    equal(balance(api), before, "balance after the job failed")
    api.finish(accepted)
    equal(balance(api), before, "balance after the failed job was read again")


@check("clone-from-post.billing-exhausted")
def without_credits_nothing_is_made(api: Api) -> None:
    """One variation or several: refused, nothing is made and nothing taken."""
    before = balance(api, key="broke")
    for variations in (1, 3):
        target = api.uuid()
        answer = clone(api, target, key="broke", **_broke(api), variations=variations)
        equal(answer.code, "BILLING_EXHAUSTED", f"code of {answer.told}")
        not_there(api, target, key="broke")
    equal(balance(api, key="broke"), before, "balance after the refusals")


@check("clone-from-post.billing-status")
def the_refusal_tells_price_and_balance(api: Api) -> None:
    """402, with `balance` as the wallet tells it and `required` for all variations."""
    has = balance(api, key="broke")
    for variations in (1, 3):
        answer = clone(api, api.uuid(), key="broke", **_broke(api), variations=variations).refused(402, "BILLING_EXHAUSTED")
        equal(answer.details.get("balance"), has, "details.balance")
        required = answer.details.get("required")
        prices = {price * variations for price in api.contract.prices.values()}
        holds(required in prices, f"details.required {required!r} for {variations} variations")


@check("clone-from-post.billing-exhausted", alone=True)
def the_last_credit_can_be_spent_and_not_one_more(api: Api) -> None:
    """A balance of exactly the price is enough; one variation more is refused and takes nothing."""
    started: list[Any] = []
    try:
        _spend_to_the_last_credit(api, started)
    finally:
        # The next run finds the wallet as it was.
        give_back(api, *reversed(started), key="frugal")


def _spend_to_the_last_credit(api: Api, started: list[Any]) -> None:
    """Leave a multiple of a slideshow's price, then ask for one variation too many and for all that there is."""
    project, price = api.state("frugal_project"), api.contract.prices["slideshow_remix"]
    frugal: dict[str, Any] = {"key": "frugal", "projectId": project, "sourcePlatformPostId": api.state("frugal_post")}
    while balance(api, key="frugal") % price and len(started) < 4:
        started.append(generated(api, project, key="frugal", format="video_remix"))
    while (left := balance(api, key="frugal")) > 5 * price and len(started) < 8:
        started.append(cloned(api, **frugal, variations=min(10, left // price - 2)))
    if left % price or not 0 < left <= 5 * price:
        raise UnprovidedError(f"the balance of {left} of the key frugal is not that of a few slideshows")
    target, times = api.uuid(), left // price
    answer = clone(api, target, **frugal, variations=times + 1)
    equal(answer.code, "BILLING_EXHAUSTED", f"code of {answer.told}")
    not_there(api, target, key="frugal")
    equal(balance(api, key="frugal"), left, "balance after the refusal")
    started.append(clone(api, target, **frugal, variations=times).succeeded(202))
    equal(balance(api, key="frugal"), 0, "balance after all of it was spent")
    holds(is_there(api, target, key="frugal"), "a clone that was paid for is not there")


def _broke(api: Api) -> dict[str, Any]:
    return {"projectId": api.state("broke_project"), "sourcePlatformPostId": api.state("broke_post")}
