"""A request's way through the pipeline: keys, routes, bodies, and which refusal wins."""

import re

import pytest

from layers_mock.contract import Refusal
from tests.harness import Api
from tests.http.piped import IDEMPOTENT, count, create

rule = pytest.mark.rule
PROJECTS = "/v1/projects"
UNKNOWN = "0b9f6a4e-52e5-4a6e-9e0b-2c1f5d7a9e10"


# --- keys -------------------------------------------------------------------------------------------------------------


@rule("auth.key-required", "errors.envelope")
def test_a_call_without_a_key_is_unauthenticated(api: Api) -> None:
    answer = api.get("/v1/whoami", key=None)
    assert (answer.status, answer.code, answer.rule) == (401, "UNAUTHENTICATED", "auth.key-required")
    assert set(answer.body) == {"error"}
    assert set(answer.body["error"]) == {"code", "message", "requestId"}


@rule("auth.key-unknown")
@pytest.mark.parametrize("value", ["", " ", "nope", "lp_live_AAAAAAAAAAAAAAAA_" + "x" * 43, "é", "x" * 9000])
def test_a_key_that_is_not_known_is_unauthenticated(api: Api, value: str) -> None:
    for headers in ({"X-Api-Key": value}, {"Authorization": f"Bearer {value}"}):
        answer = api.get("/v1/whoami", key=None, headers=headers)
        assert (answer.status, answer.code) == (401, "UNAUTHENTICATED")


@rule("auth.key-unknown")
def test_a_key_with_one_character_changed_is_unauthenticated(api: Api) -> None:
    secret = api.key()
    for wrong in (secret[:-1], secret + "A", secret.swapcase()):
        assert api.get("/v1/whoami", key=None, headers={"X-Api-Key": wrong}).status == 401


@rule("auth.api-key-header", "auth.bearer-fallback")
@pytest.mark.parametrize("form", ["X-Api-Key", "Bearer", "bearer", "BEARER"])
def test_a_key_travels_in_either_header(api: Api, form: str) -> None:
    headers = {"X-Api-Key": api.key()} if form == "X-Api-Key" else {"Authorization": f"{form} {api.key()}"}
    assert api.get("/v1/whoami", key=None, headers=headers).status == 200


def test_another_authorization_scheme_carries_no_key(api: Api) -> None:
    assert api.get("/v1/whoami", key=None, headers={"Authorization": f"Basic {api.key()}"}).status == 401


@rule("auth.precedence")
def test_x_api_key_decides_wherever_it_is_sent(api: Api) -> None:
    full, other = api.key("full"), api.key("other")
    both = api.get("/v1/whoami", key=None, headers={"X-Api-Key": other, "Authorization": f"Bearer {full}"})
    assert both.body["organizationName"] == "Borealis Labs"
    wrong = api.get("/v1/whoami", key=None, headers={"X-Api-Key": "nope", "Authorization": f"Bearer {full}"})
    assert wrong.status == 401


@rule("auth.killed-key")
def test_a_killed_key_is_switched_off_everywhere_but_in_whoami(api: Api) -> None:
    for answer in (api.get(PROJECTS, key="killed"), create(api, key="killed"), api.get("/v1/credits", key="killed")):
        assert (answer.status, answer.code) == (503, "KILL_SWITCH")
        assert answer.body["error"]["details"] == {"scope": "key"}
    assert api.get("/v1/whoami", key="killed").status == 200


@rule("auth.scope-required")
def test_a_scope_list_without_the_scope_is_forbidden(api: Api) -> None:
    answer = create(api, key="limited")
    assert (answer.status, answer.code, answer.rule) == (403, "FORBIDDEN_SCOPE", "auth.scope-required")
    assert count(api, "Harbor Two") == 0
    assert api.get(PROJECTS, key="limited").status == 200


@rule("auth.scope-required", "auth.no-scope-list")
def test_scopes_decide_for_every_operation_alike(api: Api) -> None:
    granted = {"projects:read", "content:read", "jobs:read", "metrics:read"}
    for operation in api.contract.operations.values():
        path = re.sub(r"\{\w+\}", UNKNOWN, operation.path)
        limited = api.request(operation.method, path, key="limited")
        assert (limited.status == 403) == (operation.scope is not None and operation.scope not in granted), operation.id
        assert api.request(operation.method, path, key="full").status != 403


# --- routes and bodies ------------------------------------------------------------------------------------------------


@rule("routing.unknown-path", "precedence.route-first")
@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v2/whoami", "/v1/jobs/", "/v1/jobs//cancel", "/v1/whoami/", "/v1/%00", "//v1/whoami"]
)
def test_an_unknown_path_is_not_found_with_or_without_a_key(api: Api, path: str) -> None:
    for key in ("full", None, "killed"):
        answer = api.get(path, key=key)
        assert (answer.status, answer.code, answer.rule) == (404, "NOT_FOUND", "routing.unknown-path")


@rule("routing.unknown-method", "precedence.route-first")
def test_an_unknown_method_says_which_ones_there_are(api: Api) -> None:
    answer = api.request("PUT", PROJECTS, {}, key=None)
    assert (answer.status, answer.code, answer.headers["Allow"]) == (405, "NOT_FOUND", "GET, POST")
    assert api.request("BREW", "/v1/whoami").status == 405


MALFORMED = [
    b"{", b"nope", b'{"name": }', b'{"name": "x",}', b"\xff\xfe", b'{"name": "\xc3"}', b'{"name": "\\ud800"}', b"NaN",
    b'{"n": 1e999}', b"[" * 5000, b'{"a":' * 3000, b"{'name': 'x'}", b'"\x00"',
]  # fmt: skip


@rule("body.malformed-json")
@pytest.mark.parametrize("content", MALFORMED)
def test_a_body_that_is_no_json_is_refused(api: Api, content: bytes) -> None:
    answer = api.post(PROJECTS, content=content)
    assert (answer.status, answer.code, answer.rule) == (400, "VALIDATION", "body.malformed-json")
    clone = api.post(f"/v1/content/{UNKNOWN}/clone-from-post", content=content)
    assert (clone.status, clone.code) == (400, "VALIDATION_FAILED")


@rule("body.content-type")
@pytest.mark.parametrize("media_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "json"])
def test_a_body_of_another_type_is_refused(api: Api, media_type: str) -> None:
    answer = api.post(PROJECTS, {"name": "A", "timezone": "UTC"}, headers={"Content-Type": media_type})
    assert (answer.status, answer.code, answer.rule) == (415, "VALIDATION", "body.content-type")


@rule("body.content-type")
@pytest.mark.parametrize("media_type", ["application/json", "Application/JSON; charset=utf-8", " application/json ;x=y"])
def test_json_is_known_with_parameters_and_in_any_case(api: Api, media_type: str) -> None:
    assert api.post(PROJECTS, {"name": "A", "timezone": "UTC"}, headers={"Content-Type": media_type}).status == 201


@rule("body.too-large")
def test_a_body_that_was_too_large_is_refused_where_it_would_be_read(api: Api) -> None:
    fault = Refusal("VALIDATION", "Too large.", rule="body.too-large", status=413)
    answer = api.post(PROJECTS, fault=fault)
    assert (answer.status, answer.code) == (413, "VALIDATION")
    assert api.post(PROJECTS, fault=fault, key=None).status == 401


@rule("body.unread")
def test_a_body_where_none_is_documented_is_ignored(api: Api) -> None:
    for content in (b"nope", b'{"x": 1}'):
        assert api.request("GET", "/v1/whoami", content=content).status == 200
        assert api.post(f"/v1/jobs/{UNKNOWN}/cancel", content=content).status == 404


@rule("validation.request", "validation.nothing-changes")
def test_every_fault_of_a_request_is_named(api: Api) -> None:
    answer = api.post(PROJECTS, {"name": "", "timezone": 3, "customerExternalId": []})
    assert (answer.status, answer.code) == (422, "VALIDATION")
    assert sorted(answer.issue_paths) == ["customerExternalId", "name", "timezone"]
    assert all(issue["message"] for issue in answer.body["error"]["details"]["issues"])
    assert count(api, "") == 0


def test_a_long_value_is_shortened_in_the_message(api: Api) -> None:
    answer = api.post(PROJECTS, {"name": "x" * 100_000, "timezone": "UTC"})
    assert len(answer.raw) < 1000


@rule("validation.path-id")
@pytest.mark.parametrize(
    "text", ["x", "inf_", "%00", "%ED%A0%80", "..", "a" * 5000, "inf_8ZZZZZZZZZZZZZZZZZZZZZZZZZ", UNKNOWN + "0"]
)
def test_a_malformed_id_in_a_path_is_refused(api: Api, text: str) -> None:
    answer = api.get(f"/v1/influencers/{text}")
    assert (answer.status, answer.code, answer.issue_paths) == (422, "VALIDATION", ["influencerId"])
    clone = api.post(f"/v1/content/{text}/clone-from-post", {})
    assert (clone.status, clone.code) == (422, "VALIDATION_FAILED")


@rule("validation.unknown-query")
def test_an_unknown_query_parameter_is_ignored(api: Api) -> None:
    assert api.get(f"{PROJECTS}?colour=blue&&=&x").status == 200


def test_a_query_that_repeats_a_single_value_is_refused(api: Api) -> None:
    assert api.get(f"{PROJECTS}?limit=1&limit=2").issue_paths == ["limit"]


def test_a_query_with_very_many_fields_is_refused(api: Api) -> None:
    answer = api.get(f"{PROJECTS}?" + "&".join(f"a{number}=1" for number in range(5000)))
    assert (answer.status, answer.code) == (422, "VALIDATION")


def test_lenient_lets_unknown_fields_through_and_nothing_else() -> None:
    api = Api(is_lenient=True)
    path = f"/v1/influencers/{api.id('ava')}/clone"
    assert api.post(path, {"name": "Ava", "nam": 1, "overrides": {"viibe": "x"}}).status == 202
    assert api.post(path, {"name": ""}).status == 422


# --- which refusal wins -----------------------------------------------------------------------------------------------


@rule("precedence.key-before-scope")
def test_a_key_is_refused_before_its_scope(api: Api) -> None:
    assert create(api, key=None).status == 401
    assert create(api, key="killed").status == 503


@rule("precedence.scope-before-rate-limit")
def test_a_missing_scope_takes_nothing_out_of_the_bucket(api: Api) -> None:
    for _ in range(70):
        assert create(api, key="limited").status == 403


@rule("precedence.rate-limit-before-body")
def test_an_empty_bucket_refuses_before_the_body_is_read(api: Api) -> None:
    for _ in range(60):
        assert api.post(PROJECTS, content=b"nope", key="throttled").status == 400
    assert api.post(PROJECTS, content=b"nope", key="throttled").status == 429


@rule("precedence.body-before-validation")
def test_a_broken_body_is_refused_before_a_broken_path(api: Api) -> None:
    assert api.post("/v1/influencers/x/clone", content=b"{").status == 400


@rule("precedence.validation-before-idempotency")
def test_an_invalid_request_is_refused_before_its_key_is_looked_at(api: Api) -> None:
    assert create(api, **IDEMPOTENT).status == 201
    assert create(api, name="", **IDEMPOTENT).status == 422


@rule("precedence.validation-before-lookup")
def test_an_invalid_request_is_refused_before_anything_is_looked_up(api: Api) -> None:
    assert api.post(f"/v1/influencers/{UNKNOWN}/clone", {}).status == 422


# --- request ids ------------------------------------------------------------------------------------------------------


@rule("request-ids.every-answer", "request-ids.in-envelope")
def test_every_answer_has_a_request_id_of_its_own(api: Api) -> None:
    answers = [
        api.get("/v1/whoami"), api.get("/v1/whoami", key=None), api.get("/nowhere"), create(api, ""), create(api),
        api.get(PROJECTS, key="killed"), api.request("PUT", PROJECTS),
    ]  # fmt: skip
    ids = [answer.headers["X-Request-Id"] for answer in answers]
    assert all(re.fullmatch(r"req_[0-9A-HJKMNP-TV-Z]{26}", request_id) for request_id in ids)
    assert len(set(ids)) == len(ids)
    for answer in answers:
        if "error" in answer.body:
            assert answer.body["error"]["requestId"] == answer.headers["X-Request-Id"]


@rule("errors.envelope")
def test_the_envelope_carries_nothing_of_ours(api: Api) -> None:
    for answer in (create(api, ""), api.get("/nowhere"), api.get(f"/v1/jobs/{UNKNOWN}")):
        assert set(answer.body) == {"error"}
        assert set(answer.body["error"]) <= {"code", "message", "requestId", "details"}
        assert answer.rule in api.contract.rules


def story(seed: int) -> list[tuple[bytes, dict[str, str]]]:
    api = Api(seed=seed)
    clone = api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "Ava"})
    api.advance(61)
    answers = [clone, api.get(f"/v1/influencers/{clone.body['influencerId']}"), create(api), api.get("/x"), create(api, "")]
    return [(answer.raw, dict(answer.headers)) for answer in answers]


# --- determinism ------------------------------------------------------------------------------------------------------


def test_equal_seed_calls_and_clock_give_equal_bytes_and_headers() -> None:
    assert story(1) == story(1)
    assert story(1) != story(2)
