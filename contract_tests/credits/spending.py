"""credits.* and getCredits: what generations take, and what comes back."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..jobs.story import completed, container, failed, is_still, started
from .wallet import generated, give_back, price, wallet

__all__: list[str] = []

_HELD = "credits.held-at-acceptance"
_RETURNED = "credits.returned-in-full"
_KEPT = "credits.kept-when-completed"
_FORMATS = ("video_remix", "slideshow_remix", "ugc_remix", "auto")


def _balance(api: Api, key: str = "full") -> int:
    return int(wallet(api, key)["balance"])


@check(_HELD, alone=True)
def a_generation_takes_its_price_at_once(api: Api) -> None:
    """The balance falls by the format's price for each variant as soon as the 202 is there, and not for a refusal."""
    for format_, variants in (
        ("video_remix", 1),
        ("slideshow_remix", 1),
        ("ugc_remix", 2),
        ("slideshow_remix", 3),
        ("auto", 1),
    ):
        before = _balance(api)
        job = generated(api, format_, variants)
        equal(before - _balance(api), price(api, format_, variants), f"credits taken for {variants} {format_}")
        api.finish(job)
    before = _balance(api)
    api.call("generateContent", api.state("project"), body={"format": "opera"})
    equal(_balance(api), before, "the balance after a request that was refused")


@check(_HELD, alone=True)
def a_clone_takes_its_price_at_once(api: Api) -> None:
    """The balance falls by the price of the source's format for each variation as soon as the 202 is there."""
    for variations in (1, 3):
        before = _balance(api)
        job = started(api, "cloneFromPost", sourcePlatformPostId=api.state("slideshow_post"), variations=variations)
        equal(before - _balance(api), price(api, "slideshow_remix", variations), f"credits taken for {variations} slideshows")
        api.finish(job)


@check(_HELD, alone=True)
def a_regeneration_takes_its_price_at_once(api: Api) -> None:
    """The balance falls by the price of the container's format as soon as the 202 is there."""
    for format_ in ("video_remix", "slideshow_remix"):
        made = container(api, format_)
        before = _balance(api)
        job = api.made("regenerateContent", made, body={})
        equal(before - _balance(api), price(api, format_), f"credits taken for making {format_} anew")
        api.finish(job)


@check(_RETURNED, alone=True)
def a_canceled_job_gives_its_price_back(api: Api) -> None:
    """The balance is what it was once the job is canceled, and stays so; while the job still runs nothing has come back."""
    for variants in (1, 2):
        before = _balance(api)
        job = generated(api, "video_remix", variants)
        held = _balance(api)
        _spent(before, held)
        if is_still(api):
            api.advance(60)
        api.made("cancelJob", job["jobId"])
        balance = _balance(api)
        if api.made("getJob", job["jobId"])["status"] == "running":
            equal(balance, held, "the balance while the job runs to the end of its stage")
        _ended(api, job, "canceled")
        _comes_back_once(api, job, before)


@check(_RETURNED, alone=True)
def a_failed_job_gives_its_price_back(api: Api) -> None:
    """The balance is what it was once the job has failed, and stays so."""
    made = container(api)
    starts: tuple[Callable[[], Any], ...] = (
        lambda: generated(api, "slideshow_remix", 2),
        lambda: started(api, "cloneFromPost"),
        lambda: api.made("regenerateContent", made, body={}),
    )
    for start in starts:
        before = _balance(api)
        job = start()
        _spent(before, _balance(api))
        failed(api, job)
        _comes_back_once(api, job, before)


def _spent(before: int, after: int) -> None:
    if after >= before:
        raise UnprovidedError(f"the balance was {before} before the 202 and is {after} behind it: nothing can come back")


def _ended(api: Api, job: Any, status: str) -> None:
    end = api.finish(job)
    if end.get("status") != status:
        raise UnprovidedError(f"the job ended as {end.get('status')}, not {status}")


def _comes_back_once(api: Api, job: Any, before: int) -> None:
    equal(_balance(api), before, "the balance when the job is over")
    for number in range(3):
        api.call("getJob", job["jobId"])
        api.call("cancelJob", job["jobId"])
        equal(_balance(api), before, f"the balance when the job has been read {number + 1} times since")


@check(_KEPT, alone=True)
def a_completed_job_keeps_its_price(api: Api) -> None:
    """The balance stays where the 202 left it when the job is completed, however often job and content are read."""
    before = _balance(api)
    job = generated(api, "video_remix")
    completed(api, job)
    cost = before - _balance(api)
    equal(cost, price(api, "video_remix"), "credits that the completed job cost")
    for number in range(3):
        api.call("getJob", job["jobId"])
        api.call("cancelJob", job["jobId"])
        api.call("getContent", job["containerIds"][0])
        equal(before - _balance(api), cost, f"credits that the job cost when it has been read {number + 1} times since")


@check(_KEPT, alone=True)
def a_completed_clone_keeps_its_price(api: Api) -> None:
    """The same for a clone with several variations, read again later."""
    before = _balance(api)
    job = started(api, "cloneFromPost", sourcePlatformPostId=api.state("slideshow_post"), variations=2)
    completed(api, job)
    cost = price(api, "slideshow_remix", 2)
    equal(before - _balance(api), cost, "credits that the completed clone cost")
    for _ in range(2):
        api.call("getJob", job["jobId"])
        equal(before - _balance(api), cost, "credits that the completed clone cost, read again")
        try:
            api.advance(3600)
        except UnprovidedError:
            return


@check("get-credits.estimates-bound", alone=True)
def generations_cost_no_more_than_estimated(api: Api) -> None:
    """The completed generation of each format costs at most the estimate for each variant."""
    for format_ in _FORMATS:
        for variants in (1, 2):
            told = wallet(api)
            job = generated(api, format_, variants)
            most = told["estimatedCreditsPerFormat"][format_] * variants
            cost = told["balance"] - _balance(api)
            holds(cost <= most, f"{cost} credits taken for {variants} {format_}, estimated {most}")
            completed(api, job)
            cost = told["balance"] - _balance(api)
            holds(cost <= most, f"{cost} credits for {variants} completed {format_}, estimated {most}")


@check("get-credits.included-first", alone=True)
def included_credits_are_spent_first(api: Api) -> None:
    """A wallet that has both pays with included credits while there are any, and with prepaid ones beyond them."""
    jobs, is_told = [], False
    for format_ in ("slideshow_remix", "video_remix", "video_remix"):
        before = wallet(api, "frugal")
        jobs.append(generated(api, format_, key="frugal"))
        after = wallet(api, "frugal")
        taken = before["balance"] - after["balance"]
        included = min(taken, before["includedRemaining"])
        equal(after["includedRemaining"], before["includedRemaining"] - included, f"includedRemaining after {taken} credits")
        equal(after["prepaidBalance"], before["prepaidBalance"] - taken + included, f"prepaidBalance after {taken} credits")
        is_told = is_told or 0 < included < taken
    give_back(api, jobs, "frugal")
    if not is_told:
        raise UnprovidedError("no generation was paid with credits of both kinds")


@check("get-credits.used-credits", alone=True)
def used_credits_count_both_kinds(api: Api) -> None:
    """The number usedCredits grows by the whole price, prepaid credits among it."""
    is_told = False
    for _ in range(3):
        before = wallet(api, "frugal")
        completed(api, generated(api, "slideshow_remix", key="frugal"), "frugal")
        after = wallet(api, "frugal")
        if before["currentPeriod"]["start"] != after["currentPeriod"]["start"]:
            raise UnprovidedError("the period ended meanwhile")
        grown = after["currentPeriod"]["usedCredits"] - before["currentPeriod"]["usedCredits"]
        equal(grown, before["balance"] - after["balance"], "what usedCredits grew by")
        is_told = is_told or after["prepaidBalance"] < before["prepaidBalance"]
    if not is_told:
        raise UnprovidedError("no generation was paid with prepaid credits")
