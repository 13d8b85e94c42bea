"""cloneFromPost as its checks call it, and what they look at around it."""

from typing import Any

from layers_mock.kit import UNSENT, Answer, Api, Call, UnprovidedError, holds

from ..making import completed, container_now

__all__ = [
    "body_of", "clone", "cloned", "is_there", "not_there", "outcome", "prepared", "published", "ranking", "still",
]  # fmt: skip

_OPERATION = "cloneFromPost"
_STATES = {"projectId": "project", "sourcePlatformPostId": "post"}


def body_of(api: Api, **changes: Any) -> dict[str, Any]:
    """The body of a clone of `post` into `project`; a field set to ``UNSENT`` is left out."""
    states = {name: api.state(state) for name, state in _STATES.items() if name not in changes}
    return {name: value for name, value in {**states, **changes}.items() if value is not UNSENT}


def clone(
    api: Api, target: str, *, key: str = "full", headers: dict[str, str] | None = None, **changes: Any
) -> Answer:  # fmt: skip
    """Ask for a clone under an id; ``changes`` replace fields of the body."""
    return api.call(_OPERATION, target, body=body_of(api, **changes), key=key, headers=headers)


def cloned(
    api: Api, target: str | None = None, *, key: str = "full", headers: dict[str, str] | None = None, **changes: Any
) -> Any:  # fmt: skip
    """The 202 of a clone that the check only builds on."""
    return api.made(_OPERATION, target or api.uuid(), body=body_of(api, **changes), key=key, headers=headers)


def prepared(api: Api, target: str, **changes: Any) -> Call:
    """The same call, not sent yet."""
    return api.prepared(_OPERATION, target, body=body_of(api, **changes))


def outcome(api: Api, accepted: Any, *, key: str = "full") -> Any:
    """The container of a clone whose job is completed. Raises :class:`UnprovidedError` where the job ends otherwise."""
    completed(api, accepted, key=key)
    return container_now(api, accepted["containerId"], key=key)


def still(found: Any) -> Any:
    """A container without its links, whose text may differ from one answer to the next."""
    links = {"url", "thumbnailUrl"}
    return found | {"assets": [{name: asset[name] for name in asset if name not in links} for asset in found["assets"]]}


def is_there(api: Api, id_: str, *, key: str = "full") -> bool:
    """Whether a container of that id can be read."""
    return api.call("getContent", id_, key=key).is_success


def not_there(api: Api, id_: str, *, key: str = "full", rule: str | None = None) -> None:
    """Break the rule where a refused clone left a container behind."""
    holds(not is_there(api, id_, key=key), f"a refused clone left the container {id_} behind", rule=rule)


def ranking(api: Api, project: str) -> list[Any]:
    """The tracked creatives of a project, as far back as the ranking goes."""
    query = {"metric": "views", "window": "90d", "limit": 100}
    rows: list[Any] = api.made("listTopPerformers", project, query=query)["items"]
    return rows


def published(api: Api) -> Any:
    """The row of a tracked post that shows a container of the organisation's, with ids of both."""
    for row in ranking(api, api.state("ranked_project")):
        if row["sourceType"] == "content_container" and row.get("platformPostId") and row.get("containerId"):
            return row
    raise UnprovidedError("listTopPerformers of ranked_project tells no post that shows a container")
