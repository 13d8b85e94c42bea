"""listProjects, rule by rule."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import acme
from tests.harness import Api
from tests.operations.projects import create, names, path, refusal

rule = pytest.mark.rule
IN_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z\Z")
ITEM = {
    "id", "name", "status", "customerExternalId", "timezone", "primaryLanguage", "ownerEmail", "createdAt", "updatedAt",
}  # fmt: skip


@rule("list-projects.newest-first", "list-projects.own-organization", "list-projects.next-cursor")
def test_projects_are_listed_newest_first(api: Api) -> None:
    assert names(api) == [*acme.PROJECTS]
    create(api)
    assert names(api) == ["Fern & Co", *acme.PROJECTS]
    assert names(api, key="other") == ["Polar Maps"]


@rule("list-projects.newest-first")
def test_a_change_does_not_move_a_project(api: Api) -> None:
    api.advance(60)
    api.patch(path(api), {"name": "Harbor"})
    assert names(api) == [name.replace("Harbor Tea", "Harbor") for name in acme.PROJECTS]


@rule("list-projects.item-fields", "list-projects.item-id", "list-projects.item-times")
def test_an_item_tells_less_than_the_row(api: Api) -> None:
    item = api.get("/v1/projects?customerExternalId=harbor-tea").body["items"][0]
    row = api.get(f"/v1/projects/{item['id']}").body
    assert set(item) == ITEM
    assert item["id"] == api.id("harbor-tea")
    assert item["id"].startswith("prj_")
    assert IN_UTC.match(item["createdAt"])
    assert IN_UTC.match(item["updatedAt"])
    assert item["createdAt"][:19] == row["createdAt"][:19]
    plain = ITEM - {"id", "createdAt", "updatedAt"}
    assert {name: item[name] for name in plain} == {name: row[name] for name in plain}


@rule("list-projects.status", "list-projects.lists-archived")
def test_status_keeps_the_projects_of_that_status(api: Api) -> None:
    api.delete(path(api, "northwind-fit"))
    assert names(api, "?status=archived") == ["Northwind Fit"]
    assert names(api, "?status=active") == [name for name in acme.PROJECTS if name != "Northwind Fit"]
    assert names(api) == [*acme.PROJECTS]
    for word in ("deleted", "ACTIVE", ""):
        answer = api.get(f"/v1/projects?status={word}")
        assert refusal(answer) == (422, "VALIDATION")
        assert (answer.issue_paths, answer.rule) == (["status"], "list-projects.status")


@rule("list-projects.search")
def test_search_keeps_the_names_that_hold_the_text(api: Api) -> None:
    create(api, name="Straße & Tee")
    assert names(api, "?search=TEA") == ["Harbor Tea"]
    assert names(api, "?search=t") == ["Straße & Tee", "Quiet Ledger", "Northwind Fit", "Harbor Tea", "Saltmarsh Skin"]
    assert names(api, "?search=bor%20t") == ["Harbor Tea"]
    assert names(api, "?search=%26") == ["Straße & Tee", "Pebble & Pine"]
    assert names(api, "?search=STRASSE") == ["Straße & Tee"]
    assert names(api, "?search=harbor-tea") == []
    assert names(api, "?search=.*") == []


@rule("list-projects.filters-together", "list-projects.external-id")
def test_an_item_fits_every_filter(api: Api) -> None:
    api.delete(path(api))
    assert names(api, "?customerExternalId=harbor-tea&status=archived&search=tea") == ["Harbor Tea"]
    assert names(api, "?customerExternalId=harbor-tea&status=active") == []
    assert names(api, "?customerExternalId=harbor-tea&search=north") == []
    assert names(api, "?status=archived&search=north") == []


@rule("list-projects.default-limit")
def test_a_page_has_25_items_where_no_limit_is_sent(api: Api) -> None:
    for number in range(25):
        create(api, name=f"P{number}")
    page = api.get("/v1/projects").body
    assert len(page["items"]) == 25
    assert [item["name"] for item in page["items"]] == [f"P{number}" for number in reversed(range(25))]
    assert len(api.get(f"/v1/projects?cursor={page['nextCursor']}").body["items"]) == len(acme.PROJECTS)


@rule("list-projects.limit")
def test_a_limit_is_1_to_200(api: Api) -> None:
    assert len(names(api, "?limit=1")) == 1
    assert len(names(api, "?limit=200")) == len(acme.PROJECTS)
    for limit in ("0", "201", "-1", "many", "2.5", "", "1e2"):
        answer = api.get(f"/v1/projects?limit={limit}")
        assert refusal(answer) == (422, "VALIDATION"), limit
        assert answer.issue_paths == ["limit"]


@rule("list-projects.bad-cursor")
@pytest.mark.parametrize("cursor", ["", "x", "projects_", "projects_short", "influencers_AAAAAAAAAAA", "projects_AAAAAAAAAAAA"])
def test_a_malformed_cursor_is_refused(api: Api, cursor: str) -> None:
    answer = api.get(f"/v1/projects?cursor={cursor}")
    assert refusal(answer) == (422, "VALIDATION")
    assert answer.issue_paths == ["cursor"]


def walk(api: Api, query: str, between: Any = None) -> list[str]:
    """The names on all pages; ``between`` is called after each page."""
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = api.get(f"/v1/projects?{query}" + (f"&cursor={cursor}" if cursor else "")).body
        found += [item["name"] for item in page["items"]]
        cursor = page["nextCursor"]
        if between is not None:
            between()
    return found


@rule("list-projects.next-cursor")
@given(count=st.integers(0, 12), limit=st.integers(1, 16), archived=st.sets(st.integers(0, 11)))
@settings(max_examples=30, deadline=None)
def test_pages_together_hold_every_fitting_project_once(count: int, limit: int, archived: set[int]) -> None:
    api = Api("empty")
    made = [create(api, name=f"P{number}").body for number in range(count)]
    for number in archived:
        if number < count:
            api.delete(f"/v1/projects/{made[number]['id']}")
    everything = [f"P{number}" for number in reversed(range(count))]
    assert walk(api, f"limit={limit}") == everything
    active = [name for name in everything if int(name[1:]) not in archived]
    assert walk(api, f"limit={limit}&status=active") == active


@rule("list-projects.next-cursor")
def test_the_last_page_has_no_cursor_even_where_it_is_full(api: Api) -> None:
    whole = len(acme.PROJECTS)
    assert api.get(f"/v1/projects?limit={whole}").body["nextCursor"] is None
    first = api.get(f"/v1/projects?limit={whole - 1}").body
    assert first["nextCursor"] is not None
    last = api.get(f"/v1/projects?limit={whole - 1}&cursor={first['nextCursor']}").body
    assert [item["name"] for item in last["items"]] == [acme.PROJECTS[-1]]
    assert last["nextCursor"] is None


@rule("list-projects.stable-cursor")
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_projects_made_between_pages_neither_repeat_nor_skip_one(api: Api, limit: int) -> None:
    seen = walk(api, f"limit={limit}", between=lambda: create(api, name="Late"))
    assert seen == [*acme.PROJECTS]


@rule("list-projects.stable-cursor")
def test_a_project_archived_between_pages_moves_nobody(api: Api) -> None:
    first = api.get("/v1/projects?limit=1").body
    api.delete(path(api, "quiet-ledger"))
    rest = names(api, f"?status=active&cursor={first['nextCursor']}")
    assert rest == [name for name in acme.PROJECTS[1:] if name != "Quiet Ledger"]


@rule("list-projects.unauthenticated")
def test_listing_needs_a_key(api: Api) -> None:
    assert refusal(api.get("/v1/projects", key=None)) == (401, "UNAUTHENTICATED")


@rule("list-projects.scope")
def test_listing_needs_the_scope() -> None:
    api = Api()
    assert api.get("/v1/projects", key="limited").status == 200
    api.world.keys[api.key("limited")] = api.world.keys[api.key("limited")]._replace(scopes=("projects:write",))
    assert refusal(api.get("/v1/projects", key="limited")) == (403, "FORBIDDEN_SCOPE")


@rule("list-projects.rate-limited")
def test_listing_has_a_budget(api: Api) -> None:
    answers = [api.get("/v1/projects", key="throttled") for _ in range(121)]
    assert {answer.status for answer in answers[:120]} == {200}
    assert refusal(answers[120]) == (429, "RATE_LIMITED")
    api.advance(int(answers[120].headers["Retry-After"]))
    assert api.get("/v1/projects", key="throttled").status == 200
