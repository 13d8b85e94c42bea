"""Spending the credits of the key `frugal` down to an amount, and giving them back."""

from contextlib import suppress
from typing import Any

from layers_mock.kit import Api, UnprovidedError

from ..making import SLIDES, balance, generated, give_back

__all__ = ["given_back", "spent_down"]

_MOST_VARIANTS = 5


def spent_down(api: Api, left: int, jobs: list[Any]) -> None:
    """Start generations, noted in ``jobs``, until just so many credits are left.

    Raises :class:`UnprovidedError` where videos and slideshows do not come to the sum.
    """
    place = api.state("frugal_project")
    for format_, number in _ways(api, balance(api, key="frugal") - left).items():
        for begun in range(0, number, _MOST_VARIANTS):
            count = min(number - begun, _MOST_VARIANTS)
            jobs.append(generated(api, place, key="frugal", format=format_, variantCount=count))
    if balance(api, key="frugal") != left:
        raise UnprovidedError(f"the balance of `frugal` is not {left} after what should have left so much")


def given_back(api: Api, jobs: list[Any]) -> None:
    """Cancel the jobs, so that the next check finds the credits again; what cannot be canceled stays."""
    give_back(api, *jobs, key="frugal")
    with suppress(UnprovidedError):
        for job in jobs:
            api.finish(job, key="frugal")


def _ways(api: Api, amount: int) -> dict[str, int]:
    """How many videos and slideshows cost exactly so much."""
    video, slides = api.contract.prices["video_remix"], api.contract.prices[SLIDES]
    for videos in range(slides):
        rest = amount - videos * video
        if rest >= 0 and rest % slides == 0:
            return {"video_remix": videos, SLIDES: rest // slides}
    raise UnprovidedError(f"no videos and slideshows cost {amount} credits together")
