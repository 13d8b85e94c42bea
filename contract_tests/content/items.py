"""listContent: what an item tells, and in which order items come."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..forms import instant
from ..making import completed, generated, give_back, new_container, new_project
from .listing import items, listed

__all__: list[str] = []

_FIELDS = ("id", "status", "format", "caption", "approvalStatus", "createdAt", "completedAt", "primaryAsset")
_SHARED = ("id", "status", "format", "caption", "approvalStatus")
_UNFINISHED = {"queued", "generating"}


@check("list-content.item")
def an_item_tells_what_its_container_tells(api: Api) -> None:
    """An item has its eight fields, and they are those of the container, be it finished, failed or running."""
    project = new_project(api)
    accepted = generated(api, project)
    running = items(api, project)[0]
    give_back(api, accepted)
    equal(sorted(set(_FIELDS) - set(running)), [], "fields missing while the job runs")
    for state in ("container", "slideshow", "failed_container"):
        item = listed(api, api.state(state))
        equal(sorted(set(_FIELDS) - set(item)), [], "fields missing")
        container = api.made("getContent", item["id"])
        equal({name: item[name] for name in _SHARED}, {name: container[name] for name in _SHARED}, "the item")
        equal(instant(item["createdAt"]), instant(container["createdAt"]), "createdAt")


@check("list-content.primary-asset")
def the_primary_asset_is_one_of_the_containers(api: Api) -> None:
    """`primaryAsset` has assetId and kind of an asset that the container has."""
    for state in ("container", "slideshow"):
        item = listed(api, api.state(state))
        primary = item["primaryAsset"]
        kinds = {asset["assetId"]: asset["kind"] for asset in api.made("getContent", item["id"])["assets"]}
        holds(primary["assetId"] in kinds, f"primaryAsset {primary['assetId']!r} where the container has {sorted(kinds)}")
        equal(primary["kind"], kinds[primary["assetId"]], "kind of primaryAsset")


@check("list-content.primary-asset-null")
def nothing_is_made_while_the_job_runs(api: Api) -> None:
    """`primaryAsset` and `completedAt` are null while the job runs; afterwards there are url, thumbnailUrl and a moment."""
    project = new_project(api)
    accepted = generated(api, project)
    running = _only(items(api, project), accepted)
    if running["status"] not in _UNFINISHED:
        raise UnprovidedError(f"the container is {running['status']} before it can be listed")
    equal(running["primaryAsset"], None, "primaryAsset while the job runs")
    equal(running["completedAt"], None, "completedAt while the job runs")
    completed(api, accepted)
    done = _only(items(api, project), accepted)
    holds(isinstance(done["primaryAsset"], dict), f"primaryAsset {done['primaryAsset']!r} of a completed container")
    equal(sorted({"url", "thumbnailUrl"} - set(done["primaryAsset"])), [], "fields that primaryAsset lacks")
    holds(str(done["primaryAsset"]["url"]).startswith("http"), f"url {done['primaryAsset']['url']!r}")
    holds(isinstance(done["completedAt"], str), f"completedAt {done['completedAt']!r} of a completed container")
    holds(instant(done["completedAt"]) >= instant(done["createdAt"]), f"completedAt {done['completedAt']} before createdAt")


def _only(found: list[Any], accepted: Any) -> Any:
    equal([item["id"] for item in found], accepted["containerIds"], "containers of the project")
    return found[0]


@check("list-content.newest-first", "list-content.since", "list-content.until")
def containers_come_newest_first_and_are_cut_by_their_moment(api: Api) -> None:
    """Order is that of createdAt, whatever became of a container; since and until take in their own moment."""
    project = new_project(api)
    made = [new_container(api, project)]
    api.let_pass(60)
    jobs = []
    for _ in range(2):
        jobs.append(generated(api, project))
        made += jobs[-1]["containerIds"]
        api.let_pass(60)
    for job in jobs:
        give_back(api, job)
    found = items(api, project)
    rule = "list-content.newest-first"
    equal(sorted(item["id"] for item in found), sorted(made), "containers listed", rule=rule)
    moments = [instant(item["createdAt"]) for item in found]
    equal(moments, sorted(moments, reverse=True), "createdAt of the items in their order", rule=rule)
    _is_spread(found)
    equal([item["id"] for item in found], made[::-1], "containers in their order", rule=rule)
    pages = [items(api, project, limit=1)[0]["id"], items(api, project, limit=2)[1]["id"]]
    equal(pages, [made[2], made[1]], "containers at the ends of short pages", rule=rule)
    _since(api, project, found)
    _until(api, project, found)


def _is_spread(found: list[Any]) -> None:
    if len({item["createdAt"] for item in found}) < len(found):
        raise UnprovidedError("containers that are made one after the other have one createdAt")


def _since(api: Api, project: str, found: list[Any]) -> None:
    for moment in (found[1]["createdAt"], _shifted(found[1]["createdAt"])):
        kept = [item["id"] for item in items(api, project, since=moment)]
        equal(kept, [item["id"] for item in found[:2]], f"containers since {moment}", rule="list-content.since")
    oldest = [item["id"] for item in items(api, project, since=found[-1]["createdAt"])]
    equal(oldest, [item["id"] for item in found], "containers since the oldest", rule="list-content.since")


def _until(api: Api, project: str, found: list[Any]) -> None:
    for moment in (found[1]["createdAt"], _shifted(found[1]["createdAt"])):
        kept = [item["id"] for item in items(api, project, until=moment)]
        equal(kept, [item["id"] for item in found[1:]], f"containers until {moment}", rule="list-content.until")
    moment = found[1]["createdAt"]
    kept = [item["id"] for item in items(api, project, since=moment, until=moment)]
    equal(kept, [found[1]["id"]], "containers since and until one moment", rule="list-content.until")


def _shifted(moment: str) -> str:
    """The same moment as a clock far in the east shows it."""
    from datetime import timedelta, timezone

    return instant(moment).astimezone(timezone(timedelta(hours=9))).isoformat()
