"""Looking at every operation of the document, and at a refusal of every kind."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TypeVar

from layers_mock.contract import Operation
from layers_mock.kit import Answer, Api, UnprovidedError

from .valid import valid_call

__all__ = ["MOST_QUICK", "attempted", "every", "refusals", "successes"]

MOST_QUICK = 30
"""Operations that a check of all of them looks at where the profile is quick."""
_Thing = TypeVar("_Thing")


def every(api: Api, look: Callable[[Operation], None], *, of: Callable[[Operation], object] = lambda operation: True) -> None:
    """Look at each operation ``of`` a kind, as :func:`attempted` does; at some of them where the profile is quick."""
    found = list(filter(of, api.contract.operations.values()))
    # Those that the target does not offer tell why nothing can be looked at, where there are no others.
    attempted(api.some(list(filter(api.offers, found)) or found, MOST_QUICK), look)


def attempted(things: Iterable[_Thing], look: Callable[[_Thing], None]) -> None:
    """Look at each thing, and leave out those for which the target cannot be brought to what is needed.

    Raises :class:`UnprovidedError` where that is all of them.
    """
    looked, reason = 0, UnprovidedError("the document has nothing of the kind")
    for thing in things:
        try:
            look(thing)
        except UnprovidedError as error:
            reason = error
        else:
            looked += 1
    if not looked:
        raise reason


def refusals(api: Api) -> Iterator[Answer]:
    """A refusal of each kind that the target can be asked for; nothing is said yet of how it looks."""
    external, key = api.text("external"), {"Idempotency-Key": api.uuid()}
    project = {"name": api.text("Project"), "timezone": "UTC"}
    kinds: tuple[Callable[[], Answer], ...] = (
        lambda: api.raw("GET", f"/v1/{api.text('nowhere')}"),
        lambda: api.raw("PUT", "/v1/whoami"),
        lambda: api.call("getWhoami", key=None),
        lambda: api.call("listProjects", query={"limit": 0}),
        lambda: api.call("getProject", "no-id-at-all"),
        lambda: api.call("getProject", api.uuid()),
        lambda: api.call("listProjects", key="writer"),
        lambda: api.call("listProjects", key="killed"),
        lambda: api.call("createProject", content=b"{"),
        lambda: api.call("createProject", content=b"name=x", headers={"Content-Type": "text/plain"}),
        lambda: api.call("createProject", body={}),
        lambda: api.call("createProject", body={**project, "customerExternalId": external}),
        lambda: api.call("createProject", body={**project, "customerExternalId": external}),
        lambda: api.call("createProject", body={**project, "name": "A"}, headers=key),
        lambda: api.call("createProject", body={**project, "name": "B"}, headers=key),
    )
    for kind in kinds:
        with suppress(UnprovidedError):
            answer = kind()
            if answer.status >= 400:
                yield answer


def successes(api: Api) -> Iterator[tuple[Operation, Answer]]:
    """What each operation answers to a valid call that reads."""
    for operation in api.contract.operations.values():
        if operation.effect == "read":
            with suppress(UnprovidedError):
                yield operation, valid_call(api, operation.id).send(api)
