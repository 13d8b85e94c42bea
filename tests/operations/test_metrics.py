"""The metrics section, rule by rule."""

from typing import Any

import pytest

from layers_mock.world.ids import Key, parse
from layers_mock.world.organization import Organization
from layers_mock.world.rows import PlatformPost
from tests.harness import Answer, Api

METRICS = ["views", "engagement_rate", "conversions", "roas", "watch_time_ms"]


def ranking(api: Api, query: str, project: str = "harbor-tea", **options: Any) -> Answer:
    return api.get(f"/v1/projects/{api.id(project)}/top-performers?{query}", **options)


def items(api: Api, query: str, project: str = "harbor-tea") -> list[Any]:
    answer = ranking(api, query, project)
    assert answer.status == 200
    return list(answer.body["items"])


def organization(api: Api) -> Organization:
    return next(found for found in api.world.organizations.values() if found.name == "Acme Studio")


def post(api: Api, label: str) -> PlatformPost:
    key = parse(api.id(label))
    found = organization(api).posts.get(key) if key is not None else None
    assert found is not None
    return found


def add_copy(api: Api, label: str, number: int, **changes: Any) -> PlatformPost:
    key = Key(number)
    copy = post(api, label)._replace(key=key, id=f"pp_copy{number}", external_id=f"copy-{number}", **changes)
    organization(api).posts.add(copy)
    return copy


@pytest.mark.rule(
    "list-top-performers.items", "list-top-performers.sorted", "list-top-performers.rank", "list-top-performers.metric"
)
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("window", ["7d", "30d", "90d"])
def test_rows_come_ranked_by_the_metric(api: Api, metric: str, window: str) -> None:
    found = items(api, f"metric={metric}&window={window}")
    assert [row["rank"] for row in found] == list(range(1, len(found) + 1))
    values = [row["metricValue"] for row in found]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0
    assert len(found) == (1 if metric == "roas" else 4)
    assert all({"rank", "metricValue", "sourceType", "sourceId"} <= row.keys() for row in found)


@pytest.mark.rule("list-top-performers.metric")
@pytest.mark.parametrize("query", ["", "metric=", "metric=likes", "metric=views&metric=roas", "window=7d"])
def test_a_metric_of_the_five_is_required(api: Api, query: str) -> None:
    answer = ranking(api, query)
    assert (answer.status, answer.code) == (422, "VALIDATION")
    assert answer.issue_paths == ["metric"]


@pytest.mark.rule("list-top-performers.window", "list-top-performers.window-default")
def test_a_longer_window_counts_no_less_and_30_days_are_the_default(api: Api) -> None:
    def views(query: str) -> dict[str, int]:
        return {row["sourceId"]: row["metricValue"] for row in items(api, f"metric=views{query}")}

    short, month, long = views("&window=7d"), views("&window=30d"), views("&window=90d")
    assert all(short[source] <= month[source] <= long[source] for source in long)
    assert short != month != long
    assert views("") == month
    assert month[api.id("kettle-asmr")] < long[api.id("kettle-asmr")]


@pytest.mark.rule("list-top-performers.window")
def test_numbers_move_on_with_the_clock(api: Api) -> None:
    before = {row["sourceId"]: row["metricValue"] for row in items(api, "metric=views&window=90d")}
    api.advance(86_400)
    after = {row["sourceId"]: row["metricValue"] for row in items(api, "metric=views&window=90d")}
    assert all(after[source] > before[source] for source in before)


@pytest.mark.rule("list-top-performers.window-enum")
@pytest.mark.parametrize("window", ["", "30", "1d", "30D", "all"])
def test_another_window_is_refused(api: Api, window: str) -> None:
    answer = ranking(api, f"metric=views&window={window}")
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "list-top-performers.window-enum")


@pytest.mark.rule("list-top-performers.pooled", "list-top-performers.source-id")
def test_containers_posts_and_uploads_are_in_one_list_under_their_ids(api: Api) -> None:
    sources = {(row["sourceType"], row["sourceId"]) for row in items(api, "metric=views")}
    assert sources == {
        ("content_container", api.id("steep-slow")),
        ("platform_post", api.id("kettle-asmr")),
        ("platform_post", api.id("desk-ritual")),
        ("manual", api.id("tasting-box-ad")),
    }


@pytest.mark.rule("list-top-performers.one-row-per-creative")
def test_two_posts_of_one_container_are_one_row_with_their_sum(api: Api) -> None:
    alone = next(row for row in items(api, "metric=views") if row["sourceId"] == api.id("steep-slow"))
    add_copy(api, "steep-slow-tiktok", 1, platform="instagram")
    rows = [row for row in items(api, "metric=views") if row["sourceId"] == api.id("steep-slow")]
    assert [row["metricValue"] for row in rows] == [2 * alone["metricValue"]]
    only = items(api, "metric=views&platform=tiktok&sourceType=content_container")
    assert [row["metricValue"] for row in only] == [alone["metricValue"]]


@pytest.mark.rule("list-top-performers.source-type", "list-top-performers.platform")
@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("sourceType=manual", {"tasting-box-ad"}),
        ("sourceType=platform_post", {"kettle-asmr", "desk-ritual"}),
        ("sourceType=platform_post&sourceType=manual", {"kettle-asmr", "desk-ritual", "tasting-box-ad"}),
        ("platform=tiktok", {"kettle-asmr", "steep-slow"}),
        ("platform=instagram&platform=meta_ads", {"desk-ritual", "tasting-box-ad"}),
        ("platform=tiktok&sourceType=platform_post", {"kettle-asmr"}),
        ("platform=youtube&platform=apple_ads&platform=tiktok_ads", set()),
    ],
)
def test_source_types_and_platforms_filter_alone_repeated_and_together(api: Api, query: str, labels: set[str]) -> None:
    assert {row["sourceId"] for row in items(api, f"metric=views&{query}")} == {api.id(label) for label in labels}


@pytest.mark.rule("list-top-performers.source-type-enum", "list-top-performers.platform-enum")
@pytest.mark.parametrize(("name", "rule"), [("sourceType", "source-type-enum"), ("platform", "platform-enum")])
@pytest.mark.parametrize("value", ["", "facebook", "tiktok,instagram"])
def test_unknown_words_in_filters_are_refused(api: Api, name: str, rule: str, value: str) -> None:
    answer = ranking(api, f"metric=views&{name}={value}")
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", f"list-top-performers.{rule}")


@pytest.mark.rule("list-top-performers.limit", "list-top-performers.limit-bounds", "list-top-performers.limit-integer")
def test_limit_cuts_the_ranking_and_is_25_by_default(api: Api) -> None:
    everyone = items(api, "metric=views&limit=100")
    assert items(api, "metric=views&limit=2") == everyone[:2]
    for number in range(1, 120):
        add_copy(api, "kettle-asmr", number)
    assert len(items(api, "metric=views")) == 25
    assert len(items(api, "metric=views&limit=100")) == 100
    for wrong in ("0", "101", "-1", "2.5", "x", ""):
        answer = ranking(api, f"metric=views&limit={wrong}")
        assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "list-top-performers.limit-bounds")


@pytest.mark.rule("list-top-performers.ties")
def test_equal_rows_keep_their_order_newest_first(api: Api) -> None:
    copies = [add_copy(api, "kettle-asmr", number).id for number in range(1, 10)]
    found = [row["sourceId"] for row in items(api, "metric=views&sourceType=platform_post&platform=tiktok")]
    assert found == [*reversed(copies), api.id("kettle-asmr")]


@pytest.mark.rule("list-top-performers.no-cursor")
def test_there_is_one_page(api: Api) -> None:
    assert list(ranking(api, "metric=views&limit=1").body) == ["items"]


@pytest.mark.rule("list-top-performers.signals", "list-top-performers.sums", "list-top-performers.roas")
@pytest.mark.parametrize("metric", METRICS)
def test_a_row_carries_signals_that_agree_with_its_value(api: Api, metric: str) -> None:
    rows = items(api, f"metric={metric}")
    for row in rows:
        organic, paid = row["organic"], row["paid"]
        engagements = organic["likes"] + organic["comments"] + organic["shares"]
        assert organic["engagement_rate"] == pytest.approx(engagements / organic["views"], abs=1e-6)
        assert (paid is not None) == (row["sourceId"] == api.id("tasting-box-ad"))
        if paid is not None:
            assert paid["roas"] == pytest.approx(paid["revenue"] / paid["spend"], abs=1e-6)
            assert paid["spend"] > 0
        assert row["metricValue"] == (paid["roas"] if metric == "roas" else organic[metric])
    if metric == "roas":
        assert [row["sourceId"] for row in rows] == [api.id("tasting-box-ad")]


@pytest.mark.rule("list-top-performers.sums")
def test_counts_are_whole_and_nothing_is_divided_by_zero(api: Api) -> None:
    add_copy(api, "desk-ritual", 1, metrics={})
    add_copy(api, "desk-ritual", 2, metrics=None)
    rows = {row["sourceId"]: row for row in items(api, "metric=engagement_rate")}
    assert rows["pp_copy1"]["metricValue"] == rows["pp_copy2"]["metricValue"] == 0
    for row in rows.values():
        assert all(isinstance(value, int) for name, value in row["organic"].items() if name != "engagement_rate")


@pytest.mark.rule("list-top-performers.empty")
def test_a_project_without_posts_has_an_empty_ranking(api: Api) -> None:
    assert ranking(api, "metric=views", "quiet-ledger").body == {"items": []}


@pytest.mark.rule("list-top-performers.own-project")
def test_only_creatives_of_the_project_are_ranked(api: Api) -> None:
    assert [row["sourceId"] for row in items(api, "metric=views", "northwind-fit")] == [api.id("rest-day-reel")]


@pytest.mark.rule("list-top-performers.project-not-found")
def test_a_project_outside_the_organisation_is_not_found(api: Api) -> None:
    answer = ranking(api, "metric=views", "polar-maps")
    assert (answer.status, answer.code, answer.rule) == (404, "NOT_FOUND", "list-top-performers.project-not-found")


@pytest.mark.rule("list-top-performers.scope")
def test_ranking_needs_metrics_read(api: Api) -> None:
    assert ranking(api, "metric=views", key="limited").status == 200
    limited = api.world.keys[api.key("limited")]
    api.world.keys[limited.secret] = limited._replace(scopes=("content:read",))
    answer = ranking(api, "metric=views", key="limited")
    assert (answer.status, answer.code) == (403, "FORBIDDEN_SCOPE")
