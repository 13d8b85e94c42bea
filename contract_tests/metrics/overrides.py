"""patchAdsContent: what somebody says of a creative wins over its score."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError, check, equal, holds

from .promotable import content, is_eligible, listed

__all__: list[str] = []


def _patch(api: Api, id_: str, *, project: str | None = None, key: str = "full", **body: Any) -> Answer:
    return api.call("patchAdsContent", project or api.state("scored_project"), id_, body=body, key=key)


def _now(api: Api, id_: str) -> Any:
    """The item as the list tells it."""
    found = [item for item in content(api) if item["adsContentId"] == id_]
    equal(len(found), 1, "items of that id in the list")
    return found[0]


@contextmanager
def _two(api: Api) -> Iterator[tuple[Any, Any]]:
    """A creative that its score lets be promoted and one that it does not, without overrides; so they are left again."""
    plain = [item for item in content(api) if item["override"] is None]
    good, poor = ([item for item in plain if is_eligible(item) == wanted] for wanted in (True, False))
    if not good or not poor:
        raise UnprovidedError("the scored project has no creative on one side of the threshold")
    try:
        yield good[0], poor[0]
    finally:
        for item in (good[0], poor[0]):
            _patch(api, item["adsContentId"], override=None)


@check("patch-ads-content.answers-the-item", alone=True)
def the_answer_is_the_item(api: Api) -> None:
    """200 with the creative, as the list tells it afterwards, for each override."""
    with _two(api) as items:
        for item in items:
            for body in ({"override": "include", "note": "One."}, {"override": "exclude"}, {"override": None, "note": "Two."}):
                answer = _patch(api, item["adsContentId"], **body).succeeded(200)
                equal(answer["adsContentId"], item["adsContentId"], "adsContentId of the answer")
                equal(answer["override"], body["override"], "override of the answer")
                equal(answer, _now(api, item["adsContentId"]), f"the item after {body}, in answer and list")


@check("patch-ads-content.include", alone=True)
def include_lets_everything_be_promoted(api: Api) -> None:
    """With a low score as with a high one, at once and when it is read again."""
    with _two(api) as items:
        for item in items:
            holds(
                is_eligible(_patch(api, item["adsContentId"], override="include").succeeded(200)), "not eligible in the answer"
            )
            later = _now(api, item["adsContentId"])
            equal((later["override"], is_eligible(later)), ("include", True), f"a score of {item['organicScore']} with include")
            holds(item["adsContentId"] in listed(api, eligible="true"), "an included creative is not among the eligible ones")


@check("patch-ads-content.exclude", alone=True)
def exclude_lets_nothing_be_promoted(api: Api) -> None:
    """With a high score as with a low one, at once and when it is read again."""
    with _two(api) as items:
        for item in items:
            holds(
                not is_eligible(_patch(api, item["adsContentId"], override="exclude").succeeded(200)), "eligible in the answer"
            )
            later = _now(api, item["adsContentId"])
            equal(
                (later["override"], is_eligible(later)), ("exclude", False), f"a score of {item['organicScore']} with exclude"
            )
            holds(item["adsContentId"] in listed(api, eligible="false"), "an excluded creative is among the eligible ones")


@check("patch-ads-content.back-to-score", alone=True)
def null_gives_the_score_its_say_again(api: Api) -> None:
    """After include and after exclude; and where there was no override, null changes nothing."""
    with _two(api) as items:
        for item in items:
            for override in (None, "include", "exclude"):
                _patch(api, item["adsContentId"], override=override).succeeded(200)
                answer = _patch(api, item["adsContentId"], override=None).succeeded(200)
                for told in (answer, _now(api, item["adsContentId"])):
                    equal((told["override"], is_eligible(told)), (None, is_eligible(item)), f"after {override} and null")


@check("patch-ads-content.note", alone=True)
def notes_stay(api: Api) -> None:
    """A note is told with the creative; a change without one leaves it, another one takes its place."""
    with _two(api) as items:
        for item in items:
            id_, first, second = item["adsContentId"], api.text("note"), "\u00fc" * 280
            for body, promised in (
                ({"override": "include", "note": first}, first),
                ({"override": "exclude"}, first),
                ({"override": None}, first),
                ({"override": "include", "note": second}, second),
                ({"override": "include", "note": ""}, ""),
            ):
                equal(_patch(api, id_, **body).succeeded(200)["note"], promised, "note in the answer")
                equal(_now(api, id_)["note"], promised, "note in the list")


@check("patch-ads-content.nothing-else", alone=True)
def only_the_override_changes(api: Api) -> None:
    """Score, pool, source and promotions stay; all other creatives are as they were, here and elsewhere."""
    with _two(api) as items:
        before, other = content(api), content(api, "ranked_project")
        for item in items:
            for override in ("include", "exclude", None):
                _patch(api, item["adsContentId"], override=override).succeeded(200)
                after = content(api)
                equal(list(map(_kept, after)), list(map(_kept, before)), f"creatives after {override}")
                for then, now in zip(before, after, strict=True):
                    if now["adsContentId"] not in {one["adsContentId"] for one in items}:
                        equal(now, then, f"another creative after {override}")
                equal(content(api, "ranked_project"), other, f"creatives of another project after {override}")


def _kept(item: Any) -> Any:
    return {name: item[name] for name in item if name not in {"override", "note", "eligibility", "updatedAt"}}


@check("list-ads-content.override-filter", alone=True)
def overrides_filter(api: Api) -> None:
    """include, exclude and none keep their own; each creative is in one of the three lists."""
    with _two(api) as (good, poor):
        _patch(api, good["adsContentId"], override="exclude").succeeded(200)
        _patch(api, poor["adsContentId"], override="include").succeeded(200)
        everything = content(api)
        for override in ("include", "exclude", "none"):
            promised = [item["adsContentId"] for item in everything if (item["override"] or "none") == override]
            holds(promised, f"nothing has the override {override}")
            equal(listed(api, override=override), promised, f"items with the override {override}")
        equal(listed(api, override="include", eligible="false"), [], "included creatives that are not eligible")


@check("patch-ads-content.not-found", alone=True)
def creatives_of_other_projects_are_not_found(api: Api) -> None:
    """An id that nothing has, that of a source, and one of another project or organisation."""
    with _two(api) as (good, _):
        own, other = good["adsContentId"], content(api, "ranked_project")[0]["adsContentId"]
        foreign = api.made("listAdsContent", api.state("foreign_project"), key="other")["items"][0]["adsContentId"]
        for id_ in (api.uuid(), other, foreign, good["sourceId"].rpartition("_")[2]):
            _patch(api, id_, override="include").refused(404, "NOT_FOUND")
        _patch(api, own, project=api.state("ranked_project"), override="include").refused(404, "NOT_FOUND")
        equal(_now(api, own)["override"], None, "override after refusals")
        _patch(api, own, override="include").succeeded(200)


@check("patch-ads-content.project-not-found", alone=True)
def the_project_of_a_creative_has_to_be_there(api: Api) -> None:
    """An id that no project has, and a project of another organisation, either way."""
    with _two(api) as (good, _):
        own = good["adsContentId"]
        for project, key in (
            (api.uuid(), "full"),
            (api.state("foreign_project"), "full"),
            (api.state("scored_project"), "other"),
        ):
            _patch(api, own, project=project, key=key, override="include").refused(404, "NOT_FOUND")
        equal(_now(api, own)["override"], None, "override after refusals")
        _patch(api, own, override="include").succeeded(200)
