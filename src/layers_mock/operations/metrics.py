"""The metrics section: reference/metrics/top-performers, reference/telemetry/conversions."""

from typing import cast

from layers_mock.contract import JsonObject
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import project_of
from layers_mock.operations.telemetry import apps_of, instant_of, refuse_turned_window, words_of
from layers_mock.world.clock import iso
from layers_mock.world.conversions import grouped, tallied
from layers_mock.world.metrics import COUNTED, Creative, Numbers
from layers_mock.world.ranking import BY_PLATFORM_AND_SOURCE, best
from layers_mock.world.telemetry import events, traffic
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_DAY = 86_400_000
_CONVERSIONS = ("purchase_success", "subscribe_success", "trial_start")
_WINDOWS = {"7d": 7 * _DAY, "30d": 30 * _DAY, "90d": 90 * _DAY}


def list_top_performers(world: World, call: Call) -> Reply:
    """A project's creatives, ranked by one metric over a window that ends now."""
    project = project_of(call, "list-top-performers.project-not-found")
    platforms = cast("list[str] | None", call.query.get("platform"))
    types = cast("list[str] | None", call.query.get("sourceType"))
    metric, since = cast("str", call.query["metric"]), call.now - _WINDOWS[cast("str", call.query["window"])]
    posts = call.organization.posts.newest_under(BY_PLATFORM_AND_SOURCE, project.key, (platforms, types))
    ranked = best((post for _, post in posts), metric, since, call.now, call.limit())
    items = [_view(rank, *row) for rank, row in enumerate(ranked, start=1)]
    return Reply(200, {"items": items})


def get_conversions(world: World, call: Call) -> Reply:
    """How often a project's apps told of a conversion within a window, what that was worth, and how it divides."""
    project = project_of(call, "get-conversions.project-not-found")
    since, until = cast("int", instant_of(call, "since")), cast("int", instant_of(call, "until"))
    refuse_turned_window(call, "get-conversions.window-order", since, until)
    names = words_of(call, "eventNames") or _CONVERSIONS
    rows = events(traffic(world.seed), list(apps_of(call, project)), since, min(until, call.now + 1))
    found = [event for _, event in rows if event.name in names]
    answer: JsonObject = {
        "window": {"since": call.query["since"], "until": call.query["until"]},
        "totals": tallied(found).view(),
    }
    fields = list(dict.fromkeys(words_of(call, "groupBy")))
    return Reply(200, {**answer, "groups": grouped(found, fields)} if fields else answer)


def _view(rank: int, value: float, creative: Creative, numbers: Numbers) -> JsonObject:
    newest = creative.posts[0]
    return {
        "rank": rank,
        "metricValue": value,
        "sourceType": creative.source_type,
        "sourceId": creative.source_id,
        "platform": newest.platform,
        "platformPostId": newest.id,
        "externalId": newest.external_id,
        "containerId": newest.container,
        "caption": newest.caption,
        "publishedAt": iso(newest.created_at),
        "organic": {**{name: numbers.metric(name) for name in COUNTED}, "engagement_rate": numbers.engagement_rate},
        "paid": _paid(numbers),
    }


def _paid(numbers: Numbers) -> JsonObject | None:
    """The signals of money, in the currency's units; ``None`` where nothing was spent."""
    if not numbers.spend:
        return None
    return {"spend": numbers.spend / 100, "revenue": numbers.revenue / 100, "roas": numbers.roas}


HANDLERS: dict[str, Handler] = {"listTopPerformers": list_top_performers, "getConversions": get_conversions}
