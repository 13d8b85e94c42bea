"""The projects section, rule by rule."""

import re
import zoneinfo
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_mock.world.ids import Key, parse, ulid, uuid
from tests import acme
from tests.harness import Answer, Api, contract

rule = pytest.mark.rule
OWN = "8b3f6c1e-52d4-4e0a-9a77-1f0c5d2b9e64"
UNKNOWN = "prj_01HXA1NHKJZXPV8RABCDEFGH12"
BARE_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\Z")
WITH_MICROSECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00\Z")
IN_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z\Z")
MALFORMED = ["nonsense", "prj_", "inf_01HXA1NHKJZXPV8RABCDEFGH12", "8b3f6c1e", OWN + "0"]
ROW = [
    "id", "organizationId", "name", "status", "customerExternalId", "timezone", "primaryLanguage", "ownerEmail", "brand",
    "brandContext", "ingestState", "requiresApproval", "firstNPostsBlocked", "currentBlockedCount", "metadata",
    "createdAt", "updatedAt",
]  # fmt: skip
ITEM = {
    "id", "name", "status", "customerExternalId", "timezone", "primaryLanguage", "ownerEmail", "createdAt", "updatedAt",
}  # fmt: skip
READ_ONLY: dict[str, object] = {
    "id": OWN, "organizationId": OWN, "createdAt": "2026-04-24T12:00:00Z", "ingestState": {"github": None},
    "brandContext": {"tagline": "Mine"},
}  # fmt: skip


def key_of(text: str) -> Key:
    key = parse(text)
    assert key is not None
    return key


def create(api: Api, **fields: Any) -> Answer:
    options = fields.pop("options", {})
    return api.post("/v1/projects", {"name": "Fern & Co", "timezone": "UTC", **fields}, **options)


def path(api: Api, label: str = "harbor-tea") -> str:
    return f"/v1/projects/{api.id(label)}"


def get(api: Api, label: str = "harbor-tea") -> Any:
    return api.get(path(api, label)).body


def names(api: Api, query: str = "", key: str = "full") -> list[str]:
    return [item["name"] for item in api.get(f"/v1/projects{query}", key=key).body["items"]]


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.code


# createProject


@rule("create-project.created", "create-project.shell", "create-project.active", "create-project.approval-defaults")
def test_a_new_project_is_answered_with_its_full_row(api: Api) -> None:
    answer = create(api)
    assert answer.status == 201
    assert {**answer.body, "id": "", "organizationId": ""} == {
        "id": "", "organizationId": "", "name": "Fern & Co", "status": "active", "customerExternalId": None,
        "timezone": "UTC", "primaryLanguage": "en", "ownerEmail": "ops@acme.example", "brand": None,
        "brandContext": None, "ingestState": {"github": None, "website": None, "appstore": None},
        "requiresApproval": False, "firstNPostsBlocked": 0, "currentBlockedCount": 0, "metadata": None,
        "createdAt": "2026-04-24T12:00:00.000000+00:00", "updatedAt": "2026-04-24T12:00:00.000000+00:00",
    }  # fmt: skip
    assert api.get(f"/v1/projects/{answer.body['id']}").body == answer.body


@rule("create-project.created")
def test_what_was_sent_is_in_the_row(api: Api) -> None:
    sent = {
        "name": "Moss", "timezone": "Asia/Tokyo", "primaryLanguage": "ja", "ownerEmail": "yuki@moss.example",
        "customerExternalId": "moss-1", "metadata": {"plan": "growth"},
    }  # fmt: skip
    answer = api.post("/v1/projects", sent)
    assert {name: answer.body[name] for name in sent} == sent


@rule("create-project.required")
@pytest.mark.parametrize(
    ("body", "missing"), [({"name": "A"}, ["timezone"]), ({"timezone": "UTC"}, ["name"]), ({}, ["name", "timezone"])]
)
def test_name_and_timezone_are_required(api: Api, body: dict[str, str], missing: list[str]) -> None:
    before = names(api)
    answer = api.post("/v1/projects", body)
    assert refusal(answer) == (422, "VALIDATION")
    assert sorted(answer.issue_paths) == missing
    assert answer.rule == "create-project.required"
    assert names(api) == before


@rule("create-project.name-length")
def test_a_name_has_1_to_128_characters(api: Api) -> None:
    for name in ("n", "é" * 128):
        assert create(api, name=name).body["name"] == name
    for name in ("", "n" * 129):
        answer = create(api, name=name)
        assert refusal(answer) == (422, "VALIDATION")
        assert answer.rule == "create-project.name-length"


@rule("create-project.timezone", "create-project.timezone-aliases")
@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "America/Argentina/Buenos_Aires", "US/Pacific", "Asia/Calcutta"])
def test_a_timezone_of_the_iana_database_is_taken_as_it_was_sent(api: Api, zone: str) -> None:
    assert create(api, timezone=zone).body["timezone"] == zone


@rule("create-project.timezone", "create-project.timezone-aliases")
@pytest.mark.parametrize(
    "zone", ["", "Paris", "europe/paris", "GMT+2", "UTC+02:00", "Mars/Olympus", "posix/UTC", "localtime", "Factory"]
)
def test_anything_else_is_no_timezone(api: Api, zone: str) -> None:
    answer = create(api, timezone=zone)
    assert refusal(answer) == (422, "VALIDATION")
    assert (answer.issue_paths, answer.rule) == (["timezone"], "create-project.timezone")


@rule("create-project.timezone")
def test_the_document_knows_every_timezone_of_the_system() -> None:
    schemas: Any = contract().document["components"]
    listed = schemas["schemas"]["TimeZone"]["enum"]
    assert listed == sorted(set(listed))
    assert zoneinfo.available_timezones() - {"localtime", "Factory"} <= set(listed)


@rule("create-project.primary-language", "create-project.primary-language-form")
def test_the_primary_language_is_a_bcp_47_tag_and_english_by_default(api: Api) -> None:
    assert create(api).body["primaryLanguage"] == "en"
    for tag in ("fr", "pt-BR", "zh-Hant-TW", "fil", "de-1996", "en-u-ca-gregory"):
        assert create(api, primaryLanguage=tag).body["primaryLanguage"] == tag
    for tag in ("", "e", "English", "en_US", "en-", "-en", "en-waytoolong1"):
        answer = create(api, primaryLanguage=tag)
        assert refusal(answer) == (422, "VALIDATION"), tag
        assert answer.rule == "create-project.primary-language-form"


@rule("create-project.own-id")
def test_the_server_makes_an_id_where_none_is_sent(api: Api) -> None:
    ids = {create(api).body["id"] for _ in range(5)}
    assert len(ids) == 5
    assert all(BARE_UUID.match(project) for project in ids)


@rule("create-project.own-id", "create-project.own-id-form")
@pytest.mark.parametrize(
    "form",
    [OWN, OWN.upper(), ulid(key_of(OWN)), "prj_" + ulid(key_of(OWN)), "proj_" + OWN],
)
def test_a_clients_own_id_names_the_project_in_any_form(api: Api, form: str) -> None:
    assert create(api, id=form).body["id"] == OWN
    assert api.get(f"/v1/projects/{OWN}").body["name"] == "Fern & Co"


@rule("create-project.own-id-form")
@pytest.mark.parametrize("form", ["", "mine", "prj_1", "inf_" + OWN, "8" + "Z" * 25])
def test_anything_else_is_no_id(api: Api, form: str) -> None:
    answer = create(api, id=form)
    assert refusal(answer) == (422, "VALIDATION")
    assert (answer.issue_paths, answer.rule) == (["id"], "create-project.own-id-form")


@rule("create-project.own-id-repeat")
def test_the_same_body_under_the_same_id_finds_the_project_it_made(api: Api) -> None:
    first = create(api, id=OWN, customerExternalId="fern")
    api.advance(60)
    api.patch(f"/v1/projects/{OWN}", {"name": "Renamed since"})
    count = len(names(api))
    again = create(api, id=OWN, customerExternalId="fern")
    assert again.status == 201
    assert again.body["name"] == "Renamed since"
    assert again.body["createdAt"] == first.body["createdAt"]
    assert len(names(api)) == count


@rule("create-project.own-id-taken")
def test_another_body_under_a_taken_id_is_a_conflict(api: Api) -> None:
    first = create(api, id=OWN)
    for answer in (create(api, id=OWN, name="Other"), create(api, id=OWN, metadata={}), create(api, id=api.id("harbor-tea"))):
        assert refusal(answer) == (409, "CONFLICT")
        assert answer.rule == "create-project.own-id-taken"
    assert api.get(f"/v1/projects/{OWN}").body == first.body
    assert get(api)["name"] == "Harbor Tea"


@rule("create-project.own-id-taken", "tenancy.ids-collide-within")
def test_an_id_of_another_organisation_is_free_here(api: Api) -> None:
    there = create(api, id=OWN, options={"key": "other"})
    here = create(api, id=OWN, name="Ours")
    assert (there.status, here.status) == (201, 201)
    assert api.get(f"/v1/projects/{OWN}").body["name"] == "Ours"
    assert api.get(f"/v1/projects/{OWN}", key="other").body["name"] == "Fern & Co"


@rule("create-project.external-id", "list-projects.external-id")
def test_a_project_is_found_by_its_handle(api: Api) -> None:
    made = create(api, customerExternalId="fern & co/1").body
    items = api.get("/v1/projects?customerExternalId=fern%20%26%20co%2F1").body["items"]
    assert [uuid(key_of(item["id"])) for item in items] == [made["id"]]
    assert names(api, "?customerExternalId=FERN") == []
    assert names(api, "?customerExternalId=nobody") == []


@rule("create-project.external-id-unique")
def test_a_handle_is_had_once_in_an_organisation(api: Api) -> None:
    before = names(api)
    answer = create(api, customerExternalId="harbor-tea")
    assert refusal(answer) == (409, "CONFLICT")
    assert answer.rule == "create-project.external-id-unique"
    assert names(api) == before
    assert create(api, customerExternalId="fern").status == 201
    assert create(api, customerExternalId="fern").code == "CONFLICT"


@rule("create-project.external-id-unique")
def test_an_archived_project_keeps_its_handle(api: Api) -> None:
    api.delete(path(api))
    assert create(api, customerExternalId="harbor-tea").code == "CONFLICT"


@rule("create-project.external-id-per-organization")
def test_two_organisations_may_use_one_handle(api: Api) -> None:
    assert create(api, customerExternalId="northwind", options={"key": "other"}).status == 201
    assert names(api, "?customerExternalId=northwind") == ["Northwind Fit"]
    assert names(api, "?customerExternalId=northwind", "other") == ["Fern & Co"]


@rule("create-project.external-id-length")
def test_a_handle_has_1_to_255_characters(api: Api) -> None:
    assert create(api, customerExternalId="x" * 255).status == 201
    for handle in ("", "x" * 256):
        answer = create(api, customerExternalId=handle)
        assert refusal(answer) == (422, "VALIDATION")
        assert answer.rule == "create-project.external-id-length"


@rule("create-project.owner-email", "create-project.owner-email-form")
def test_the_owner_is_the_registered_one_unless_another_is_sent(api: Api) -> None:
    assert create(api).body["ownerEmail"] == "ops@acme.example"
    assert create(api, options={"key": "other"}).body["ownerEmail"] == "hello@borealis.example"
    for address in ("mara@harbortea.example", "o'neil+tea@sub.example.co", "ünï@exämple.de"):
        assert create(api, ownerEmail=address).body["ownerEmail"] == address
    for address in ("", "mara", "mara@localhost", "mara@a b.example", "@example.com", "a@b@c.example"):
        answer = create(api, ownerEmail=address)
        assert refusal(answer) == (422, "VALIDATION"), address
        assert answer.rule == "create-project.owner-email-form"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@rule("create-project.metadata")
@given(st.dictionaries(st.text(), JSON, max_size=5))
@settings(max_examples=50, deadline=None)
def test_metadata_comes_back_unchanged(metadata: dict[str, object]) -> None:
    api = Api()
    made = create(api, metadata=metadata).body
    assert made["metadata"] == metadata
    assert orjson.dumps(api.get(f"/v1/projects/{made['id']}").body["metadata"]) == orjson.dumps(metadata)


@rule("create-project.metadata-size", "patch-project.metadata-size")
def test_metadata_holds_8192_bytes_and_not_one_more(api: Api) -> None:
    fitting = {"note": "é" * ((8192 - len('{"note":""}')) // 2) + "x" * ((8192 - len('{"note":""}')) % 2)}
    assert len(orjson.dumps(fitting)) == 8192
    too_long = {"note": fitting["note"] + "x"}
    made = create(api, metadata=fitting)
    assert (made.status, made.body["metadata"]) == (201, fitting)
    answer = create(api, metadata=too_long)
    assert refusal(answer) == (422, "VALIDATION")
    assert (answer.issue_paths, answer.rule) == (["metadata"], "create-project.metadata-size")
    assert api.patch(path(api), {"metadata": fitting}).body["metadata"] == fitting
    answer = api.patch(path(api), {"metadata": too_long})
    assert refusal(answer) == (422, "VALIDATION")
    assert (answer.issue_paths, answer.rule) == (["metadata"], "patch-project.metadata-size")
    assert get(api)["metadata"] == fitting


@rule("body.malformed-json", "errors.internal")
@pytest.mark.parametrize("levels", [98, 99, 100, 300, 1000, 5000])
def test_metadata_that_nests_too_deep_is_refused_and_breaks_nothing(api: Api, levels: int) -> None:
    raw = b'{"name": "Deep", "timezone": "UTC", "metadata": {"a": ' + b"[" * levels + b"1" + b"]" * levels + b"}}"
    answer = api.post("/v1/projects", content=raw, headers={"Idempotency-Key": "deep"})
    if levels <= 98:
        assert answer.status == 201
        assert api.get("/v1/projects").status == 200
    else:
        assert refusal(answer) == (400, "VALIDATION")
        assert answer.rule == "body.malformed-json"


@rule("create-project.types")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 7), ("name", None), ("timezone", ["UTC"]), ("primaryLanguage", None), ("ownerEmail", None),
        ("customerExternalId", 12), ("customerExternalId", None), ("metadata", "text"), ("metadata", None),
        ("metadata", []), ("id", 1), ("id", None),
    ],
)  # fmt: skip
def test_a_field_of_the_wrong_type_is_named(api: Api, field: str, value: object) -> None:
    answer = create(api, **{field: value})
    assert refusal(answer) == (422, "VALIDATION")
    assert answer.rule == "create-project.types"
    assert set(answer.issue_paths) == {field}


@rule("create-project.types")
@pytest.mark.parametrize("body", [[], "text", 7])
def test_a_body_that_is_no_object_is_refused(api: Api, body: object) -> None:
    assert refusal(api.post("/v1/projects", body)) == (422, "VALIDATION")


@rule("create-project.types")
def test_a_body_is_needed(api: Api) -> None:
    assert refusal(api.post("/v1/projects")) == (422, "VALIDATION")


@rule("create-project.unknown-field")
def test_an_unknown_field_is_ignored(api: Api) -> None:
    answer = create(api, appName="Fern", status="archived", brandContext={"appName": "Fern"}, organizationId=OWN)
    assert answer.status == 201
    assert list(answer.body) == ROW
    assert (answer.body["status"], answer.body["brandContext"]) == ("active", None)
    assert answer.body["organizationId"] != OWN


@rule("create-project.content-layer")
def test_content_can_be_made_in_a_new_project_without_naming_a_layer(api: Api) -> None:
    body = {"projectId": create(api).body["id"], "sourcePlatformPostId": api.id("kettle-asmr")}
    assert api.post(f"/v1/content/{OWN}/clone-from-post", body).status == 202
    body["projectId"] = api.id("quiet-ledger")
    assert api.post("/v1/content/5d0a3c47-6d0b-4f4e-8a53-cf2f0b7a1f10/clone-from-post", body).status == 409


@rule("create-project.idempotency")
def test_a_repeat_with_the_same_idempotency_key_is_answered_as_the_first_time(api: Api) -> None:
    options = {"headers": {"Idempotency-Key": "once"}}
    first = create(api, customerExternalId="fern", options=options)
    api.patch(f"/v1/projects/{first.body['id']}", {"name": "Renamed since"})
    count = len(names(api))
    api.advance(86_399)
    again = create(api, customerExternalId="fern", options=options)
    assert (again.status, again.raw) == (201, first.raw)
    assert len(names(api)) == count


@rule("idempotency.key-form", "errors.internal")
@pytest.mark.parametrize("text", ["", "two words", "\udcff\udcfe", "é", "x" * 256])
def test_an_idempotency_key_that_cannot_be_one_is_refused(api: Api, text: str) -> None:
    answer = create(api, options={"headers": {"Idempotency-Key": text}})
    assert refusal(answer) == (422, "VALIDATION")
    assert answer.issue_paths == ["Idempotency-Key"]


@rule("create-project.idempotency-conflict")
def test_the_same_idempotency_key_with_another_body_is_a_conflict(api: Api) -> None:
    options = {"headers": {"Idempotency-Key": "once"}}
    create(api, options=options)
    count = len(names(api))
    answer = create(api, name="Other", options=options)
    assert refusal(answer) == (409, "IDEMPOTENCY_CONFLICT")
    assert len(names(api)) == count


@rule("create-project.own-id-repeat", "create-project.idempotency")
def test_an_idempotency_key_whose_window_is_over_still_finds_the_project_of_the_own_id(api: Api) -> None:
    options = {"headers": {"Idempotency-Key": "once"}}
    create(api, id=OWN, options=options)
    api.advance(86_400)
    assert create(api, id=OWN, options=options).status == 201


@rule("create-project.scope")
def test_creating_needs_the_scope(api: Api) -> None:
    before = names(api)
    assert refusal(create(api, options={"key": "limited"})) == (403, "FORBIDDEN_SCOPE")
    assert names(api) == before


@rule("create-project.free")
def test_creating_costs_nothing(api: Api) -> None:
    before = api.get("/v1/credits").body
    create(api)
    assert api.get("/v1/credits").body == before
    assert create(api, options={"key": "broke"}).status == 201


# listProjects


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


# getProject


@rule("get-project.row", "get-project.bare-ids", "get-project.times", "get-project.brand", "get-project.brand-context")
def test_the_full_row_is_read(api: Api) -> None:
    answer = api.get(path(api))
    assert answer.status == 200
    body = answer.body
    assert list(body) == ROW
    assert BARE_UUID.match(body["id"])
    assert body["organizationId"] == api.get("/v1/whoami").body["organizationId"]
    assert (body["name"], body["timezone"], body["customerExternalId"]) == ("Harbor Tea", "Europe/Paris", "harbor-tea")
    assert (body["primaryLanguage"], body["ownerEmail"]) == ("en", "mara@harbortea.example")
    assert body["metadata"] == {"accountManager": "Mara", "plan": "growth"}
    assert body["brand"] is None
    assert list(body["brandContext"]) == [
        "appName", "appDescription", "tagline", "audience", "icp", "brandVoice", "keywords", "primaryLanguage", "logoUrl",
    ]  # fmt: skip
    assert body["createdAt"] == "2025-10-26T12:00:00.000000+00:00"
    assert WITH_MICROSECONDS.match(body["createdAt"])


@rule("get-project.row", "get-project.ingest-state", "get-project.brand-context")
def test_what_is_not_set_is_null_and_not_absent(api: Api) -> None:
    body = get(api, "quiet-ledger")
    assert list(body) == ROW
    assert body["metadata"] is None
    assert body["brandContext"] is None
    assert body["ingestState"] == {"github": None, "website": None, "appstore": None}


@rule("get-project.row")
def test_the_row_tells_its_approval_settings(api: Api) -> None:
    assert get(api, "northwind-fit")["requiresApproval"] is True
    assert get(api)["requiresApproval"] is False


@rule("get-project.no-layers")
def test_neither_layers_nor_a_policy_are_in_the_row(api: Api) -> None:
    for label in ("harbor-tea", "northwind-fit"):
        assert not {"layers", "projectLayers", "approvalPolicy"} & set(get(api, label))


@rule("get-project.id-forms", "ids.both-forms")
def test_every_form_of_an_id_reads_the_same_project(api: Api) -> None:
    key = key_of(api.id("harbor-tea"))
    forms = [uuid(key), uuid(key).upper(), ulid(key), "prj_" + ulid(key), "proj_" + ulid(key), "prj_" + uuid(key)]
    bodies = [api.get(f"/v1/projects/{form}").body for form in forms]
    assert [body == bodies[0] for body in bodies] == [True] * 6
    assert bodies[0]["name"] == "Harbor Tea"


@rule("get-project.updated-at", "patch-project.updated-at")
def test_updated_at_tells_the_last_change(api: Api) -> None:
    created = get(api)["createdAt"]
    api.advance(90.5)
    body = api.patch(path(api), {"name": "Harbor"}).body
    assert body["createdAt"] == created
    assert body["updatedAt"] == "2026-04-24T12:01:30.500000+00:00"
    api.advance(10)
    assert get(api) == body


@rule("get-project.not-found", "patch-project.not-found", "archive-project.not-found")
def test_unknown_and_foreign_projects_are_not_found(api: Api) -> None:
    for target in (f"/v1/projects/{UNKNOWN}", path(api, "polar-maps")):
        for answer in (api.get(target), api.patch(target, {"name": "Mine"}), api.delete(target)):
            assert refusal(answer) == (404, "NOT_FOUND")
            assert answer.body["error"]["message"] == "Project not found."
    for method in ("GET", "PATCH", "DELETE"):
        unknown = api.request(method, f"/v1/projects/{UNKNOWN}", {"status": "archived"} if method == "PATCH" else None)
        assert (unknown.rule or "").endswith("-project.not-found")
    theirs = api.get(path(api, "polar-maps"), key="other").body
    assert (theirs["name"], theirs["status"]) == ("Polar Maps", "active")


@rule("validation.path-id", "archive-project.malformed-id")
@pytest.mark.parametrize("text", MALFORMED)
def test_a_malformed_id_is_refused(api: Api, text: str) -> None:
    target = f"/v1/projects/{text}"
    for answer in (api.get(target), api.patch(target, {"name": "Mine"}), api.delete(target)):
        assert refusal(answer) == (422, "VALIDATION")
        assert answer.issue_paths == ["projectId"]


@rule("get-project.scope", "patch-project.scope", "archive-project.scope")
def test_reading_and_writing_need_their_scopes(api: Api) -> None:
    target = path(api)
    assert api.get(target, key="limited").status == 200
    before = get(api)
    assert refusal(api.patch(target, {"name": "Mine"}, key="limited")) == (403, "FORBIDDEN_SCOPE")
    assert refusal(api.delete(target, key="limited")) == (403, "FORBIDDEN_SCOPE")
    assert get(api) == before
    api.world.keys[api.key("limited")] = api.world.keys[api.key("limited")]._replace(scopes=("projects:write",))
    assert refusal(api.get(target, key="limited")) == (403, "FORBIDDEN_SCOPE")
    assert api.patch(target, {"name": "Mine"}, key="limited").status == 200


# patchProject


@rule("patch-project.partial", "patch-project.answers-the-row")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Harbor"), ("timezone", "Europe/Lisbon"), ("primaryLanguage", "pt"), ("ownerEmail", "new@harbor.example"),
        ("customerExternalId", "harbor"), ("metadata", {"a": [1]}), ("status", "archived"),
    ],
)  # fmt: skip
def test_a_field_that_is_sent_changes_and_no_other(api: Api, field: str, value: object) -> None:
    before = get(api)
    answer = api.patch(path(api), {field: value})
    assert answer.status == 200
    assert list(answer.body) == ROW
    assert answer.body == {**before, field: value, "updatedAt": "2026-04-24T12:00:00.000000+00:00"}
    assert get(api) == answer.body


@rule("patch-project.partial")
def test_several_fields_change_at_once(api: Api) -> None:
    sent = {"name": "Harbor", "status": "archived", "customerExternalId": "h", "metadata": None}
    body = api.patch(path(api), sent).body
    assert {name: body[name] for name in sent} == sent
    assert get(api) == body


@rule("patch-project.name-length")
def test_a_new_name_has_1_to_128_characters(api: Api) -> None:
    assert api.patch(path(api), {"name": "x" * 128}).status == 200
    for name in ("", "x" * 129):
        answer = api.patch(path(api), {"name": name})
        assert refusal(answer) == (422, "VALIDATION")
        assert answer.rule == "patch-project.name-length"


@rule("patch-project.status")
@pytest.mark.parametrize("word", ["deleted", "ARCHIVED", "", "paused"])
def test_a_status_is_active_or_archived(api: Api, word: str) -> None:
    answer = api.patch(path(api), {"status": word})
    assert refusal(answer) == (422, "VALIDATION")
    assert answer.rule == "patch-project.status"
    assert get(api)["status"] == "active"


@rule("patch-project.archives", "patch-project.restores")
def test_a_status_archives_and_restores(api: Api) -> None:
    influencers = f"{path(api)}/influencers"
    listed = api.get(influencers).body
    assert api.patch(path(api), {"status": "archived"}).body["status"] == "archived"
    assert api.post(influencers, {"name": "Too late"}).code == "CONFLICT"
    assert api.get(influencers).body == listed
    assert api.patch(path(api), {"status": "active"}).body["status"] == "active"
    assert api.post(influencers, {"name": "In time"}).status == 202


@rule("patch-project.restores")
def test_restoring_an_active_project_leaves_it_active(api: Api) -> None:
    assert api.patch(path(api), {"status": "active"}).body["status"] == "active"


@rule("patch-project.archived-is-patchable")
def test_an_archived_project_is_changed_and_stays_archived(api: Api) -> None:
    api.delete(path(api))
    body = api.patch(path(api), {"name": "Harbor (old)"}).body
    assert (body["name"], body["status"]) == ("Harbor (old)", "archived")


@rule("patch-project.owner-email", "patch-project.timezone", "patch-project.primary-language")
@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("ownerEmail", "nobody", "patch-project.owner-email"), ("ownerEmail", "", "patch-project.owner-email"),
        ("timezone", "Paris", "patch-project.timezone"), ("timezone", "", "patch-project.timezone"),
        ("primaryLanguage", "English", "patch-project.primary-language"),
        ("primaryLanguage", "", "patch-project.primary-language"),
    ],
)  # fmt: skip
def test_fields_keep_the_form_they_have_on_creation(api: Api, field: str, value: str, name: str) -> None:
    before = get(api)
    answer = api.patch(path(api), {field: value})
    assert refusal(answer) == (422, "VALIDATION")
    assert (answer.issue_paths, answer.rule) == ([field], name)
    assert get(api) == before


@rule("patch-project.external-id-unique")
def test_a_handle_of_another_project_is_a_conflict(api: Api) -> None:
    before = get(api)
    answer = api.patch(path(api), {"customerExternalId": "northwind", "name": "Harbor", "status": "archived"})
    assert refusal(answer) == (409, "CONFLICT")
    assert answer.rule == "patch-project.external-id-unique"
    assert get(api) == before


@rule("patch-project.external-id-own")
def test_a_project_may_send_its_own_handle_again(api: Api) -> None:
    assert api.patch(path(api), {"customerExternalId": "harbor-tea"}).status == 200
    assert names(api, "?customerExternalId=harbor-tea") == ["Harbor Tea"]
    assert create(api, customerExternalId="harbor-tea").code == "CONFLICT"


@rule("patch-project.external-id-moves")
def test_a_handle_that_was_given_up_is_free(api: Api) -> None:
    api.patch(path(api), {"customerExternalId": "harbor"})
    assert api.patch(path(api, "northwind-fit"), {"customerExternalId": "harbor-tea"}).status == 200
    assert names(api, "?customerExternalId=harbor-tea") == ["Northwind Fit"]
    assert names(api, "?customerExternalId=harbor") == ["Harbor Tea"]
    assert create(api, customerExternalId="northwind").status == 201


@rule("patch-project.external-id-clears")
def test_null_clears_a_handle(api: Api) -> None:
    assert api.patch(path(api), {"customerExternalId": None}).body["customerExternalId"] is None
    assert names(api, "?customerExternalId=harbor-tea") == []
    assert create(api, customerExternalId="harbor-tea").status == 201
    assert api.patch(path(api, "northwind-fit"), {"customerExternalId": None}).status == 200
    for handle in ("", "x" * 256, 7):
        answer = api.patch(path(api), {"customerExternalId": handle})
        assert refusal(answer) == (422, "VALIDATION")
        assert answer.rule == "patch-project.external-id-clears"


@rule("patch-project.metadata-replaces", "patch-project.metadata-clears")
def test_metadata_is_replaced_whole_and_cleared_by_null(api: Api) -> None:
    assert api.patch(path(api), {"metadata": {"plan": {"name": "pro"}}}).body["metadata"] == {"plan": {"name": "pro"}}
    assert api.patch(path(api), {"metadata": {"plan": {}}}).body["metadata"] == {"plan": {}}
    assert api.patch(path(api), {"metadata": {}}).body["metadata"] == {}
    assert api.patch(path(api), {"metadata": None}).body["metadata"] is None
    answer = api.patch(path(api), {"metadata": "text"})
    assert (refusal(answer), answer.rule) == ((422, "VALIDATION"), "patch-project.metadata-clears")


@rule("patch-project.nulls")
@pytest.mark.parametrize("field", ["name", "status", "ownerEmail", "timezone", "primaryLanguage"])
def test_null_clears_no_other_field(api: Api, field: str) -> None:
    before = get(api)
    answer = api.patch(path(api), {field: None})
    assert refusal(answer) == (422, "VALIDATION")
    assert set(answer.issue_paths) == {field}
    assert get(api) == before


@rule("patch-project.read-only")
@pytest.mark.parametrize("field", READ_ONLY)
@pytest.mark.parametrize("is_null", [False, True])
def test_a_read_only_field_is_400_and_changes_nothing(api: Api, field: str, is_null: bool) -> None:
    before = get(api)
    answer = api.patch(path(api), {"name": "Harbor", field: None if is_null else READ_ONLY[field]})
    assert refusal(answer) == (400, "VALIDATION")
    assert (answer.issue_paths, answer.rule) == ([field], "patch-project.read-only")
    assert get(api) == before


@rule("patch-project.read-only")
def test_even_the_value_a_read_only_field_has_is_refused(api: Api) -> None:
    row = get(api)
    for field in READ_ONLY:
        assert refusal(api.patch(path(api), {field: row[field]})) == (400, "VALIDATION")
    assert sorted(api.patch(path(api), row).issue_paths) == sorted(READ_ONLY)


@rule("patch-project.read-only-first")
def test_a_read_only_field_wins_over_other_faults(api: Api) -> None:
    for beside in ({"name": ""}, {"status": "gone"}, {"customerExternalId": "northwind"}):
        assert refusal(api.patch(path(api), {"createdAt": "now", **beside})) == (400, "VALIDATION")


@rule("patch-project.other-faults")
@pytest.mark.parametrize("body", [[], "text", 7, {"name": 7}, {"metadata": []}, {"timezone": {}}])
def test_every_other_fault_is_422(api: Api, body: object) -> None:
    assert refusal(api.patch(path(api), body)) == (422, "VALIDATION")


@rule("patch-project.other-faults")
def test_a_patch_needs_a_body(api: Api) -> None:
    assert refusal(api.patch(path(api))) == (422, "VALIDATION")


@rule("patch-project.dotted-name", "patch-project.unknown-field", "patch-project.approval-elsewhere")
@pytest.mark.parametrize(
    "body",
    [
        {"brandContext.tagline": "Mine"}, {"colour": "green"}, {"requiresApproval": True}, {"firstNPostsBlocked": 3},
        {"currentBlockedCount": 2}, {"updatedAt": "2020-01-01T00:00:00Z"}, {"brand": {"name": "Mine"}},
    ],
)  # fmt: skip
def test_fields_it_does_not_know_are_ignored(api: Api, body: dict[str, object]) -> None:
    before = get(api)
    answer = api.patch(path(api), body)
    assert (answer.status, answer.body) == (200, before)
    assert api.patch(path(api), {**body, "name": "Harbor"}).body["name"] == "Harbor"


@rule("patch-project.empty")
def test_an_empty_patch_answers_the_row_as_it_is(api: Api) -> None:
    before = get(api)
    api.advance(60)
    answer = api.patch(path(api), {})
    assert (answer.status, answer.body) == (200, before)


# archiveProject


@rule("archive-project.answer", "archive-project.bare-id", "archive-project.archived-at", "archive-project.no-posts")
def test_an_archived_project_is_answered_with_the_moment(api: Api) -> None:
    api.advance(1.234)
    answer = api.delete(path(api))
    assert answer.status == 200
    assert answer.body == {
        "id": get(api)["id"],
        "status": "archived",
        "archivedAt": "2026-04-24T12:00:01.234Z",
        "canceledScheduledPosts": 0,
    }
    assert BARE_UUID.match(answer.body["id"])


@rule("archive-project.row", "archive-project.stays-readable")
def test_an_archived_project_reads_as_before_but_for_its_status(api: Api) -> None:
    before = get(api)
    lists = [f"{path(api)}/influencers", f"/v1/influencers/{api.id('ava')}"]
    held = [api.get(target).body for target in lists]
    api.advance(5)
    api.delete(path(api))
    assert get(api) == {**before, "status": "archived", "updatedAt": "2026-04-24T12:00:05.000000+00:00"}
    assert [api.get(target).body for target in lists] == held


@rule("archive-project.refuses-new-work")
def test_an_archived_project_takes_no_new_work(api: Api) -> None:
    api.delete(path(api))
    body = {"projectId": api.id("harbor-tea"), "sourcePlatformPostId": api.id("kettle-asmr")}
    for answer in (
        api.post(f"{path(api)}/influencers", {"name": "Too late"}),
        api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "Too late"}),
        api.post(f"/v1/content/{OWN}/clone-from-post", body),
    ):
        assert refusal(answer) == (409, "CONFLICT")


@rule("archive-project.repeatable")
def test_archiving_again_is_fine_and_refreshes_the_moment(api: Api) -> None:
    first = api.delete(path(api)).body
    api.advance(60)
    second = api.delete(path(api))
    assert second.status == 200
    assert second.body == {**first, "archivedAt": "2026-04-24T12:01:00.000Z"}


@rule("archive-project.reversible")
def test_archiving_is_taken_back_by_a_patch(api: Api) -> None:
    api.delete(path(api))
    assert api.patch(path(api), {"status": "active"}).body["status"] == "active"
    assert api.post(f"{path(api)}/influencers", {"name": "In time"}).status == 202
    assert names(api, "?status=archived") == []


def job_of(api: Api, project: str, kind: str) -> str:
    """The id of the running job of a kind that the fixture began in a project."""
    organizations = api.world.organizations.values()
    jobs = [job for o in organizations for _, job in o.jobs.newest_first(key_of(api.id(project)))]
    return next(job.id for job in jobs if job.kind == kind)


def status_of(api: Api, job: str) -> str:
    return str(api.get(f"/v1/jobs/{job}").body["status"])


@rule("archive-project.cancels-content-jobs", "patch-project.archives-like-delete")
@pytest.mark.parametrize("way", ["delete", "patch"])
def test_running_content_jobs_stop_at_the_end_of_their_stage(api: Api, way: str) -> None:
    job = job_of(api, "northwind-fit", "content_generate")
    target = path(api, "northwind-fit")
    before = api.get("/v1/credits").body["balance"]
    assert (api.delete(target) if way == "delete" else api.patch(target, {"status": "archived"})).status == 200
    assert status_of(api, job) == "running"
    api.advance(129)
    assert status_of(api, job) == "running"
    api.advance(1)
    assert status_of(api, job) == "canceled"
    assert api.get("/v1/credits").body["balance"] == before + 120


@rule("archive-project.cancels-content-jobs")
def test_jobs_of_other_projects_go_on(api: Api) -> None:
    job = job_of(api, "northwind-fit", "content_generate")
    api.delete(path(api))
    api.advance(600)
    assert status_of(api, job) == "completed"


@rule("archive-project.cancels-content-jobs", "archive-project.reversible")
def test_restoring_does_not_bring_a_stopped_job_back(api: Api) -> None:
    job = job_of(api, "northwind-fit", "content_generate")
    api.delete(path(api, "northwind-fit"))
    api.patch(path(api, "northwind-fit"), {"status": "active"})
    api.advance(600)
    assert status_of(api, job) == "canceled"


@rule("archive-project.late-content-jobs")
def test_a_content_job_that_cannot_stop_any_more_is_completed(api: Api) -> None:
    job = job_of(api, "northwind-fit", "content_generate")
    api.advance(131)
    assert api.get(f"/v1/jobs/{job}").body["stage"] == "finalizing"
    api.delete(path(api, "northwind-fit"))
    api.advance(600)
    assert status_of(api, job) == "completed"


@rule("archive-project.leaves-influencer-jobs")
def test_influencer_jobs_go_on(api: Api) -> None:
    job = job_of(api, "northwind-fit", "influencer_create")
    api.delete(path(api, "northwind-fit"))
    api.advance(600)
    assert status_of(api, job) == "completed"
    assert api.get(f"/v1/influencers/{api.id('kai')}").body["status"] == "ready"


@rule("archive-project.body", "archive-project.body-form")
def test_a_body_is_any_object_or_left_out(api: Api) -> None:
    first = api.delete(path(api)).body
    for body in ({}, {"reason": "churned"}, {"status": "active", "archivedAt": None}):
        assert api.delete(path(api), body).body == first
    assert get(api)["status"] == "archived"


@rule("archive-project.body-form")
@pytest.mark.parametrize("body", [[], "text", 7, True])
def test_a_body_that_is_no_object_archives_nothing(api: Api, body: object) -> None:
    answer = api.delete(path(api), body)
    assert refusal(answer) == (422, "VALIDATION")
    assert answer.rule == "archive-project.body-form"
    assert get(api)["status"] == "active"


@rule("archive-project.body-form")
def test_a_body_of_null_is_no_object_either(api: Api) -> None:
    assert refusal(api.delete(path(api), content=b"null")) == (422, "VALIDATION")
    assert get(api)["status"] == "active"


@rule("archive-project.unauthenticated")
def test_archiving_needs_a_key(api: Api) -> None:
    assert refusal(api.delete(path(api), key=None)) == (401, "UNAUTHENTICATED")
    assert get(api)["status"] == "active"


@rule("archive-project.rate-limited")
def test_archiving_has_a_budget(api: Api) -> None:
    answers = [api.delete(path(api), key="throttled") for _ in range(61)]
    assert {answer.status for answer in answers[:60]} == {200}
    assert refusal(answers[60]) == (429, "RATE_LIMITED")
    assert 1 <= int(answers[60].headers["Retry-After"]) <= 60
