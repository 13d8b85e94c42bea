"""What wrong servers of generations remember: what was paid for each job, and what containers were before they were made anew."""

from collections.abc import Callable
from typing import Any, NamedTuple

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Server, json_of, read, with_json

__all__ = ["CREDITS", "Billed", "miscounts", "since_regenerated", "when_replayed"]

CREDITS = "/v1/credits"
"""Where the wallet is read."""


class Billed(NamedTuple):
    """A job that was accepted and paid for."""

    asked: Asked
    ask: Ask
    accepted: dict[str, Any]
    price: int

    @property
    def variants(self) -> int:
        """The variants that were asked for."""
        return int((self.asked.body or {}).get("variantCount", 1))

    @property
    def status(self) -> str:
        """The job's status now."""
        return str(read(self.asked, self.ask, self.accepted["locationUrl"])["status"])

    @property
    def formats(self) -> list[str]:
        """The formats of its containers now."""
        ids = self.accepted.get("containerIds") or [self.accepted["containerId"]]
        return [read(self.asked, self.ask, f"/v1/content/{id_}")["format"] for id_ in ids]


def miscounts(operation: str, missing: Callable[[Billed], int]) -> Callable[[], Server]:
    """The wallet lacks ``missing`` credits for each job that the operation started; less than 0 for too many."""

    def make() -> Server:
        jobs: dict[str, Billed] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation == operation:
                return noted(asked, ask)
            came = ask(asked.request)
            if asked.operation != "getCredits" or came.status != 200:
                return came
            return _less(came, sum(missing(job) for job in jobs.values() if job.asked.key == asked.key))

        def noted(asked: Asked, ask: Ask) -> Response:
            before = read(asked, ask, CREDITS)
            came = ask(asked.request)
            if came.status == 202:
                accepted = json_of(came)
                price = before["balance"] - read(asked, ask, CREDITS)["balance"]
                jobs.setdefault(accepted["jobId"], Billed(asked, ask, accepted, price))
            return came

        return server

    return make


def _less(came: Response, credits_: int) -> Response:
    wallet = json_of(came)
    for name, sign in (("balance", -1), ("includedRemaining", -1), ("usedThisPeriod", 1)):
        wallet[name] += sign * credits_
    wallet["currentPeriod"]["usedCredits"] += credits_
    return with_json(came, wallet)


def since_regenerated(edit: Callable[[Any, Any, int], None], operation: str = "getContent") -> Callable[[], Server]:
    """A container that was regenerated reads wrongly: ``edit(now, before, times)`` changes it in place.

    ``before`` is what it was before the last regeneration that was accepted, ``times`` their number.
    """

    def make() -> Server:
        known: dict[str, list[Any]] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation == "regenerateContent":
                before = read(asked, ask, f"/v1/content/{asked.path[0]}")
                came = ask(asked.request)
                if came.status == 202:
                    known.setdefault(before["id"], []).append(before)
                return came
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation != operation or came.status != 200 or body.get("id") not in known:
                return came
            edit(body, known[body["id"]][-1], len(known[body["id"]]))
            return with_json(came, body)

        return server

    return make


def when_replayed(
    operation: str, name_of: Callable[[Asked], object], again: Callable[[Asked, Ask, Response], Response]
) -> Callable[[], Server]:
    """A second request of the same name (``None``: has none) is answered by ``again``, which is given the first answer."""

    def make() -> Server:
        first: dict[object, Response] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            name = name_of(asked) if asked.operation == operation else None
            if name is not None and name in first:
                return again(asked, ask, first[name])
            came = ask(asked.request)
            if name is not None and came.status == 202:
                first[name] = came
            return came

        return server

    return make
