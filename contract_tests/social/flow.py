"""OAuth flows as checks go through them, and the accounts that come of it."""

from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError

from ..influencers.persona import id_of

__all__ = [
    "account", "accounts", "ask", "begun", "connect", "connected", "finished", "ids", "new_project", "renewal", "status",
]  # fmt: skip


def new_project(api: Api, *, key: str = "full") -> str:
    """A project of the check's own."""
    return str(api.made("createProject", body={"name": api.text("Project"), "timezone": "UTC"}, key=key)["id"])


def ask(api: Api, project: str | None = None, *, platform: str = "tiktok", key: str = "full", **fields: object) -> Answer:
    """Ask for an authorize URL."""
    body = {"platform": platform, "returnUrl": api.state("return_url"), **fields}
    return api.call("createSocialOauthUrl", project or api.state("project"), body=body, key=key)


def begun(api: Api, project: str | None = None, *, platform: str = "tiktok", key: str = "full") -> Any:
    """An attempt that the check builds on."""
    body = {"platform": platform, "returnUrl": api.state("return_url")}
    return api.made("createSocialOauthUrl", project or api.state("project"), body=body, key=key)


def renewal(api: Api, project: str, socialAccountId: str, **fields: object) -> Answer:  # noqa: N803 - the field's own name
    """Ask for a URL that renews the consent for an account."""
    body = {"socialAccountId": socialAccountId, "returnUrl": api.state("return_url"), **fields}
    return api.call("createSocialReauthUrl", project, body=body)


def status(api: Api, state: str, *, key: str = "full") -> Any:
    """How an attempt stands."""
    return api.call("getSocialOauthStatus", state, key=key).succeeded(200)


def finished(api: Api, state: str, outcome: str = "complete", *, key: str = "full") -> Any:
    """How an attempt stands after somebody decided on it."""
    api.consent(state, outcome)
    return status(api, state, key=key)


def connect(api: Api, project: str, *, platform: str = "tiktok") -> str:
    """The id of an account that is connected for the check."""
    state = begun(api, project, platform=platform)["state"]
    api.consent(state)
    made = api.made("getSocialOauthStatus", state)
    if "socialAccountId" not in made:
        raise UnprovidedError(f"an account that the check builds on was not connected: {made}")
    return str(made["socialAccountId"])


def connected(api: Api, *, platform: str = "tiktok") -> tuple[str, str]:
    """A project of the check's own with one account: the ids of both."""
    project = new_project(api)
    return project, connect(api, project, platform=platform)


def accounts(api: Api, project: str, *, key: str = "full", **query: str) -> list[Any]:
    """The accounts that a project lists."""
    items: list[Any] = api.call("listSocialAccounts", project, query=query, key=key).succeeded(200)["items"]
    return items


def account(api: Api, project: str, id_: str, *, key: str = "full") -> Any:
    """An account's item in its project's list; ``None`` where it is not there."""
    return next((item for item in accounts(api, project, key=key) if id_of(item["socialAccountId"]) == id_of(id_)), None)


def ids(items: list[Any]) -> list[str]:
    """What the items of a list name, in their order."""
    return [id_of(item["socialAccountId"]) for item in items]
