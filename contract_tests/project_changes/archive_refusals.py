"""archiveProject: who and what is refused."""

from layers_mock.kit import Api, as_ulid, check, equal, holds

from ..making import new_project, project_now
from .own import has_no_unknown_project

__all__: list[str] = []

_MOST_CALLS = 300


@check("archive-project.not-found")
def an_unknown_project_cannot_be_archived(api: Api) -> None:
    """404 NOT_FOUND for an id that nothing has, while a project of the organisation is archived."""
    has_no_unknown_project(api, "archiveProject")


@check("archive-project.not-found")
def a_foreign_project_cannot_be_archived(api: Api) -> None:
    """404 NOT_FOUND for a project of another organisation, which stays active; archived there, it is not found here either."""
    foreign = new_project(api, key="other")
    api.call("archiveProject", foreign).refused(404, "NOT_FOUND")
    equal(project_now(api, foreign, key="other")["status"], "active", "the status of the foreign project")
    api.made("archiveProject", foreign, key="other")
    api.call("archiveProject", foreign).refused(404, "NOT_FOUND")


@check("archive-project.malformed-id")
def a_malformed_id_is_refused(api: Api) -> None:
    """422 VALIDATION, however little is wrong with the id of a project, which stays active."""
    project = new_project(api)
    malformed = ("nonsense", "prj_", project[:-1], project + "0", f"prj_{as_ulid(project)[:-1]}", f"{as_ulid(project)}0")
    for text in malformed:
        api.call("archiveProject", text).refused(422, "VALIDATION")
    equal(project_now(api, project)["status"], "active", "status")


@check("archive-project.unauthenticated")
def archiving_needs_a_key(api: Api) -> None:
    """401 UNAUTHENTICATED without a key and with one that nobody has, and the project stays active."""
    project = new_project(api)
    for headers in ({}, {"X-Api-Key": api.text("key")}, {"Authorization": f"Bearer {api.text('key')}"}):
        api.call("archiveProject", project, key=None, headers=headers).refused(401, "UNAUTHENTICATED")
        equal(project_now(api, project)["status"], "active", "status")


@check("archive-project.rate-limited", alone=True)
def archiving_has_a_budget(api: Api) -> None:
    """Archiving again and again becomes 429 RATE_LIMITED, and Retry-After tells how many seconds to wait."""
    project = new_project(api)
    for _ in range(_MOST_CALLS):
        answer = api.call("archiveProject", project, key="throttled")
        if not answer.is_success:
            break
    wait = answer.refused(429, "RATE_LIMITED").header("Retry-After")
    holds(wait is not None and wait.isdecimal() and int(wait) >= 1, f"Retry-After is {wait}")
