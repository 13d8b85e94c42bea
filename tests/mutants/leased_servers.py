"""What wrong servers of leased accounts are made of."""

from collections.abc import Callable
from typing import Any

from tests.mutants.social_servers import get_json
from tests.mutants.wrong import Ask, Asked, Server, When, answers

__all__ = ["LEASES", "READ", "RELEASE", "REQUEST", "edits_leases", "leases_of", "listed", "reads"]

REQUEST, READ, LEASES, RELEASE = "requestLease", "getLeaseRequest", "listLeasedAccounts", "releaseLeasedAccount"


def reads(status: str, edit: Callable[[Any], Any]) -> Callable[[], Server]:
    """Requests of one status read with other fields: ``edit(row)`` gives those that change."""
    return answers(READ, lambda body: {**body, **edit(body)} if body["status"] == status else body)


def listed(change: Callable[[list[Any], Asked], list[Any]], *, when: When = None) -> Callable[[], Server]:
    """Lists of leased accounts with other items."""
    return answers(LEASES, lambda body, asked: {**body, "items": change(body["items"], asked)}, when=when)


def edits_leases(
    edit: Callable[[Any], Any], *, of: Callable[[Any], object] = lambda item: True, when: When = None
) -> Callable[[], Server]:
    """Items with other fields: ``edit(item)`` gives those that change."""
    return listed(lambda rows, _: [{**row, **edit(row)} if of(row) else row for row in rows], when=when)


def leases_of(asked: Asked, ask: Ask, project: str, status: str) -> list[Any]:
    """A project's leased accounts of a status."""
    found = get_json(asked, ask, f"/v1/projects/{project}/leased-accounts?status={status}")
    rows: list[Any] = found.get("items", []) if isinstance(found, dict) else []
    return rows
