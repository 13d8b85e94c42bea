"""What a generation costs, when that is taken and when it comes back."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal

from ..making import SLIDES, balance, canceled, completed, container_ids, container_now, failed, generated
from .making import generate
from .spending import given_back, spent_down

__all__: list[str] = []

_TRIES = 4


@check("generate-content.price", alone=True)
def a_generation_costs_its_format_for_each_variant(api: Api) -> None:
    """The price is taken at acceptance, for each variant, and stays taken when the job is completed."""
    for format_, count in (("video_remix", 2), (SLIDES, 3), ("ugc_remix", 1)):
        before, price = balance(api), api.contract.prices[format_] * count
        accepted = generate(api, format=format_, variantCount=count).succeeded(202)
        equal(before - balance(api), price, f"credits taken at acceptance of {count} {format_}")
        completed(api, accepted)
        equal(before - balance(api), price, f"credits taken when {count} {format_} are completed")


@check("generate-content.auto-price", alone=True)
def auto_is_billed_by_the_format_it_ends_in(api: Api) -> None:
    """120 for each variant at acceptance; when the job is completed, 50 for each that is a slideshow."""
    seen: set[str] = set()
    for _ in range(_TRIES):
        before = balance(api)
        accepted = generate(api, format="auto", variantCount=5).succeeded(202)
        equal(before - balance(api), 5 * 120, "credits taken at acceptance of 5 auto")
        completed(api, accepted)
        formats = [container_now(api, id_)["format"] for id_ in accepted["containerIds"]]
        cost = sum(50 if format_ == SLIDES else 120 for format_ in formats)
        equal(before - balance(api), cost, f"credits taken when they are completed as {formats}")
        seen.update(formats)
        if {SLIDES} < set(formats):
            return
    if SLIDES not in seen:
        raise UnprovidedError(f"of {_TRIES * 5} auto containers none became a slideshow")


@check("generate-content.billing-exhausted")
def nothing_is_made_without_credits(api: Api) -> None:
    """An organisation without credits is refused, and no container is made."""
    place = api.state("broke_project")
    known = container_ids(api, place, key="broke")
    for body in ({}, {"format": "auto"}, {"variantCount": 5, "id": api.uuid()}):
        generate(api, place, key="broke", **body).refused(402, "BILLING_EXHAUSTED")
    equal(container_ids(api, place, key="broke"), known, "the project's containers after the refusals")


@check("generate-content.billing-exhausted", alone=True)
def the_balance_decides_to_the_last_credit(api: Api) -> None:
    """With credits for three slideshows left, four are refused and take nothing, three are made."""
    place, jobs = api.state("frugal_project"), list[Any]()
    try:
        spent_down(api, 150, jobs)
        known = container_ids(api, place, key="frugal")
        for body in ({"variantCount": 4}, {"format": "video_remix", "variantCount": 2}, {"format": "auto", "variantCount": 2}):
            generate(api, place, key="frugal", **body).refused(402, "BILLING_EXHAUSTED")
        equal(balance(api, key="frugal"), 150, "the balance after the refusals")
        equal(container_ids(api, place, key="frugal"), known, "the project's containers after the refusals")
        jobs.append(generate(api, place, key="frugal", variantCount=3).succeeded(202))
        generate(api, place, key="frugal").refused(402, "BILLING_EXHAUSTED")
    finally:
        given_back(api, jobs)


@check("generate-content.refund", alone=True)
def a_canceled_job_gives_all_credits_back(api: Api) -> None:
    """The balance is again what it was, for one variant and for several, of a fixed format and of auto."""
    for body in ({}, {"variantCount": 3}, {"format": "auto", "variantCount": 2}):
        before = balance(api)
        canceled(api, _paid(api, before, body))
        equal(balance(api), before, f"the balance when the job of {body} is canceled")


@check("generate-content.refund", alone=True)
def a_failed_job_gives_all_credits_back(api: Api) -> None:
    """The balance is again what it was, for one variant and for several, of a fixed format and of auto."""
    api.needs_failing_jobs()
    for body in ({}, {"variantCount": 3}, {"format": "auto", "variantCount": 2}):
        before = balance(api)
        failed(api, _paid(api, before, body))
        equal(balance(api), before, f"the balance when the job of {body} has failed")


def _paid(api: Api, before: int, body: dict[str, Any]) -> Any:
    """A generation that took something, so that there is something to give back."""
    accepted = generated(api, **body)
    if balance(api) >= before:
        raise UnprovidedError("the generation took no credits")
    return accepted
