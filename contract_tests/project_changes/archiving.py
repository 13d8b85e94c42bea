"""archiveProject: its answer, and what it changes of the project."""

import re
from datetime import timedelta
from typing import Any

from layers_mock.kit import Api, as_ulid, check, equal, holds

from ..forms import instant, is_bare_uuid
from ..making import generated, later, new_influencer, new_project, project_now, project_row
from .own import but, changes

__all__: list[str] = []

_FIELDS = ("id", "status", "archivedAt", "canceledScheduledPosts")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_CLOCKS_APART = timedelta(seconds=5)
"""How far the clocks of a service's machines may be apart, and rounding."""


@check("archive-project.answer")
def archiving_is_answered(api: Api) -> None:
    """200 with id, status, archivedAt and canceledScheduledPosts, for a project that holds work as for an empty one."""
    busy, empty = new_project(api, **changes(api)), new_project(api)
    new_influencer(api, busy)
    for project in (busy, empty):
        came = api.call("archiveProject", project).succeeded(200)
        missing = [name for name in _FIELDS if name not in came]
        holds(not missing, f"an answer without {', '.join(missing)}")
        equal(came["status"], "archived", "status")
        instant(came["archivedAt"])
        holds(type(came["canceledScheduledPosts"]) is int, f"canceledScheduledPosts is {came['canceledScheduledPosts']!r}")


@check("archive-project.bare-id")
def the_answers_id_is_bare(api: Api) -> None:
    """`id` is the project's UUID without a prefix, whatever form the path had."""
    project = new_project(api)
    for form in (project, as_ulid(project), f"prj_{as_ulid(project)}"):
        came = api.call("archiveProject", form).succeeded()
        holds(is_bare_uuid(came["id"]), f"id is {came['id']!r}")
        equal(came["id"], project, "id")


@check("archive-project.archived-at")
def archived_at_is_the_moment(api: Api) -> None:
    """`archivedAt` has milliseconds and Z, and lies between what was made before the call and what is made after it."""
    project = new_project(api)
    for _ in range(2):
        later(api)
        before = instant(project_row(api)["createdAt"])
        text = api.call("archiveProject", project).succeeded()["archivedAt"]
        after = instant(project_row(api)["createdAt"])
        holds(_INSTANT.fullmatch(str(text)), f"archivedAt is {text!r}")
        is_between = before - _CLOCKS_APART <= instant(text) <= after + _CLOCKS_APART
        holds(is_between, f"archivedAt is {text} for a call between {before} and {after}")


@check("archive-project.row")
def the_row_reads_archived(api: Api) -> None:
    """`status` is archived from then on and updatedAt later than before; nothing else of the row changes."""
    before = project_row(api, **changes(api))
    later(api)
    api.call("archiveProject", before["id"]).succeeded(200)
    after = api.call("getProject", before["id"]).succeeded()
    equal(after["status"], "archived", "status")
    holds(instant(after["updatedAt"]) > instant(before["updatedAt"]), f"updatedAt stays {after['updatedAt']}")
    later(api)
    equal(api.call("getProject", before["id"]).succeeded(), after, "the row some time later")


def _steady(value: Any) -> Any:
    """A JSON value without its links, which may be signed anew at each reading."""
    if isinstance(value, dict):
        return {name: _steady(item) for name, item in value.items() if not name.lower().endswith("url")}
    return [_steady(item) for item in value] if isinstance(value, list) else value


@check("archive-project.stays-readable")
def the_project_and_its_influencers_stay_readable(api: Api) -> None:
    """Row, influencer, job and list read as before."""
    project = new_project(api, **changes(api))
    job = new_influencer(api, project)
    api.finish(job)
    reads = (("listInfluencers", project), ("getInfluencer", job["influencerId"]), ("getJob", job["jobId"]))
    before = but(project_now(api, project), "status", "updatedAt")
    held = [_steady(api.made(operation, id_)) for operation, id_ in reads]
    api.made("archiveProject", project)
    equal(but(api.call("getProject", project).succeeded(200), "status", "updatedAt"), before, "the row")
    for (operation, id_), promised in zip(reads, held, strict=True):
        equal(_steady(api.call(operation, id_).succeeded(200)), promised, f"what {operation} answers")


@check("archive-project.stays-readable")
def content_stays_readable(api: Api) -> None:
    """Container, its asset and the list read as before."""
    project = new_project(api)
    container = generated(api, project)
    api.finish(container)
    id_ = container["containerIds"][0]
    asset = api.made("getContent", id_)["assets"][0]["assetId"]
    reads = (("listContent", project), ("getContent", id_), ("getContentAsset", id_, asset))
    held = [_steady(api.made(*read)) for read in reads]
    api.made("archiveProject", project)
    for read, promised in zip(reads, held, strict=True):
        equal(_steady(api.call(*read).succeeded(200)), promised, f"what {read[0]} answers")


@check("archive-project.no-posts")
def no_post_is_canceled_where_none_was_scheduled(api: Api) -> None:
    """`canceledScheduledPosts` is 0, the first time and again."""
    project = new_project(api)
    new_influencer(api, project)
    for _ in range(2):
        equal(api.call("archiveProject", project).succeeded()["canceledScheduledPosts"], 0, "canceledScheduledPosts")


@check("archive-project.repeatable")
def archiving_again_is_answered_again(api: Api) -> None:
    """200 each time, each with a later archivedAt, and the project stays archived."""
    project = new_project(api)
    seen = []
    for _ in range(3):
        seen.append(instant(api.call("archiveProject", project).succeeded(200)["archivedAt"]))
        later(api)
    holds(seen[0] < seen[1] < seen[2], f"archivedAt is {', '.join(map(str, seen))} in turn")
    equal(project_now(api, project)["status"], "archived", "status")


@check("archive-project.reversible")
def a_patch_takes_it_back(api: Api) -> None:
    """`status` active makes the row what it was; the project takes new work and can be archived again."""
    before = project_row(api, **changes(api))
    project = before["id"]
    for _ in range(2):
        api.made("archiveProject", project)
        api.call("patchProject", project, body={"status": "active"}).succeeded(200)
        equal(but(project_now(api, project), "updatedAt"), but(before, "updatedAt"), "the row")
    api.call("createInfluencer", project, body={"name": api.text("Influencer")}).succeeded(202)


@check("archive-project.body")
def the_body_may_be_left_out(api: Api) -> None:
    """Without a body the project is archived."""
    project = new_project(api)
    api.call("archiveProject", project).succeeded(200)
    equal(project_now(api, project)["status"], "archived", "status")


@check("archive-project.body-form")
def a_body_changes_nothing(api: Api) -> None:
    """Whatever object is sent, the project is archived and nothing else of it changes; what is no object archives nothing."""
    bodies: tuple[dict[str, object], ...] = (
        {}, {"reason": "churned"}, {"status": "active"}, {"name": "Renamed", "metadata": None}, {"dryRun": True},
    )  # fmt: skip
    for body in bodies:
        before = but(project_row(api, **changes(api)), "updatedAt")
        came = api.call("archiveProject", before["id"], body=body).succeeded(200)
        equal((came["id"], came["status"]), (before["id"], "archived"), f"id and status in the answer to {body}")
        equal(but(project_now(api, before["id"]), "updatedAt"), {**before, "status": "archived"}, f"the row after {body}")
    untouched = project_row(api)
    for wrong in ([], ["reason"], "text", 7, True, None):
        api.call("archiveProject", untouched["id"], body=wrong).refused(422, "VALIDATION")
        equal(project_now(api, untouched["id"]), untouched, f"the row after {wrong!r}")
