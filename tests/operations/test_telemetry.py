"""Events and conversions: what the checks of the kit cannot see. The checks are the tests of the rules."""

from typing import Any

import orjson
import pytest

from layers_mock.world.snapshots import save
from tests.harness import Api

WINDOW = "since=2025-01-01T00:00:00Z&until=2030-01-01T00:00:00Z"
CENTURIES = 250_000_000_000


def events(api: Api, query: str = "limit=200", project: str = "harbor-tea") -> list[Any]:
    return list(api.get(f"/v1/projects/{api.id(project)}/events?{query}").body["items"])


def conversions(api: Api, query: str = WINDOW) -> Any:
    return api.get(f"/v1/projects/{api.id('harbor-tea')}/conversions?{query}").body


def test_the_same_seed_tells_the_same_events_and_another_seed_others() -> None:
    first = events(Api(seed=3))
    assert len(first) == 200
    assert events(Api(seed=3)) == first
    assert events(Api(seed=4)) != first


def test_one_jump_of_the_clock_tells_what_many_steps_tell() -> None:
    jumped, stepped = Api(), Api()
    jumped.advance(60 * 3_600)
    for _ in range(60):
        stepped.advance(3_600)
        events(stepped, "limit=1")
    assert events(jumped) == events(stepped)
    assert conversions(jumped) == conversions(stepped)


def test_reading_events_changes_nothing_of_a_world() -> None:
    api = Api()
    before = _told(api)
    events(api)
    conversions(api, WINDOW + "&groupBy=hour,eventName")
    assert _told(api) == before


def _told(api: Api) -> list[object]:
    """What a snapshot tells of the world, but for the audit log, which tells of reads too."""
    document = orjson.loads(orjson.dumps(save(api.world)))
    organizations = [{name: part for name, part in one.items() if name != "audit"} for one in document["organizations"]]
    return [organizations, document["timeline"], document["drawn"]["ids"]]


def test_a_session_is_over_with_its_hour_and_none_begins_before_the_app() -> None:
    api = Api("check")
    for app in api.get(f"/v1/projects/{api.id('tracked-project')}/sdk-apps").body["items"]:
        for event in events(api, f"limit=200&appId={app['appId']}", "tracked-project"):
            assert app["createdAt"] <= event["occurredAt"] <= "2026-04-24T12:00:00.000Z"


def test_the_traffic_of_an_app_ends_after_three_years_so_that_a_world_moved_by_centuries_can_be_read() -> None:
    api = Api()
    api.advance(CENTURIES)
    newest = events(api, f"limit=1&appId={api.id('harbor-tea-shop')}")
    assert [event["occurredAt"][:7] for event in newest] == ["2029-01"]
    total = conversions(api, "since=2000-01-01T00:00:00Z&until=9899-12-31T00:00:00Z&groupBy=day")["totals"]
    assert total["count"] > 1_000


@pytest.mark.parametrize("query", ["since=2026-04-20T00:00:00.123000Z", "since=2026-04-20T00:00:00.1230001Z"])
def test_what_an_instant_says_beyond_milliseconds_counts(query: str) -> None:
    api = Api("check")
    moment = events(api, project="tracked-project")[5]["occurredAt"]
    exact, later = (
        [one["occurredAt"] for one in events(api, f"since={moment[:-1]}{digits}Z", "tracked-project")]
        for digits in ("000", "001")
    )
    assert exact[-1] == moment
    assert moment not in later
    assert api.get(f"/v1/projects/{api.id('tracked-project')}/events?{query}").status == 200


@pytest.mark.rule("list-events.time-form", "get-conversions.window-form")
@pytest.mark.parametrize(
    "text", ["2026-04-20", "yesterday", "2026-04-20T00:00:00", "2026-02-30T00:00:00Z", "0000-01-01T00:00:00Z", "2026-04-20T24:00:00Z",
             "2026-04-20t00:00:00z", "2026-12-31T23:59:60Z", "1767225600", ""]
)  # fmt: skip
def test_what_is_no_instant_is_refused(text: str) -> None:
    api = Api()
    for path in ("events", "conversions"):
        answer = api.get(f"/v1/projects/{api.id('harbor-tea')}/{path}?since={text}&until=2027-01-01T00:00:00Z")
        assert (answer.status, answer.code, answer.issue_paths) == (422, "VALIDATION", ["since"])


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59.999999999-23:59", "1000-01-01T00:00:00%2B23:59"])
def test_instants_at_the_edge_of_time_are_taken(text: str) -> None:
    api = Api()
    for end in ("since", "until"):
        assert api.get(f"/v1/projects/{api.id('harbor-tea')}/events?{end}={text}").status == 200
