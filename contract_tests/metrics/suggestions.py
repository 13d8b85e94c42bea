"""listRecommendations: what is suggested, which of it is listed, and that it can be done."""

from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..lists import needs_its_project, pages_agree
from .promotable import content

__all__: list[str] = []

_KINDS = ("value_propositions", "refresh_fatigued")
_STATUSES = ("open", "acknowledged", "dismissed", "acted_on")
_MOST = 100
_FATIGUE = timedelta(days=21)


def _items(api: Api, **query: Any) -> list[Any]:
    page = api.call("listRecommendations", api.state("scored_project"), query={"limit": _MOST, **query}).succeeded(200)
    if page["nextCursor"] is not None:
        raise UnprovidedError("the scored project has more recommendations than one page")
    return list(page["items"])


def _ids(found: list[Any]) -> list[str]:
    return [item["recommendationId"] for item in found]


def _some(api: Api, **query: Any) -> list[Any]:
    """All recommendations. Raises :class:`UnprovidedError` where they are too few, or all of one kind."""
    found = _items(api, **query)
    if len(found) < 3 or {item["kind"] for item in found} != set(_KINDS):
        raise UnprovidedError("the scored project has fewer than three recommendations, or none of a kind")
    return found


def _kind(api: Api, kind: str, status: str = "open") -> Any:
    """A recommendation of a kind."""
    found = [item for item in _items(api) if item["kind"] == kind and item["status"] == status]
    if not found:
        raise UnprovidedError(f"the scored project has no recommendation of kind {kind} that is {status}")
    return found[0]


@check("list-recommendations.items")
def items_have_their_fields(api: Api) -> None:
    """Kind and rationale are told, subject, action and evidence are objects, and the action names an endpoint of the API."""
    for item in _some(api):
        holds(item.get("kind") in _KINDS, f"kind {item.get('kind')!r}")
        holds(item.get("status", "open") in _STATUSES, f"status {item.get('status')!r}")
        holds(isinstance(item.get("rationale"), str) and item["rationale"], f"rationale {item.get('rationale')!r}")
        for name in ("subject", "suggestedAction", "evidence"):
            holds(isinstance(item.get(name), dict) and item[name], f"{name} {item.get(name)!r}")
        endpoint = item["suggestedAction"].get("endpoint")
        holds(isinstance(endpoint, str) and "/v1/" in endpoint, f"endpoint {endpoint!r}")
        holds("confidence" in item, "no confidence")


@check("list-recommendations.confidence")
def confidences_are_0_to_1(api: Api) -> None:
    """A number within its bounds, now and when what is suggested has grown old."""
    for days in (0, 60):
        if days:
            api.let_pass(days * 86_400)
        for item in _some(api):
            value = item["confidence"]
            holds(isinstance(value, int | float) and not isinstance(value, bool), f"confidence {value!r}")
            holds(0 <= value <= 1, f"confidence {value!r}")


@check("list-recommendations.identity")
def recommendations_stay_themselves(api: Api) -> None:
    """Ids are different, and as time passes the same ids have the same kind, subject and createdAt."""
    before = {item["recommendationId"]: item for item in _some(api)}
    equal(len(before), len(_items(api)), "different ids")
    api.let_pass(3600)
    after = {item["recommendationId"]: item for item in _items(api)}
    kept = before.keys() & after.keys()
    holds(kept, "an hour later all recommendations have other ids")
    for id_ in kept:
        for name in ("kind", "subject", "createdAt"):
            equal(after[id_][name], before[id_][name], f"{name} of {id_} an hour later")
    told = {(item["kind"], item["subject"]["id"]): id_ for id_, item in before.items()}
    for id_, item in after.items():
        equal(id_, told.get((item["kind"], item["subject"]["id"]), id_), "id of a recommendation an hour later")


@check("list-recommendations.forwardable", alone=True)
def actions_can_be_sent_as_they_are(api: Api) -> None:
    """For each kind, the call at the endpoint with the body is accepted, and is about the subject or its project."""
    for kind in _KINDS:
        item = _kind(api, kind)
        operation, path = _action(api, item)
        answer = api.call(operation, *path, body=item["suggestedAction"].get("body", {}))
        holds(answer.is_success, f"{operation} as {kind} suggests it: {answer.told[:200]}")
    equal(_action(api, _any(api, "refresh_fatigued"))[0], "regenerateContent", "what is suggested for tired content")


def _any(api: Api, kind: str) -> Any:
    return next(item for item in _items(api) if item["kind"] == kind)


def _action(api: Api, item: Any) -> tuple[str, tuple[str, ...]]:
    """The operation that an action names, with its path parameters."""
    action = item["suggestedAction"]
    method, endpoint = action.get("method", "POST"), action["endpoint"]
    match = api.contract.router.find(method, endpoint)
    holds(match is not None and match.operation is not None, f"{method} {endpoint} is no call of the API")
    if match is None or match.operation is None:
        raise UnprovidedError("no such call")
    return str(match.operation.id), tuple(match.parameters.values())


@check("list-recommendations.acted-on", alone=True)
def what_was_done_is_no_longer_open(api: Api) -> None:
    """Before its action is sent a recommendation is open, afterwards acted_on, also when the job is over; others stay open."""
    for kind in _KINDS:
        item = _kind(api, kind)
        others = {one["recommendationId"]: one["status"] for one in _items(api) if one["kind"] != kind}
        operation, path = _action(api, item)
        made = api.made(operation, *path, body=item["suggestedAction"].get("body", {}))
        for finishes in (False, True):
            if finishes:
                api.finish(made)
            after = {one["recommendationId"]: one["status"] for one in _items(api)}
            equal(after.get(item["recommendationId"]), "acted_on", f"status of {kind} after {operation}")
            equal({id_: after.get(id_) for id_ in others}, others, f"other kinds after {operation}")


@check("list-recommendations.fatigued")
def tired_content_is_three_weeks_old(api: Api) -> None:
    """Exactly the containers with views whose newest post is three weeks old are named."""
    now = datetime.fromisoformat(_now(api))
    newest: dict[str, datetime] = {}
    for platform in ("instagram", "tiktok", "youtube"):
        query = {"metric": "views", "window": "90d", "sourceType": "content_container", "platform": platform, "limit": _MOST}
        for row in api.made("listTopPerformers", api.state("scored_project"), query=query)["items"]:
            if row["metricValue"]:
                at = datetime.fromisoformat(row["publishedAt"])
                newest[row["sourceId"]] = max(at, newest.get(row["sourceId"], at))
    promised = {source for source, at in newest.items() if now - at >= _FATIGUE}
    if not promised or len(promised) == len(newest):
        raise UnprovidedError("the scored project has no content that is three weeks old, or none that is newer")
    named = [item["subject"]["id"] for item in _items(api, kind="refresh_fatigued")]
    equal(sorted(named), sorted(promised), "content that is tired")


def _now(api: Api) -> str:
    query = {"scope": "project", "id": api.state("scored_project")}
    return str(api.made("getMetrics", api.state("scored_project"), query=query)["window"]["until"])


@check("list-recommendations.value-propositions")
def working_propositions_are_those_of_briefs(api: Api) -> None:
    """The content named clears its score, and the action names propositions of its brief."""
    scores = {item["sourceId"]: item["organicScore"] for item in content(api)}
    found = [item for item in _some(api) if item["kind"] == "value_propositions"]
    for item in found:
        source = item["subject"]["id"]
        holds(scores.get(source, 0) >= 4, f"{source} has a score of {scores.get(source)}")
        brief = api.made("getContent", source)["brief"]["valuePropositions"]
        suggested = item["suggestedAction"]["body"]["brief"]["valuePropositions"]
        holds(brief and set(suggested) <= set(brief), f"{suggested} suggested, {brief} in the brief")
    named = {item["subject"]["id"] for item in found}
    for source, score in scores.items():
        if source not in named and source.startswith("cnt_") and score >= 4:
            brief = api.made("getContent", source)["brief"]["valuePropositions"]
            equal(brief, [], f"propositions of {source}, which nothing is recommended about")


@check("list-recommendations.kind-filter")
def kinds_filter(api: Api) -> None:
    """Either kind, and both: theirs, in the order of the whole list, before the limit cuts."""
    found = _some(api)
    for wanted in (["refresh_fatigued"], ["value_propositions"], list(_KINDS), list(reversed(_KINDS))):
        promised = [item["recommendationId"] for item in found if item["kind"] in wanted]
        equal(_ids(_items(api, kind=wanted)), promised, f"recommendations of {wanted}")
        page = api.call("listRecommendations", api.state("scored_project"), query={"kind": wanted, "limit": 1}).succeeded(200)
        equal(_ids(page["items"]), promised[:1], f"the first recommendation of {wanted}")


@check("list-recommendations.status-filter", alone=True)
def statuses_filter(api: Api) -> None:
    """With one acted on: each status has its own, several have those of any, and all of them are what comes without."""
    item = _kind(api, "refresh_fatigued")
    operation, path = _action(api, item)
    api.made(operation, *path, body=item["suggestedAction"].get("body", {}))
    found = _some(api)
    holds({one["status"] for one in found} >= {"open", "acted_on"}, "nothing is open, or nothing was acted on")
    for wanted in (*([status] for status in _STATUSES), ["open", "acted_on"], ["dismissed", "acted_on"], list(_STATUSES)):
        promised = [one["recommendationId"] for one in found if one["status"] in wanted]
        equal(_ids(_items(api, status=wanted)), promised, f"recommendations that are {wanted}")


@check("list-recommendations.min-confidence")
def unsure_ones_are_left_out(api: Api) -> None:
    """Each confidence there is, and one between, as the lowest that is wanted."""
    found = _some(api)
    values = sorted({item["confidence"] for item in found})
    if len(values) < 3:
        raise UnprovidedError("the scored project has fewer than three different confidences")
    for lowest in (0, *values, (values[0] + values[1]) / 2, (values[-1] + values[-2]) / 2, 1):
        promised = [item["recommendationId"] for item in found if item["confidence"] >= lowest]
        equal(_ids(_items(api, minConfidence=lowest)), promised, f"recommendations with {lowest} at least")


@check("list-recommendations.sort")
def lists_are_sorted_as_asked(api: Api) -> None:
    """By confidence and by creation, the highest and the latest first; by confidence where nothing is sent."""
    for query, field in (
        ({}, "confidence"),
        ({"sort": "confidence_desc"}, "confidence"),
        ({"sort": "created_desc"}, "createdAt"),
    ):
        found = _some(api, **query)
        values = [item[field] for item in found]
        if len(set(values)) < 3:
            raise UnprovidedError(f"the scored project has fewer than three different {field}")
        equal(values, sorted(values, reverse=True), f"{field} with {query}")


@check("list-recommendations.pages")
def pages_make_the_whole_list(api: Api) -> None:
    """Following nextCursor, in pages of any size, shows the list as one page does: sorted and filtered, each item once."""
    queries: tuple[dict[str, object], ...] = (
        {},
        {"sort": "created_desc"},
        {"kind": "refresh_fatigued"},
        {"kind": "refresh_fatigued", "sort": "created_desc"},
    )
    pages_agree(api, "listRecommendations", api.state("scored_project"), "recommendationId", *queries)


@check("list-recommendations.archived-project", alone=True)
def archived_projects_are_left_alone(api: Api) -> None:
    """While the project is archived nothing is recommended; restored, it has its recommendations again."""
    project, before = api.state("scored_project"), _some(api)
    api.made("patchProject", project, body={"status": "archived"})
    try:
        equal(_items(api), [], "recommendations for an archived project")
    finally:
        api.call("patchProject", project, body={"status": "active"})
    equal(_ids(_items(api)), _ids(before), "recommendations for the restored project")


@check("list-recommendations.project-not-found")
def the_project_has_to_be_there(api: Api) -> None:
    """An id that no project has, and a project of another organisation, either way."""
    needs_its_project(api, "listRecommendations", "scored_project")
