"""SDK apps: what the checks of the kit cannot see. The checks are the tests of the rules."""

from typing import Any

import orjson
import pytest

from layers_mock.contract import OperationId
from layers_mock.world.ids import parse, ulid, uuid
from layers_mock.world.provisioning import identifier_of
from layers_mock.world.sdk_apps import IDENTIFIERS
from layers_mock.world.snapshots import save
from tests.harness import Api, contract

BODY = {"name": "App", "platform": "ios", "bundleId": "com.example.app"}


def made(api: Api, **fields: Any) -> Any:
    answer = api.post(f"/v1/projects/{api.id('harbor-tea')}/sdk-apps", {**BODY, **fields})
    assert answer.status == 201
    return answer.body


def test_the_same_calls_make_the_same_app_with_the_same_key() -> None:
    assert made(Api(seed=5)) == made(Api(seed=5))
    one, other = made(Api(seed=5)), made(Api(seed=6))
    assert one["apiKey"] != other["apiKey"]


def test_no_key_of_an_app_is_in_a_snapshot() -> None:
    api = Api()
    app = made(api)
    path = f"/v1/projects/{api.id('harbor-tea')}/sdk-apps/{app['appId']}"
    rotated = api.patch(path, {"rotateKey": True}).body["apiKey"]
    text = orjson.dumps(save(api.world)).decode()
    assert app["appId"][4:] not in {app["apiKey"], rotated}
    assert app["apiKey"] not in text
    assert rotated not in text


def test_the_journal_shows_no_key_of_an_app() -> None:
    api = Api()
    app = made(api)
    number = api.control("GET", "requests").body["items"][0]["requestId"]
    shown = orjson.dumps(api.control("GET", f"requests/{number}").body).decode()
    assert app["appId"] in shown
    assert app["apiKey"] not in shown
    assert f"{app['apiKey'][:8]}… (redacted)" in shown


@pytest.mark.rule("ids.both-forms")
def test_an_app_is_found_by_every_form_of_its_id() -> None:
    api = Api()
    app = made(api)["appId"]
    key = parse(app)
    assert key is not None
    for form in (app, app[4:], f"sdk_{ulid(key)}", ulid(key), uuid(key), uuid(key).upper(), f"app_{uuid(key)}"):
        answer = api.get(f"/v1/projects/{api.id('harbor-tea')}/sdk-apps/{form}")
        assert (answer.status, answer.body["appId"]) == (200, app)


def test_a_relay_that_is_switched_on_again_keeps_what_it_forwarded_and_counts_from_then() -> None:
    api = Api()
    path = f"/v1/projects/{api.id('harbor-tea')}/sdk-apps/{api.id('harbor-tea-ios')}"

    def switched(*, on: bool) -> Any:
        return api.patch(path, {"capi": {"meta": {"enabled": on}}}).body["capi"]["meta"]["lastForwardAt"]

    assert switched(on=True) is None
    api.advance(3 * 86_400)
    before = switched(on=True)
    assert before is not None
    assert switched(on=False) == before
    api.advance(3 * 86_400)
    assert switched(on=True) == before
    api.advance(3 * 86_400)
    assert api.get(path).body["capi"]["meta"]["lastForwardAt"] > before


@pytest.mark.rule("create-sdk-app.github-ingest")
@pytest.mark.parametrize("platform", ["ios", "android", "web"])
@pytest.mark.parametrize("repository", ["harbor-tea/ios", "9-lives/2048", "a/___", "o/" + "-x" * 50, "Some-Org/Über.Café"])
def test_whatever_a_repository_is_called_its_app_has_an_identifier_that_a_client_could_send(
    platform: str, repository: str
) -> None:
    body: dict[str, object] = {"name": "App", "platform": platform, IDENTIFIERS[platform]: identifier_of(repository, platform)}
    operation = contract().operations[OperationId("createSdkApp")]
    assert contract().request_validator(operation).body_issues(body) == []


def test_identifiers_of_other_platforms_are_refused_before_anything_is_changed() -> None:
    api = Api()
    path = f"/v1/projects/{api.id('harbor-tea')}/sdk-apps/{api.id('harbor-tea-ios')}"
    before = api.get(path).body
    answer = api.patch(path, {"name": "Other", "webDomain": "other.example", "rotateKey": True})
    assert (answer.status, answer.rule, answer.issue_paths) == (422, "patch-sdk-app.other-identifiers", ["webDomain"])
    assert api.get(path).body == before
