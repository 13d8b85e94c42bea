"""Leases as checks ask for them, and the accounts that come of it."""

from datetime import datetime
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError

from ..influencers.persona import id_of
from ..social.flow import new_project

__all__ = ["ask", "assigned", "body", "ids", "instant", "lease", "leased", "leases", "request", "seen"]


def body(project: str, count: int = 1, **fields: object) -> dict[str, Any]:
    """A valid body."""
    return {"projectId": project, "count": count, "niche": {"vertical": "tea"}, **fields}


def ask(api: Api, project: str, count: int = 1, *, headers: dict[str, str] | None = None, **fields: object) -> Answer:
    """Ask for accounts."""
    return api.call("requestLease", project, body=body(project, count, **fields), headers=headers)


def request(api: Api, project: str, count: int = 1, **fields: object) -> Any:
    """A request that the check builds on."""
    return api.made("requestLease", project, body=body(project, count, **fields))


def seen(api: Api, project: str, request_id: str) -> Any:
    """A request as it is now."""
    return api.call("getLeaseRequest", project, request_id).succeeded(200)


def assigned(api: Api, project: str, count: int = 1, of: int | None = None) -> list[str]:
    """The ids of so many accounts that are assigned for the check, of as many requested."""
    asked = request(api, project, of or count)
    api.decide_lease(asked, count)
    found = api.made("getLeaseRequest", project, asked["requestId"])["assignedSocialAccountIds"]
    if len(found) != count:
        raise UnprovidedError(f"accounts that the check builds on were not assigned: {found}")
    return [str(one) for one in found]


def leased(api: Api, count: int = 1) -> tuple[str, list[str]]:
    """A project of the check's own with so many leased accounts: its id and theirs."""
    project = new_project(api)
    return project, assigned(api, project, count)


def leases(api: Api, project: str, *, key: str = "full", **query: str) -> list[Any]:
    """The leased accounts that a project lists."""
    items: list[Any] = api.call("listLeasedAccounts", project, query=query, key=key).succeeded(200)["items"]
    return items


def lease(api: Api, project: str, id_: str, **query: str) -> Any:
    """A leased account's item in its project's list; ``None`` where it is not there."""
    return next(
        (item for item in leases(api, project, key="full", **query) if id_of(item["socialAccountId"]) == id_of(id_)), None
    )


def ids(texts: list[str]) -> list[str]:
    """What several ids name, sorted."""
    return sorted(id_of(text) for text in texts)


def instant(text: str) -> datetime:
    """A printed instant. Raises :class:`ValueError` where the text is none."""
    return datetime.fromisoformat(text)
