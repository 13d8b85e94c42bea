"""What checks make for themselves, and build on: projects, influencers, content and media of their own.

Nothing here breaks a rule: where a thing cannot be made or a job ends otherwise, :class:`UnprovidedError` is raised. A project
that is left out is the state `project`.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from layers_mock.kit import Answer, Api, Call, UnprovidedError

from .valid import PNG

__all__ = [
    "SLIDES", "at_once", "balance", "canceled", "completed", "container_ids", "container_now", "failed", "generated",
    "give_back", "later", "medium", "new_container", "new_influencer", "new_project", "project_body", "project_now",
    "project_row", "purses", "ready_influencer",
]  # fmt: skip

SLIDES = "slideshow_remix"
"""The format that costs least, used wherever the format does not matter."""
_PURSES = ("balance", "includedRemaining", "prepaidBalance", "usedThisPeriod")


# --- projects


def project_body(api: Api, **fields: object) -> dict[str, object]:
    """The body of a new project; ``name`` and ``timezone`` are made up where they are left out."""
    return {"name": api.text("Project"), "timezone": "Europe/Berlin", **fields}


def new_project(api: Api, *, key: str = "full", **fields: object) -> str:
    """A new project, that holds nothing and that nobody else works in."""
    return str(api.made("createProject", body=project_body(api, **fields), key=key)["id"])


def project_row(api: Api, *, key: str = "full", **fields: object) -> Any:
    """The row of a new project with these fields."""
    return project_now(api, new_project(api, key=key, **fields), key=key)


def project_now(api: Api, project: str, *, key: str = "full") -> Any:
    """The row of a project as it is now."""
    return api.made("getProject", project, key=key)


# --- influencers


def new_influencer(api: Api, project: str | None = None, /, *, key: str = "full", **fields: object) -> Any:
    """The 202 of a new influencer."""
    body = {"name": api.text("Influencer"), **fields}
    return api.made("createInfluencer", project or api.state("project"), body=body, key=key)


def ready_influencer(api: Api, project: str | None = None, /, *, key: str = "full", **fields: object) -> str:
    """A new influencer whose job is completed."""
    accepted = new_influencer(api, project, key=key, **fields)
    completed(api, accepted, key=key)
    return str(accepted["influencerId"])


# --- content


def generated(api: Api, project: str | None = None, /, *, key: str = "full", **body: object) -> Any:
    """The 202 of a generation, of slideshows unless ``body`` says otherwise."""
    return api.made("generateContent", project or api.state("project"), body={"format": SLIDES, **body}, key=key)


def new_container(api: Api, project: str | None = None, /, *, key: str = "full", **body: object) -> str:
    """A new container whose job is completed."""
    accepted = generated(api, project, key=key, **body)
    completed(api, accepted, key=key)
    return str(accepted["containerIds"][0])


def container_now(api: Api, container_id: str, *, key: str = "full") -> Any:
    """A container as it reads now."""
    return api.made("getContent", container_id, key=key)


def container_ids(api: Api, project: str, *, key: str = "full") -> list[str]:
    """The ids of a project's containers, or of the newest 200, in order of the letters."""
    return sorted(item["id"] for item in api.made("listContent", project, query={"limit": 200}, key=key)["items"])


# --- time


def later(api: Api, seconds: float = 61.5) -> None:
    """Let time pass, so that what is printed now is later than what was printed before, in whole seconds too.

    Where the target's clock cannot be moved that is a little over a second, whatever is asked for.
    """
    api.let_pass(seconds, elsewhere=1.1)


# --- media


def medium(api: Api, project: str | None = None, /, *, key: str = "full") -> Any:
    """The asset of a picture that is uploaded now."""
    body = {"kind": "reference_image", "mimeType": "image/png", "dataBase64": PNG}
    return api.made("uploadMediaInline", project or api.state("project"), body=body, key=key)


# --- how jobs end


def completed(api: Api, accepted: Any, *, key: str = "full") -> Any:
    """The job of a 202, completed."""
    return _over(api.finish(accepted, key=key), "completed")


def canceled(api: Api, accepted: Any, *, key: str = "full") -> Any:
    """The job of a 202, canceled."""
    api.made("cancelJob", accepted["jobId"], key=key)
    return _over(api.finish(accepted, key=key), "canceled")


def failed(api: Api, accepted: Any) -> Any:
    """The job of a 202, failed. What it costs is paid for: :meth:`Api.needs_failing_jobs` belongs before it is started."""
    api.fail(accepted)
    return _over(api.finish(accepted), "failed")


def _over(job: Any, status: str) -> Any:
    if job.get("status") != status:
        raise UnprovidedError(f"the job {job.get('jobId')} should end as {status} and ended as {job.get('status')}")
    return job


# --- the wallet


def balance(api: Api, *, key: str = "full") -> int:
    """What the organisation of a key can spend now."""
    return int(api.made("getCredits", key=key)["balance"])


def purses(api: Api) -> dict[str, int]:
    """What the wallet tells of credits that are left and that were used."""
    told = api.made("getCredits")
    return {name: told[name] for name in _PURSES}


def give_back(api: Api, *accepted: Any, key: str = "full") -> None:
    """Cancel jobs that have told what they were needed for, so that they cost nothing; what cannot be canceled stays."""
    with suppress(UnprovidedError):
        for each in accepted:
            api.call("cancelJob", each["jobId"], key=key)


# --- several calls


def at_once(api: Api, calls: Sequence[Call]) -> list[Answer]:
    """The answers to calls that are sent at the same time. Raises where the rate limit stands against that."""
    answers = api.together(calls)
    if any(answer.status == 429 for answer in answers):
        raise UnprovidedError(f"the key's rate limit does not allow {len(calls)} calls at once")
    return answers
