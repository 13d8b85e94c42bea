"""The containers of a generation: how many, in which state and format, and how they end."""

from typing import Any

from layers_mock.kit import Api, BrokenRuleError, check, equal, holds

from ..making import SLIDES, canceled, completed, container_ids, container_now, failed, generated, new_project
from .making import generate

__all__: list[str] = []

_FORMATS = ("video_remix", SLIDES, "ugc_remix")


@check("generate-content.containers-are-queued")
def containers_are_queued_and_then_completed(api: Api) -> None:
    """Each container reads as queued at once, and as completed with assets when the job is."""
    accepted = generate(api, variantCount=2).succeeded(202)
    for id_ in accepted["containerIds"]:
        equal(api.call("getContent", id_).succeeded(200)["status"], "queued", "status at once")
    completed(api, accepted)
    for id_ in accepted["containerIds"]:
        read = api.call("getContent", id_).succeeded(200)
        equal(read["status"], "completed", "status when the job is completed")
        holds(read["assets"], f"{id_} has no assets when the job is completed")


@check("generate-content.one-job")
def containers_are_completed_or_canceled_with_their_job(api: Api) -> None:
    """All containers of a request end as its one job does: completed, or canceled."""
    accepted = generate(api, variantCount=3).succeeded(202)
    holds(isinstance(accepted["jobId"], str), f"jobId is {accepted['jobId']!r}")
    completed(api, accepted)
    equal(_statuses(api, accepted), ["completed"] * 3, "statuses when the job is completed")
    accepted = generate(api, variantCount=3).succeeded(202)
    canceled(api, accepted)
    equal(_statuses(api, accepted), ["canceled"] * 3, "statuses when the job is canceled")


@check("generate-content.one-job")
def containers_fail_with_their_job(api: Api) -> None:
    """All containers of a request are failed when its one job is."""
    api.needs_failing_jobs()
    accepted = generate(api, variantCount=3).succeeded(202)
    failed(api, accepted)
    equal(_statuses(api, accepted), ["failed"] * 3, "statuses when the job is failed")


@check("generate-content.variant-containers")
def there_are_as_many_containers_as_variants(api: Api) -> None:
    """Two and five variants are two and five different containers, and no other is in the project."""
    place, made = new_project(api), list[str]()
    for count in (2, 5):
        ids = generate(api, place, variantCount=count).succeeded(202)["containerIds"]
        equal(len(set(ids)), count, f"the number of different containerIds for variantCount {count}")
        made += ids
        equal(container_ids(api, place), sorted(made), "the containers of the project")


@check("generate-content.variant-count")
def one_variant_is_made_by_default(api: Api) -> None:
    """A variantCount left out means one container, whatever else is in the body, and without a body."""
    place = new_project(api)
    for body in ({"format": SLIDES}, {"format": SLIDES, "brief": {"topic": "tides"}}, {"id": api.uuid(), "format": SLIDES}):
        made = api.call("generateContent", place, body=body).succeeded(202)
        equal(len(made["containerIds"]), 1, f"the number of containers for {body}")
    equal(len(api.call("generateContent", place).succeeded(202)["containerIds"]), 1, "the number of containers without a body")
    equal(len(container_ids(api, place)), 4, "the number of containers that four requests made")
    holds(len(generate(api, variantCount=5).succeeded(202)["containerIds"]) <= 5, "more than five containers")


@check("generate-content.format")
def containers_have_the_format_asked_for(api: Api) -> None:
    """Every container has the format of the request, at once and when it is completed."""
    for format_ in _FORMATS:
        accepted = generate(api, format=format_, variantCount=2).succeeded(202)
        equal(_formats(api, accepted), [format_] * 2, f"formats of containers asked for as {format_}")
        completed(api, accepted)
        equal(_formats(api, accepted), [format_] * 2, f"formats of completed containers asked for as {format_}")


@check("generate-content.format-default")
def auto_is_the_default(api: Api) -> None:
    """A request without a format is the same as one for auto, and what it makes begins as that begins."""
    place = api.state("project")
    rests: list[dict[str, Any]] = [{}, {"brief": {"topic": "tides"}}]
    for rest in rests:
        body = {"id": api.uuid(), **rest}
        made = api.call("generateContent", place, body=body).succeeded(202)
        spelled = api.call("generateContent", place, body={**body, "format": "auto"}).succeeded(202)
        equal(spelled["jobId"], made["jobId"], "the job of the same request with auto spelled out")
        auto = generated(api, place, format="auto", **rest)
        _begins_as(api, made, auto)
    _begins_as(api, api.call("generateContent", place).succeeded(202), generated(api, place, format="auto"))


@check("generate-content.auto")
def auto_becomes_one_of_the_others(api: Api) -> None:
    """Completed, an auto container reads as one of the other formats, also in the list, whose filter finds it there."""
    place = new_project(api)
    accepted = generate(api, place, format="auto", variantCount=3).succeeded(202)
    completed(api, accepted)
    for id_ in accepted["containerIds"]:
        format_ = container_now(api, id_)["format"]
        holds(format_ in _FORMATS, f"a completed container's format is {format_!r}")
        found = api.made("listContent", place, query={"format": format_})["items"]
        item: Any = next((item for item in found if item["id"] == id_), None)
        holds(item is not None and item["format"] == format_, f"the list of {format_} does not show {id_}, or as another one")


@check("generate-content.approval")
def new_containers_wait_for_approval_where_the_project_reviews(api: Api) -> None:
    """Each new container is pending in a project that reviews content and not_required in one that does not."""
    for state, promised in (("reviewing_project", "pending"), ("project", "not_required")):
        accepted = generate(api, api.state(state), variantCount=2).succeeded(202)
        completed(api, accepted)
        came = [container_now(api, id_)["approvalStatus"] for id_ in accepted["containerIds"]]
        equal(came, [promised] * 2, f"approvalStatus of new containers of the state {state}")


def _begins_as(api: Api, made: Any, auto: Any) -> None:
    """Where auto reads as auto until it is decided, so does what was made without a format."""
    if _formats(api, auto) != ["auto"]:
        return
    came = _formats(api, made)
    if came != ["auto"]:
        raise BrokenRuleError(f"without a format, the new container is {came[0]}")


def _statuses(api: Api, accepted: Any) -> list[str]:
    return [container_now(api, id_)["status"] for id_ in accepted["containerIds"]]


def _formats(api: Api, accepted: Any) -> list[str]:
    return [container_now(api, id_)["format"] for id_ in accepted["containerIds"]]
