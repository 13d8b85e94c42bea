"""Keys that a check may rotate, kill and delete, and what a key is answered."""

from typing import Any, NamedTuple

from layers_mock.kit import Answer, Api, equal

from ..making import project_body

__all__ = ["ROW", "Held", "by", "id_of", "is_refused", "is_stopped", "others_go_on", "retiring", "spare", "works"]

ROW = {"id", "organizationId", "name", "prefix", "killSwitch", "isActive", "revokedAt"}
"""What every answer tells of a key."""


class Held(NamedTuple):
    """A key of the organisation by its id, with a secret that nobody else has."""

    id: str
    secret: str
    row: dict[str, Any]


def spare(api: Api) -> Held:
    """The key that checks may rotate and kill, working and under a new secret."""
    return _held(api, api.state("spare_key"))


def retiring(api: Api) -> Held:
    """The key that checks may delete, working; there is none any more on a target where it was deleted before."""
    return _held(api, api.state("retired_key"))


def _held(api: Api, id_: str) -> Held:
    made = api.made("rotateApiKey", id_)
    return Held(id_, made["secret"], made["apiKey"])


def id_of(api: Api, role: str) -> str:
    """The id of a role's key."""
    return str(api.made("getWhoami", key=role)["apiKeyId"])


def by(api: Api, secret: str, operation: str, *path: str, **options: Any) -> Answer:
    """A call with a secret that is no role's."""
    headers = {**options.pop("headers", {}), "X-Api-Key": secret}
    return api.call(operation, *path, key=None, headers=headers, **options)


def works(api: Api, secret: str) -> None:
    """Break the rule unless the secret opens a read, and whoami tells that its key is not killed."""
    by(api, secret, "listProjects", query={"limit": 1}).succeeded(200)
    equal(by(api, secret, "getWhoami").succeeded(200)["killSwitch"], False, "killSwitch of a key that works")


def is_refused(api: Api, secret: str) -> None:
    """Break the rule unless a read and a write are 503 KILL_SWITCH for the key."""
    answers = (
        by(api, secret, "listProjects"),
        by(api, secret, "getCredits"),
        by(api, secret, "createProject", body=project_body(api)),
        by(api, secret, "getProject", api.uuid()),
    )
    for answer in answers:
        equal(answer.refused(503, "KILL_SWITCH").details.get("scope"), "key", "details.scope")


def is_stopped(api: Api, secret: str) -> None:
    """Break the rule unless the key is refused in either header."""
    is_refused(api, secret)
    headers = {"Authorization": f"Bearer {secret}"}
    api.call("listProjects", key=None, headers=headers).refused(503, "KILL_SWITCH")


def others_go_on(api: Api) -> None:
    """Break the rule unless the caller and the other keys of the organisation are let through, and none of them is killed."""
    for role in ("full", "second", "limited"):
        api.call("listProjects", key=role, query={"limit": 1}).succeeded(200)
        equal(api.call("getWhoami", key=role).succeeded(200)["killSwitch"], False, f"killSwitch of the key {role}")
