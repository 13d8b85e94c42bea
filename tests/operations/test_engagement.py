"""Auto-pilot engagement beyond what the kit's checks see: fixtures, other sections' layers, snapshots and replays of equal calls."""

import orjson
import pytest

from layers_mock.errors import FixtureError
from layers_mock.fixtures import Fixture, compile_fixture
from layers_mock.world.snapshots import save
from tests.harness import Api, contract

TINY = {
    "fixture": "tiny", "about": "x", "starts": "2026-04-24T12:00:00Z",
    "organizations": ({"label": "o", "name": "O", "keys": ({"name": "full"},), "projects": ({"label": "p", "name": "P"},)},),
}  # fmt: skip


def path(api: Api, label: str) -> str:
    return f"/v1/projects/{api.id(label)}/engagement"


def test_a_fixture_sets_auto_pilot_up(api: Api) -> None:
    assert api.get(path(api, "harbor-tea")).body == {
        "projectLayerId": api.id("harbor-autopilot"),
        "enabled": True,
        "firstComment": {
            "targets": ["tiktok", "instagram"],
            "commentTemplate": "Which one is steeping on your desk right now?",
        },
        "replyToComments": {"targets": ["instagram"], "autoReplyDelay": "PT7M"},
    }


def test_a_fixture_cannot_set_up_what_no_call_could() -> None:
    organization = TINY["organizations"][0]
    projects = ({"label": "p", "name": "P", "engagement": ({"label": "e", "reply_delay": "PT2H"},)},)
    written = {**TINY, "organizations": ({**organization, "projects": projects},)}  # type: ignore[dict-item]
    with pytest.raises(FixtureError, match="autoReplyDelay"):
        compile_fixture(Fixture.model_validate(written), contract())


def test_equal_calls_make_equal_layers_and_a_snapshot_keeps_them() -> None:
    told = []
    for is_restored in (False, False, True):
        api = Api()
        made = api.patch(path(api, "quiet-ledger"), {"firstComment": {"targets": ["tiktok"]}})
        assert made.status == 200
        api.patch(path(api, "harbor-tea"), {"enabled": False})
        if is_restored:
            document = orjson.loads(orjson.dumps(save(api.world)))
            api = Api()
            api.worlds.restore(document, "default")
        told.append([made.raw, api.get(path(api, "quiet-ledger")).raw, api.get(path(api, "harbor-tea")).raw])
    assert told[0] == told[1] == told[2]


def test_an_engagement_layer_is_no_content_layer(api: Api) -> None:
    body = {"format": "auto", "projectLayerId": api.id("harbor-autopilot")}
    refused = api.post(f"/v1/projects/{api.id('harbor-tea')}/content", body)
    assert (refused.status, refused.rule) == (404, "generate-content.layer-not-found")
