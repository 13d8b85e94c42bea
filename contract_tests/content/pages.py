"""listContent: filters, pages, and whose containers are listed."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..lists import every_item
from ..making import canceled, container_now, generated, give_back, new_container, new_project
from .listing import ids, items

__all__: list[str] = []

_RUNNING = ("queued", "generating")


@check("list-content.status", "list-content.format", "list-content.cursor-filters")
def filters_keep_what_they_name(api: Api) -> None:
    """One word keeps its containers, several keep those of any, both filters those of both; on later pages too."""
    project = new_project(api)
    first = new_container(api, project)
    api.let_pass(60)
    other = _canceled(api, project)
    api.let_pass(60)
    second = new_container(api, project)
    done, all_three = [second, first], [second, other, first]
    _status(api, project, done, other, all_three)
    _format(api, project, done, other, all_three)
    both = ids(api, project, status="completed", format="ugc_remix")
    equal(both, [], "completed containers of the format of the canceled one", rule="list-content.status")
    rule = "list-content.cursor-filters"
    for query in ({"format": "slideshow_remix"}, {"status": "completed"}, {"status": ["completed", "failed"]}):
        seen = [item["id"] for item in every_item(api, "listContent", project, limit=1, **query)]
        equal(seen, done, f"containers on all pages of {query}", rule=rule)


def _canceled(api: Api, project: str) -> str:
    """A container of another format that was canceled; while it runs, the filter by status finds it as running."""
    accepted = generated(api, project, format="ugc_remix")
    container = str(accepted["containerIds"][0])
    running = ids(api, project, status=_RUNNING)
    if container_now(api, container)["status"] in _RUNNING:
        equal(running, [container], "running containers", rule="list-content.status")
    canceled(api, accepted)
    return container


def _status(api: Api, project: str, done: list[str], canceled: str, all_three: list[str]) -> None:
    expected: dict[tuple[str, ...], list[str]] = {
        ("completed",): done,
        ("canceled",): [canceled],
        ("failed",): [],
        _RUNNING: [],
        ("completed", "canceled"): all_three,
        ("failed", "completed"): done,
        ("completed", "failed"): done,
    }
    for words, kept in expected.items():
        equal(ids(api, project, status=words), kept, f"containers with status {words}", rule="list-content.status")


def _format(api: Api, project: str, slides: list[str], other: str, all_three: list[str]) -> None:
    expected: dict[tuple[str, ...], list[str]] = {
        ("slideshow_remix",): slides,
        ("ugc_remix",): [other],
        ("video_remix",): [],
        ("slideshow_remix", "ugc_remix"): all_three,
        ("video_remix", "slideshow_remix"): slides,
        ("slideshow_remix", "video_remix"): slides,
    }
    for words, kept in expected.items():
        equal(ids(api, project, format=words), kept, f"containers with format {words}", rule="list-content.format")


@check("list-content.limit")
def a_page_holds_25_items_or_as_many_as_asked_for(api: Api) -> None:
    """`limit` items at most, 25 where it is left out, up to 200."""
    project = new_project(api)
    jobs = [generated(api, project, variantCount=5) for _ in range(6)]
    for job in jobs:
        give_back(api, job)
    made = sum(len(job["containerIds"]) for job in jobs)
    if made <= 25:
        raise UnprovidedError(f"{made} containers do not fill a page")
    for limit in (1, 2, 7, 25, 26, 29):
        equal(len(items(api, project, limit=limit)), limit, f"items with limit {limit}")
    equal(len(items(api, project)), 25, "items without a limit")
    equal(len(items(api, project, limit=200)), made, "items with limit 200")
    api.call("listContent", project, query={"limit": 201}).refused(422, "VALIDATION")


@check("list-content.cursor")
def cursors_lead_to_every_container_once(api: Api) -> None:
    """All containers on short pages, each once and none moved by those added meanwhile, those of one moment among them."""
    project = new_project(api)
    first = generated(api, project, variantCount=5)
    give_back(api, first)
    order = [item["id"] for item in items(api, project, limit=200)]
    equal(sorted(order), sorted(first["containerIds"]), "containers on one page")
    for limit in (1, 2, 3):
        seen = _walked(api, project, limit)
        equal([item for item in seen if item in order], order, f"containers on pages of {limit}, in the order of one page")
        equal(len(set(seen)), len(seen), "different containers on all pages")
    last = api.call("listContent", project, query={"limit": 200}).succeeded(200)
    equal(last["nextCursor"], None, "nextCursor of a page that holds all")


def _walked(api: Api, project: str, limit: int) -> list[Any]:
    """The containers on all pages, while another one is added after each of the first two."""
    seen: list[Any] = []
    cursor: Any = None
    for turn in range(30):
        query = {"limit": limit} if cursor is None else {"limit": limit, "cursor": cursor}
        page = api.call("listContent", project, query=query).succeeded(200)
        holds(len(page["items"]) <= limit, f"{len(page['items'])} items on a page of {limit}")
        seen += [item["id"] for item in page["items"]]
        cursor = page["nextCursor"]
        if cursor is None:
            return seen
        if turn < 2:
            give_back(api, generated(api, project))
    holds(condition=False, came="nextCursor is never null")
    return seen


@check("list-content.own-project")
def a_list_holds_its_own_project_alone(api: Api) -> None:
    """A container is listed in its project and not in another one, with and without filters."""
    project, empty = new_project(api), new_project(api)
    made = generated(api, project)
    give_back(api, made)
    moment = items(api, project)[0]["createdAt"]
    queries: tuple[dict[str, object], ...] = ({}, {"format": "slideshow_remix"}, {"since": moment}, {"until": moment})
    for query in queries:
        equal(ids(api, project, **query), made["containerIds"], f"containers of its project with {query}")
        equal(ids(api, empty, **query), [], f"containers of an empty project with {query}")


@check("list-content.project-not-found")
def a_project_out_of_reach_is_not_found(api: Api) -> None:
    """An unknown project and one of another organisation are 404, whatever the query."""
    foreign = api.state("foreign_project")
    for project in (api.uuid(), foreign):
        api.call("listContent", project).refused(404, "NOT_FOUND")
        api.call("listContent", project, query={"status": "completed", "limit": 5}).refused(404, "NOT_FOUND")
    api.call("listContent", foreign, key="other").succeeded(200)
    api.call("listContent", api.state("empty_project")).succeeded(200)
