"""listWebhookEndpoints and getWebhookEndpoint."""

from layers_mock.kit import Api, UnprovidedError, check, equal, holds
from layers_mock.kit.id_forms import as_ulid, as_uuid, is_same_id

from ..making import later
from .own import (
    EVENTS,
    SIZES,
    auto_paused,
    endpoint,
    endpoints,
    is_among,
    is_paged,
    made,
    new_project,
    row,
    same_ids,
    subscription,
    test,
)

__all__: list[str] = []


@check("list-webhook-endpoints.items")
def items_are_whole_endpoints(api: Api) -> None:
    """Each item of a project's list is what reading it gives: new, changed, paused, rotated and tested ones."""
    project = new_project(api)
    ids = [endpoint(api, projectId=project, description=f"Number {number}") for number in range(4)]
    later(api)
    api.made("patchWebhookEndpoint", ids[0], body={"events": list(EVENTS), "description": None})
    api.made("patchWebhookEndpoint", ids[1], body={"status": "paused"})
    api.made("rotateWebhookSecret", ids[2])
    items = endpoints(api, projectId=project)
    equal(len(items), len(ids), "endpoints in the list")
    for item in items:
        equal(item, row(api, item["id"]), "an item of the list")
    everywhere = [item for item in endpoints(api) if is_same_id(item["id"], ids[0])]
    equal(everywhere, [row(api, ids[0])], "the item in the list of the whole organisation")


@check("list-webhook-endpoints.newest-first")
def endpoints_are_listed_newest_first(api: Api) -> None:
    """In the order they were made, whatever was changed later, on one page and over several, with a filter and without."""
    project = new_project(api)
    made_ids = []
    for _ in range(4):
        made_ids.append(endpoint(api, projectId=project))
        later(api)
    api.made("patchWebhookEndpoint", made_ids[0], body={"description": "Later"})
    api.made("rotateWebhookSecret", made_ids[1])
    newest = made_ids[::-1]
    for limit in (1, 3, 100):
        found = endpoints(api, projectId=project, limit=limit)
        holds(same_ids(found, newest), f"{[item['createdAt'] for item in found]} on pages of {limit}")
    mine = [item for item in endpoints(api) if any(is_same_id(item["id"], id_) for id_ in newest)]
    holds(same_ids(mine, newest), f"{[item['createdAt'] for item in mine]} in the list of the whole organisation")


@check("list-webhook-endpoints.project-filter")
def a_project_filters(api: Api) -> None:
    """Its own endpoints and no other: none of another project, none of the whole organisation, under each form of its id."""
    one, other, bare = new_project(api), new_project(api), new_project(api)
    of_one = [endpoint(api, projectId=one)]
    endpoint(api)
    endpoint(api, projectId=other)
    of_one.append(endpoint(api, projectId=one))
    endpoint(api)
    api.made("patchWebhookEndpoint", of_one[0], body={"status": "paused"})
    for form in (one, as_uuid(one), as_ulid(one)):
        for query in SIZES:
            found = endpoints(api, projectId=form, **query)
            holds(len(found) == 2 and all(is_among(found, id_) for id_ in of_one), f"{len(found)} endpoints for {form}, of 2")
    equal(len(endpoints(api, projectId=other)), 1, "endpoints of the other project")
    equal(endpoints(api, projectId=bare), [], "endpoints of a project without any")


@check("list-webhook-endpoints.unknown-project")
def a_project_that_is_not_there_has_no_endpoints(api: Api) -> None:
    """An empty page for an unknown project and for one of another organisation, which has an endpoint."""
    foreign = api.state("foreign_project")
    endpoint(api)
    endpoint(api, key="other", projectId=foreign)
    holds(endpoints(api, projectId=foreign, key="other"), "no endpoint for the organisation whose project it is")
    for project in (api.uuid(), foreign):
        page = api.call("listWebhookEndpoints", query={"projectId": project}).succeeded(200)
        equal((page["items"], page["nextCursor"]), ([], None), "the page")


@check("list-webhook-endpoints.status-filter")
def a_status_filters(api: Api) -> None:
    """Active and paused ones of a project, and an auto_paused one of the organisation where there is one."""
    project = new_project(api)
    ids = [endpoint(api, projectId=project) for _ in range(4)]
    for id_ in ids[1:3]:
        api.made("patchWebhookEndpoint", id_, body={"status": "paused"})
    for query in SIZES:
        for status, wanted in (("active", [ids[3], ids[0]]), ("paused", [ids[2], ids[1]]), ("auto_paused", [])):
            found = endpoints(api, projectId=project, status=status, **query)
            holds({item["status"] for item in found} <= {status}, f"an endpoint of another status among those {status}")
            is_right = len(found) == len(wanted) and all(is_among(found, id_) for id_ in wanted)
            holds(is_right, f"{len(found)} endpoints that are {status}, of {len(wanted)}")
    paused = endpoints(api, status="paused")
    holds(all(is_among(paused, id_) for id_ in ids[1:3]), "a paused endpoint that the filter paused leaves out")
    _auto_paused_is_found(api)


def _auto_paused_is_found(api: Api) -> None:
    try:
        id_ = auto_paused(api)
    except UnprovidedError:
        return
    for status in ("active", "paused", "auto_paused"):
        is_there = is_among(endpoints(api, status=status), id_)
        equal(is_there, status == "auto_paused", f"an auto_paused endpoint among those {status}")


@check("list-webhook-endpoints.own")
def only_the_organisations_own_are_listed(api: Api) -> None:
    """Two organisations with an endpoint each: either sees its own and none of the other, under each status."""
    mine, theirs = endpoint(api), endpoint(api, key="other")
    organisation = {key: api.made("getWhoami", key=key)["organizationId"] for key in ("full", "other")}
    for key, own, foreign in (("full", mine, theirs), ("second", mine, theirs), ("other", theirs, mine)):
        for query in ({}, {"status": "active"}):
            found = endpoints(api, key=key, **query)
            holds(is_among(found, own), f"{key} does not see an endpoint of its organisation")
            holds(not is_among(found, foreign), f"{key} sees an endpoint of another organisation")
            owner = organisation["other" if key == "other" else "full"]
            others = [item for item in found if not is_same_id(item["organizationId"], owner)]
            equal(len(others), 0, f"endpoints in the list of {key} that name another organisation")


@check("list-webhook-endpoints.pages")
def pages_of_25(api: Api) -> None:
    """26 endpoints: 25 on the first page, each once over all pages of any size, though one is made behind each page."""
    project = new_project(api)
    within: dict[str, object] = {"projectId": project}
    queries: list[dict[str, object]] = [within, {**within, "status": "active"}, {}]
    is_paged(api, "listWebhookEndpoints", made=lambda: endpoint(api, projectId=project), within=within, queries=queries)


@check("get-webhook-endpoint.reads")
def an_endpoint_reads_as_it_was_left(api: Api) -> None:
    """As its creation answered, under either form of its id, and as its last change did, also for another key."""
    answered = made(api, events=list(EVENTS), description="Read", projectId=api.state("project"))["endpoint"]
    for form in (answered["id"], as_ulid(answered["id"]), answered["id"].upper()):
        equal(api.call("getWebhookEndpoint", form).succeeded(200), answered, "the endpoint")
    later(api)
    for body in (
        {"description": "Changed"},
        {"status": "paused"},
        {"url": subscription(api)["url"], "events": ["post.failed"]},
    ):
        changed = api.made("patchWebhookEndpoint", answered["id"], body=body)
        for key in ("full", "second"):
            equal(api.call("getWebhookEndpoint", answered["id"], key=key).succeeded(200), changed, "the endpoint")
    test(api, answered["id"])
    read = api.call("getWebhookEndpoint", answered["id"]).succeeded(200)
    equal((read["url"], read["status"]), (changed["url"], "paused"), "url and status behind a test")


@check("get-webhook-endpoint.not-found")
def reading_what_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one, another organisation's and a deleted one, which could be read before."""
    foreign, deleted = api.state("foreign_webhook_endpoint"), endpoint(api)
    api.call("getWebhookEndpoint", deleted).succeeded(200)
    api.made("deleteWebhookEndpoint", deleted)
    for id_ in (api.uuid(), foreign, deleted):
        api.call("getWebhookEndpoint", id_).refused(404, "NOT_FOUND")
    api.call("getWebhookEndpoint", foreign, key="other").succeeded(200)
