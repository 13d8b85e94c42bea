"""What two snapshots differ in, named by kind, id and field."""

from typing import Any

import orjson

from layers_mock.world.ids import ulid
from layers_mock.world.snapshot_diff import Difference, differences
from layers_mock.world.snapshots import save
from tests.acme import key_of
from tests.harness import Api


def taken(api: Api) -> Any:
    return orjson.loads(orjson.dumps(save(api.world)))


def places(found: list[Difference]) -> set[tuple[str, str, str | None]]:
    return {(one.kind, one.id, one.field) for one in found}


def test_a_snapshot_does_not_differ_from_itself() -> None:
    assert differences(taken(Api()), taken(Api())) == []


def test_a_changed_row_differs_field_by_field(api: Api) -> None:
    before = taken(api)
    ava = "inf_" + ulid(key_of(api.id("ava")))
    api.patch(f"/v1/influencers/{api.id('ava')}", {"vibe": "loud"})
    once = taken(api)
    assert {("influencers", ava, "identity"), ("influencers", ava, "updated_at")} <= places(differences(before, once))
    api.patch(f"/v1/influencers/{api.id('ava')}", {"vibe": "hushed"})
    found = [one for one in differences(once, taken(api)) if one.kind == "influencers"]
    assert found == [Difference("influencers", ava, "identity.vibe", (True, True), "loud", "hushed")]


def test_an_added_row_is_one_difference_and_so_is_an_event(api: Api) -> None:
    before = taken(api)
    body = api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "EU"}).body
    found = differences(before, taken(api))
    whole = places([one for one in found if one.field is None])
    job, influencer = body["jobId"], body["influencerId"]
    assert {("jobs", job, None), ("influencers", influencer, None), ("events", f"JobBoundary {job} plan 0", None)} <= whole
    assert all(one.has == (False, True) and one.before is None for one in found if one.field is None)
    back = differences(taken(api), before)
    assert {(one.kind, one.id) for one in back if one.has == (True, False)} == {
        (one.kind, one.id) for one in found if one.field is None
    }


def test_clock_wallet_and_counters_differ_by_name(api: Api) -> None:
    before = taken(api)
    api.post(f"/v1/projects/{api.id('harbor-tea')}/content", {"format": "video_remix"}, headers={"Idempotency-Key": "k"})
    api.advance(5)
    found = places(differences(before, taken(api)))
    assert {
        ("world", "", "clock.now"), ("world", "", "drawn.ids"), ("world", "", "journal.recorded"),
        ("wallets", "Acme Studio", "included_remaining"), ("idempotency", "full generateContent k", None),
        ("rate_limits", "full long-running 60000", None), ("coverage", "generateContent", None),
    } <= found  # fmt: skip


def test_another_order_alone_is_a_difference(api: Api) -> None:
    for name in ("a", "b"):
        api.control("POST", "scenarios", {"name": name, "then": {"error": "INTERNAL"}})
    one, other = taken(api), taken(api)
    other["scenarios"].reverse()
    assert differences(one, other) == [Difference("world", "", "order", (True, True), "one", "another")]
