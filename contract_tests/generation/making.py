"""What checks of generations begin with and look at: projects and containers of their own, how jobs end, the balance."""

from typing import Any
from uuid import UUID

from layers_mock.kit import UNSENT, Answer, Api, UnprovidedError

__all__ = [
    "BRIEF", "BRIEF_KEYS", "SLIDES", "asset_ids", "balance", "brief_of", "canceled", "completed", "container", "content",
    "failed", "generate", "generated", "listed", "project", "regenerate", "regenerated", "ulid",
]  # fmt: skip

SLIDES = "slideshow_remix"
"""The format that costs least, used wherever the format does not matter."""
BRIEF_KEYS = ("topic", "angle", "cta", "valuePropositions")
BRIEF: dict[str, Any] = {
    "topic": "iced oolong",
    "angle": "the slow afternoon",
    "cta": "Try the box",
    "valuePropositions": ["traceable", "fresh", "near"],
}
"""Every key of a brief that can be read back; the list is in no order."""
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def project(api: Api) -> str:
    """A new project with one content layer, that nobody else works in."""
    return str(api.made("createProject", body={"name": api.text("Generation"), "timezone": "UTC"})["id"])


def generate(api: Api, place: str | None = None, /, *, key: str = "full", headers: Any = None, **body: Any) -> Answer:
    """Ask for slideshows, unless ``body`` says otherwise, in a project: the state `project` where none is named."""
    return api.call("generateContent", place or api.state("project"), body={"format": SLIDES, **body}, key=key, headers=headers)


def generated(api: Api, place: str | None = None, /, *, key: str = "full", **body: Any) -> Any:
    """The 202 of a generation that only prepares."""
    return api.made("generateContent", place or api.state("project"), body={"format": SLIDES, **body}, key=key)


def container(api: Api, place: str | None = None, /, *, key: str = "full", **body: Any) -> str:
    """A new container that is completed."""
    accepted = generated(api, place, key=key, **body)
    completed(api, accepted, key=key)
    return str(accepted["containerIds"][0])


def regenerate(api: Api, container_id: str, body: Any = UNSENT, *, key: str = "full", headers: Any = None) -> Answer:
    """Ask for a container anew."""
    return api.call("regenerateContent", container_id, body=body, key=key, headers=headers)


def regenerated(api: Api, container_id: str, body: Any = UNSENT) -> Any:
    """The container after a regeneration that is completed."""
    completed(api, regenerate(api, container_id, body).succeeded(202))
    return content(api, container_id)


def completed(api: Api, accepted: Any, *, key: str = "full") -> Any:
    """The job of a 202, completed."""
    return _over(api.finish(accepted, key=key), "completed")


def canceled(api: Api, accepted: Any, *, key: str = "full") -> Any:
    """The job of a 202, canceled."""
    api.made("cancelJob", accepted["jobId"], key=key)
    return _over(api.finish(accepted, key=key), "canceled")


def failed(api: Api, accepted: Any) -> Any:
    """The job of a 202, failed. Raises :class:`UnprovidedError` where the target cannot be told to let it fail."""
    api.fail(accepted)
    return _over(api.finish(accepted), "failed")


def content(api: Api, container_id: str, *, key: str = "full") -> Any:
    """A container as it reads now."""
    return api.made("getContent", container_id, key=key)


def brief_of(read: Any) -> dict[str, Any]:
    """What a container's brief says of the keys that can be read back."""
    return {name: read["brief"].get(name) for name in BRIEF_KEYS}


def asset_ids(read: Any) -> list[str]:
    """The ids of a container's assets, in order."""
    return [asset["assetId"] for asset in read["assets"]]


def listed(api: Api, place: str, *, key: str = "full") -> list[str]:
    """The ids of all containers of a project, in order of the letters."""
    found: list[str] = []
    query: dict[str, object] = {"limit": 200}
    while True:
        page = api.made("listContent", place, query=query, key=key)
        found += [item["id"] for item in page["items"]]
        if not page["items"] or page["nextCursor"] is None:
            return sorted(found)
        query["cursor"] = page["nextCursor"]


def balance(api: Api, *, key: str = "full") -> int:
    """What the organisation of a key can spend now."""
    return int(api.made("getCredits", key=key)["balance"])


def ulid(api: Api) -> str:
    """A ULID that nothing else on the target has."""
    number = UUID(api.uuid()).int
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def _over(job: Any, status: str) -> Any:
    if job.get("status") != status:
        raise UnprovidedError(f"the job {job.get('jobId')} should end as {status} and ended as {job.get('status')}")
    return job
