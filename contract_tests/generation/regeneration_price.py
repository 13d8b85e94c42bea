"""What a regeneration costs, and when that comes back."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal

from ..making import SLIDES, balance, canceled, completed, container_now, failed, generated, new_container
from .making import regenerate
from .spending import given_back, spent_down

__all__: list[str] = []

_PRESERVE = {"preserveAssets": True}


@check("regenerate-content.price", alone=True)
def a_regeneration_costs_the_format_for_each_variation(api: Api) -> None:
    """The price of the container's format, times the variations it was cloned in; nothing where assets are preserved."""
    slides = api.contract.prices[SLIDES]
    cases = ((new_container(api), slides), (new_container(api, format="ugc_remix"), 120), (_cloned(api, 3), 3 * slides))
    for id_, price in cases:
        before = balance(api)
        completed(api, regenerate(api, id_, {}).succeeded(202))
        equal(before - balance(api), price, f"credits taken for a regeneration that costs {price}")
        for body in (_PRESERVE, {**_PRESERVE, "brief": {"topic": "winter"}}):
            accepted = regenerate(api, id_, body).succeeded(202)
            equal(before - balance(api), price, "credits taken when one with preserveAssets was accepted since")
            completed(api, accepted)
            equal(before - balance(api), price, "credits taken when one with preserveAssets was completed since")


@check("regenerate-content.billing-exhausted")
def nothing_is_made_anew_without_credits(api: Api) -> None:
    """An organisation without credits is refused, and the container stays as it is."""
    id_ = api.state("broke_container")
    before = container_now(api, id_, key="broke")
    for body in ({}, {"preserveAssets": False}, {"brief": {"topic": "winter"}}):
        regenerate(api, id_, body, key="broke").refused(402, "BILLING_EXHAUSTED")
    equal(container_now(api, id_, key="broke"), before, "the container after the refusals")


@check("regenerate-content.billing-exhausted", alone=True)
def the_balance_decides_to_the_last_credit(api: Api) -> None:
    """A video is made anew with exactly its price left, and refused with less; what costs nothing is made then."""
    place, jobs = api.state("frugal_project"), list[Any]()
    id_ = new_container(api, place, key="frugal", format="video_remix")
    try:
        spent_down(api, 120, jobs)
        canceled(api, regenerate(api, id_, {}, key="frugal").succeeded(202), key="frugal")
        jobs.append(generated(api, place, key="frugal"))
        before, left = container_now(api, id_, key="frugal"), balance(api, key="frugal")
        for body in ({}, {"brief": {"topic": "winter"}}):
            regenerate(api, id_, body, key="frugal").refused(402, "BILLING_EXHAUSTED")
        equal(container_now(api, id_, key="frugal"), before, "the container after the refusals")
        equal(balance(api, key="frugal"), left, "the balance after the refusals")
        jobs.append(regenerate(api, id_, _PRESERVE, key="frugal").succeeded(202))
    finally:
        given_back(api, jobs)


@check("regenerate-content.refund", alone=True)
def a_canceled_regeneration_gives_all_credits_back(api: Api) -> None:
    """The balance is again what it was, for one variation and for several, the first time and the second."""
    for id_ in (new_container(api), _cloned(api, 3)):
        for _ in range(2):
            before = balance(api)
            canceled(api, _paid(api, before, id_))
            equal(balance(api), before, "the balance when the job is canceled")


@check("regenerate-content.refund", alone=True)
def a_failed_regeneration_gives_all_credits_back(api: Api) -> None:
    """The balance is again what it was, for one variation and for several, the first time and the second."""
    api.needs_failing_jobs()
    for id_ in (new_container(api), _cloned(api, 3)):
        for _ in range(2):
            before = balance(api)
            failed(api, _paid(api, before, id_))
            equal(balance(api), before, "the balance when the job has failed")


def _cloned(api: Api, variations: int) -> str:
    """A new container of so many variations, of a slideshow."""
    body = {"projectId": api.state("project"), "sourcePlatformPostId": api.state("slideshow_post"), "variations": variations}
    accepted = api.made("cloneFromPost", api.uuid(), body=body)
    completed(api, accepted)
    return str(accepted["containerId"])


def _paid(api: Api, before: int, container_id: str) -> Any:
    """A regeneration that took something, so that there is something to give back."""
    accepted = api.made("regenerateContent", container_id, body={})
    if balance(api) >= before:
        raise UnprovidedError("the regeneration took no credits")
    return accepted
