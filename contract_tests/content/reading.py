"""getContent: the full record of a container."""

from typing import Any

from layers_mock.kit import Api, as_ulid, as_uuid, check, equal, holds, is_same_id

from ..forms import instant
from ..making import container_now, generated, give_back, new_project

__all__ = ["is_found_by_its_own"]

_RECORD = (
    "id", "projectId", "status", "format", "brief", "caption", "firstComment", "assets", "approvalStatus", "createdAt",
)  # fmt: skip
_FURTHER = ("completedAt", "updatedAt", "lastError")
_UNFINISHED = {"queued", "generating"}
_BRIEF = {"topic": "night trains", "angle": "slow is fast", "cta": "Book a bunk", "valuePropositions": ["quiet", "cheap"]}


@check("get-content.record", "get-content.further-fields", "get-content.unpopulated")
def a_container_is_read_while_it_is_made_and_afterwards(api: Api) -> None:
    """The record has all its fields from the beginning; what is not there yet is null or empty, and filled in the end."""
    project = new_project(api)
    accepted = generated(api, project)
    container = accepted["containerIds"][0]
    running = api.call("getContent", container).succeeded(200, rule="get-content.unpopulated")
    _has_all(running)
    if running["status"] in _UNFINISHED:
        _is_unpopulated(running)
    api.finish(accepted)
    done = api.call("getContent", container).succeeded(200, rule="get-content.record")
    _has_all(done)
    _is_the_one(done, container, project)
    if done["status"] == "completed":
        _is_populated(done)
    _has_all(api.call("getContent", api.state("failed_container")).succeeded(200, rule="get-content.record"))


def _has_all(record: Any) -> None:
    equal(sorted(set(_RECORD) - set(record)), [], f"fields missing while {record.get('status')}", rule="get-content.record")
    missing = sorted(set(_FURTHER) - set(record))
    equal(missing, [], f"fields missing while {record['status']}", rule="get-content.further-fields")


def _is_unpopulated(record: Any) -> None:
    rule = "get-content.unpopulated"
    equal(record["completedAt"], None, "completedAt while the job runs", rule=rule)
    equal(record["lastError"], None, "lastError while the job runs", rule=rule)
    holds(isinstance(record["assets"], list), f"assets {record['assets']!r} while the job runs", rule=rule)
    for name in ("caption", "firstComment"):
        is_fine = record[name] is None or (isinstance(record[name], str) and record[name])
        holds(is_fine, f"{name} {record[name]!r} while the job runs", rule=rule)
    for place, asset in enumerate(record["assets"]):
        holds(asset.get("url"), f"an asset {place} without url while the job runs", rule=rule)


def _is_the_one(record: Any, container: str, project: str) -> None:
    rule = "get-content.record"
    equal(record["id"], container, "id", rule=rule)
    holds(is_same_id(record["projectId"], project), f"projectId {record['projectId']} of a container in {project}", rule=rule)
    equal(record["format"], "slideshow_remix", "format", rule=rule)
    instant(record["createdAt"])


def _is_populated(record: Any) -> None:
    rule = "get-content.record"
    holds(record["assets"], "a completed container without assets", rule=rule)
    holds(isinstance(record["caption"], str), f"caption {record['caption']!r} of a completed container", rule=rule)
    rule = "get-content.further-fields"
    for name in ("completedAt", "updatedAt"):
        holds(isinstance(record[name], str), f"{name} {record[name]!r} of a completed container", rule=rule)
        holds(instant(record[name]) >= instant(record["createdAt"]), f"{name} {record[name]} before createdAt", rule=rule)


@check("get-content.brief")
def the_brief_is_what_the_client_sent(api: Api) -> None:
    """The brief's four fields read as they were sent; what was left out is null or empty."""
    project = new_project(api)
    whole = _brief(api, project, brief=_BRIEF)
    equal({name: whole[name] for name in _BRIEF}, _BRIEF, "the brief")
    partial = _brief(api, project, brief={"topic": "moss"})
    equal(partial["topic"], "moss", "topic")
    none = _brief(api, project)
    for brief, left_out in ((partial, list(_BRIEF)[1:]), (none, list(_BRIEF))):
        for name in left_out:
            holds(brief[name] is None or brief[name] in ("", []), f"{name} {brief[name]!r}, which was left out")


def _brief(api: Api, project: str, **body: Any) -> Any:
    accepted = generated(api, project, **body)
    give_back(api, accepted)
    return api.call("getContent", accepted["containerIds"][0]).succeeded(200)["brief"]


@check("get-content.last-error")
def a_failed_container_tells_why(api: Api) -> None:
    """`lastError` has code and message where the container failed, and is null where it runs, completed or was canceled."""
    failed = api.call("getContent", api.state("failed_container")).succeeded(200)
    error = failed["lastError"]
    for name in ("code", "message"):
        holds(isinstance(error[name], str) and error[name], f"{name} {error[name]!r} in lastError")
    for state in ("container", "slideshow"):
        equal(api.call("getContent", api.state(state)).succeeded(200)["lastError"], None, f"lastError of {state}")
    accepted = generated(api, new_project(api))
    container = accepted["containerIds"][0]
    equal(api.call("getContent", container).succeeded(200)["lastError"], None, "lastError of a running container")
    give_back(api, accepted)
    if api.finish(accepted)["status"] == "canceled":
        equal(api.call("getContent", container).succeeded(200)["lastError"], None, "lastError of a canceled container")


@check("get-content.either-form")
def a_container_is_found_by_every_form_of_its_id(api: Api) -> None:
    """With and without cnt_, as a UUID and as a ULID, an id names the same container."""
    container = api.state("container")
    wanted = container_now(api, container)["id"]
    ulid, uuid = as_ulid(container), as_uuid(container)
    for text in (ulid, uuid, f"cnt_{ulid}", f"cnt_{uuid}"):
        equal(api.call("getContent", text).succeeded(200)["id"], wanted, f"id of the container asked for as {text}")


@check("get-content.not-found")
def a_container_out_of_reach_is_not_found(api: Api) -> None:
    """A container of another organisation is 404 like an unknown one."""
    is_found_by_its_own(api, "getContent")


def is_found_by_its_own(api: Api, operation: str) -> None:
    """Break the rule unless containers are found by their own organisation alone, and one that nobody has by none."""
    foreign = api.state("foreign_container")
    api.call(operation, foreign, key="other").succeeded(200)
    for container in (api.uuid(), f"cnt_{api.uuid()}", foreign):
        api.call(operation, container).refused(404, "NOT_FOUND")
    api.call(operation, api.state("container"), key="other").refused(404, "NOT_FOUND")
    api.call(operation, api.state("container")).succeeded(200)
