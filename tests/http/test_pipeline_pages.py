"""Pages and cursors, whatever the list."""

import pytest

from tests import acme
from tests.harness import Api
from tests.http.piped import create

rule = pytest.mark.rule
PROJECTS = "/v1/projects"


def pages(api: Api, limit: int, between: int = 0) -> list[str]:
    seen, cursor = [], ""
    while True:
        body = api.get(f"{PROJECTS}?limit={limit}{cursor}").body
        assert set(body) == {"items", "nextCursor"}
        seen += [item["id"] for item in body["items"]]
        for _ in range(between):
            create(api)
        if body["nextCursor"] is None:
            return seen
        assert len(body["items"]) == limit
        cursor = f"&cursor={body['nextCursor']}"


@rule("pagination.envelope", "pagination.partition")
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 13, 200])
def test_pages_show_every_item_once(api: Api, limit: int) -> None:
    made = [create(api).body["id"] for _ in range(10)]
    whole = [item["id"] for item in api.get(f"{PROJECTS}?limit=200").body["items"]]
    assert len(whole) == len(set(whole)) == len(made) + len(acme.PROJECTS)
    assert pages(api, limit) == whole


@rule("pagination.partition")
def test_pages_neither_repeat_nor_skip_where_items_are_added_meanwhile(api: Api) -> None:
    for _ in range(10):
        create(api)
    whole = [item["id"] for item in api.get(f"{PROJECTS}?limit=200").body["items"]]
    assert pages(api, 3, between=2) == whole


@rule("pagination.limit")
@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "1.5", "", "1e2", "9" * 40])
def test_a_limit_beyond_its_bounds_is_refused(api: Api, limit: str) -> None:
    answer = api.get(f"{PROJECTS}?limit={limit}")
    assert (answer.status, answer.code, answer.issue_paths) == (422, "VALIDATION", ["limit"])


@rule("pagination.limit")
def test_a_page_has_25_items_unless_told_otherwise(api: Api) -> None:
    for _ in range(30):
        create(api)
    assert len(api.get(PROJECTS).body["items"]) == 25


@rule("pagination.bad-cursor")
def test_a_malformed_cursor_or_one_of_another_list_is_refused(api: Api) -> None:
    create(api)
    cursor = api.get(f"{PROJECTS}?limit=1").body["nextCursor"]
    influencers = f"/v1/projects/{api.id('harbor-tea')}/influencers"
    for path in (
        f"{PROJECTS}?cursor=x",
        f"{PROJECTS}?cursor=",
        f"{PROJECTS}?cursor={cursor}x",
        f"{influencers}?cursor={cursor}",
    ):
        answer = api.get(path)
        assert (answer.status, answer.code, answer.issue_paths) == (422, "VALIDATION", ["cursor"])


def test_any_well_formed_cursor_is_answered(api: Api) -> None:
    for tail in ("A" * 11, "_" * 11, "-" * 11, "zzzzzzzzzzz"):
        assert api.get(f"{PROJECTS}?cursor=projects_{tail}").status == 200
