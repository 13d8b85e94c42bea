"""createProject, rule by rule."""

import zoneinfo
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_mock.world.ids import uuid
from tests.acme import key_of
from tests.harness import Api, contract
from tests.operations.projects import OWN, ROW, create, get, names, path, refusal

rule = pytest.mark.rule


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
