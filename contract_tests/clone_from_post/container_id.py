"""The container's id, chosen by the client: fresh, taken, or taken elsewhere."""

from typing import Any

from layers_mock.kit import Api, as_ulid, check, equal, holds, is_same_id

from ..making import balance, container_ids, container_now, new_container, new_project
from .calls import clone, cloned, outcome, still

__all__: list[str] = []


@check("clone-from-post.container-id")
def a_fresh_uuid_names_a_new_container(api: Api) -> None:
    """The same body under other ids makes other containers, whatever the version of the UUID."""
    project = new_project(api)
    targets = [api.uuid(), api.uuid(), _version_seven(api.uuid())]
    made = [clone(api, target, projectId=project).succeeded(202) for target in targets]
    equal(len({accepted["jobId"] for accepted in made}), len(targets), "number of jobs")
    for target in targets:
        holds(is_same_id(api.call("getContent", target).succeeded(200)["id"], target), f"{target} names another container")
    equal(len(container_ids(api, project)), len(targets), "number of containers")


@check("clone-from-post.container-id-forms")
def an_id_is_printed_as_it_first_came(api: Api) -> None:
    """Behind cnt_ and as a ULID as well, and asking for it in another form changes nothing."""
    ulid, uuid = as_ulid(api.uuid()), api.uuid()
    for first, printed, other in (
        (f"cnt_{uuid}", f"cnt_{uuid}", as_ulid(uuid)),
        (ulid, f"cnt_{ulid}", f"cnt_{ulid}"),
        (f"cnt_{as_ulid(second := api.uuid())}", f"cnt_{as_ulid(second)}", second),
    ):
        equal(clone(api, first).succeeded(202)["containerId"], printed, "containerId of the 202")
        equal(cloned(api, other)["containerId"], printed, "containerId of the replay under another form")
        equal(container_now(api, other)["id"], printed, "id of the container, read in another form")


@check("clone-from-post.id-taken", alone=True)
def a_taken_id_conflicts(api: Api) -> None:
    """Another request under the same id is 409 and changes neither container nor list nor wallet."""
    project, target = new_project(api), api.uuid()
    overrides = {"caption": api.text(), "cta": api.text()}
    first: dict[str, Any] = {"projectId": project, "variations": 2, "overrides": overrides}
    made = still(outcome(api, cloned(api, target, **first)))
    before = (container_ids(api, project), balance(api))
    others: tuple[dict[str, Any], ...] = (
        {"mode": "reimagine"},
        {"variations": 1},
        {"variations": 3},
        {"sourcePlatformPostId": api.state("slideshow_post")},
        {"projectId": api.state("project")},
        {"overrides": {}},
        {"overrides": overrides | {"caption": api.text()}},
        {"overrides": overrides | {"cta": api.text()}},
        {"overrides": overrides | {"voiceOverScript": api.text()}},
    )
    for changes in others:
        clone(api, target, **{**first, **changes}).refused(409, "CONFLICT")
        equal(still(container_now(api, target)), made, f"the container after a request with {changes}")
    equal((container_ids(api, project), balance(api)), before, "list and balance")


@check("clone-from-post.id-taken", alone=True)
def the_id_of_a_container_made_otherwise_conflicts(api: Api) -> None:
    """An id that generateContent used, and that of a container which was there already."""
    project, target = new_project(api), api.uuid()
    new_container(api, project, id=target)
    both = (target, api.state("container"))
    before = _there(api, project, both)
    for taken in both:
        clone(api, taken, projectId=project).refused(409, "CONFLICT")
    equal(_there(api, project, both), before, "what was there")


def _there(api: Api, project: str, containers: tuple[str, ...]) -> object:
    return [still(container_now(api, each)) for each in containers], container_ids(api, project), balance(api)


@check("clone-from-post.ids-per-organization")
def ids_of_another_organisation_are_free(api: Api) -> None:
    """An id that another organisation used makes a container here, and theirs stays as it is; whichever made it."""
    theirs, ours = api.uuid(), api.uuid()
    project = api.state("foreign_project")
    new_container(api, project, id=theirs, key="other")
    before = still(container_now(api, theirs, key="other"))
    made = clone(api, theirs).succeeded(202)
    named = container_now(api, made["containerId"])["projectId"]
    holds(is_same_id(named, api.state("project")), "a container of another project")
    equal(still(container_now(api, theirs, key="other")), before, "the other organisation's container")
    first = cloned(api, ours)
    kept = still(outcome(api, first))
    second = clone(api, ours, key="other", projectId=project, sourcePlatformPostId=api.state("foreign_post")).succeeded(202)
    holds(first["jobId"] != second["jobId"], "two organisations were given one job")
    equal(still(container_now(api, ours)), kept, "the container of this organisation")


def _version_seven(uuid: str) -> str:
    return uuid[:14] + "7" + uuid[15:]
