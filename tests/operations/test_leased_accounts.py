"""Leased accounts: what no check of the kit can see. The rules themselves are checked by contract_tests/leased_accounts."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.errors import SnapshotError
from layers_mock.world.ids import parse
from layers_mock.world.leases import Lease, months_after, months_charged
from layers_mock.world.snapshots import save
from tests.harness import Api
from tests.world.test_snapshots import signed

DAY = 86_400
FIXTURE = """
fixture: leases
about: Leased accounts of several ages.
starts: "2026-03-31T12:00:00Z"
organizations:
  - label: partner
    name: Partner
    keys: [{name: full}]
    projects:
      - label: tea
        name: Tea
        age: 200d
        social_accounts:
          - {label: old, handle: tea.old, age: 59d, leased: true, monthly_price_cents: 9900}
          - {label: fresh, handle: tea.fresh, leased: true}
          - {label: gone, handle: tea.gone, age: 80d, leased: true, status: disconnected}
"""


@pytest.fixture
def api() -> Api:
    """The world of the contract checks."""
    return Api("check")


@pytest.fixture
def leases(tmp_path: Path) -> Api:
    """A world that begins on the last day of a long month."""
    path = tmp_path / "leases.yaml"
    path.write_text(FIXTURE)
    return Api(str(path))


def request(api: Api, count: int = 2, label: str = "empty-project", **niche: str) -> str:
    project = api.id(label)
    body = {"projectId": project, "count": count, "niche": {"vertical": "tea", **niche}, "note": "mine"}
    return str(api.post(f"/v1/projects/{project}/leased-accounts/request", body).body["requestId"])


def row(api: Api, request_id: str, label: str = "empty-project") -> Any:
    return api.get(f"/v1/projects/{api.id(label)}/leased-accounts/requests/{request_id}").body


def listed(api: Api, label: str = "empty-project", status: str = "assigned") -> list[Any]:
    return list(api.get(f"/v1/projects/{api.id(label)}/leased-accounts?status={status}").body["items"])


def lease(api: Api, account: str) -> Lease:
    organization = api.world.organizations[api.world.keys[api.key()].organization]
    key = parse(account)
    found = None if key is None else organization.leases.get(key)
    assert found is not None
    return found


# Time


def test_nobody_decides_for_a_day_and_then_all_are_assigned(api: Api) -> None:
    asked = request(api, 3)
    api.advance(DAY - 0.001)
    assert (row(api, asked)["status"], listed(api)) == ("requested", [])
    api.advance(0.001)
    told = row(api, asked)
    assert (told["status"], told["assignedAt"], told["note"]) == ("assigned", "2026-04-25T12:00:00.000Z", None)
    assert {item["socialAccountId"] for item in listed(api)} == set(told["assignedSocialAccountIds"])
    assert len(listed(api)) == 3


def test_an_open_request_is_what_a_world_waits_for(api: Api) -> None:
    asked = request(api)
    happened = api.control("POST", "clock/advance", {"to": "idle"}).body["happened"]
    assert [event for event in happened if event.get("requestId") == asked] == [
        {"at": "2026-04-25T12:00:00.000Z", "event": "lease_request.assigned", "requestId": asked}
    ]
    before = api.world.clock.now()
    api.control("POST", "clock/advance", {"to": "idle"})
    assert api.world.clock.now() == before


@pytest.mark.parametrize(("decision", "body"), [("assign", {"count": 1}), ("assign", {}), ("reject", {})])
def test_a_request_that_was_decided_is_not_decided_again(api: Api, decision: str, body: dict[str, int]) -> None:
    asked = request(api)
    api.control("POST", f"leases/{asked}/{decision}", body)
    before = row(api, asked)
    happened = api.control("POST", "clock/advance", {"seconds": 2 * DAY}).body["happened"]
    assert [event for event in happened if event["event"] == "lease_request.assigned"] == []
    assert row(api, asked) == before


def test_equal_worlds_assign_equal_accounts() -> None:
    told = []
    for seed in (1, 1, 2):
        api = Api("check", seed=seed)
        request(api, 5)
        api.advance(DAY)
        told.append(listed(api))
    assert told[0] == told[1]
    assert told[0] != told[2]


def test_a_month_is_charged_when_it_begins_and_none_after_a_release(leases: Api) -> None:
    old = leases.id("old")
    assert [lease(leases, leases.id(label)).months for label in ("old", "fresh")] == [3, 1]
    leases.advance(31 * DAY)
    listed(leases, "tea")
    assert lease(leases, old).months == 4
    leases.delete(f"/v1/leased-accounts/{old}", {"reason": "The campaign is over."})
    happened = leases.control("POST", "clock/advance", {"seconds": 100 * DAY}).body["happened"]
    renewed = [event["socialAccountId"] for event in happened if event["event"] == "lease.renewed"]
    assert set(renewed) == {leases.id("fresh")}
    assert (lease(leases, old).months, lease(leases, old).release_reason) == (4, "The campaign is over.")


def test_leases_of_a_fixture_are_told(leases: Api) -> None:
    told = {item["handle"]: (item["nextRenewalAt"], item["monthlyPriceCents"]) for item in listed(leases, "tea")}
    assert told == {"tea.fresh": ("2026-04-30T12:00:00.000Z", 15_000), "tea.old": ("2026-04-30T12:00:00.000Z", 9_900)}
    assert [item["nextRenewalAt"] for item in listed(leases, "tea", "disconnected")] == [None]


def test_short_months_do_not_shorten_the_months_after_them(leases: Api) -> None:
    seen = []
    for _ in range(4):
        seen.append(next(item for item in listed(leases, "tea") if item["handle"] == "tea.fresh")["nextRenewalAt"][:10])
        leases.advance(
            (datetime.fromisoformat(f"{seen[-1]}T12:00:00+00:00").timestamp() * 1000 - leases.world.clock.now()) / 1000
        )
    assert seen == ["2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31"]


@given(st.integers(0, 4_000_000_000_000), st.integers(0, 600))
def test_months_keep_day_and_time(instant: int, months: int) -> None:
    begin, later = (datetime.fromtimestamp(ms / 1000, UTC) for ms in (instant, months_after(instant, months)))
    assert (later.year - begin.year) * 12 + later.month - begin.month == months
    assert (later.hour, later.minute, later.second) == (begin.hour, begin.minute, begin.second)
    assert later.day == begin.day or 28 <= later.day < begin.day
    assert months_after(instant, months) % 1000 == instant % 1000


@given(st.integers(0, 4_000_000_000_000), st.integers(0, 10_000_000_000))
def test_the_months_charged_are_those_that_began(instant: int, length: int) -> None:
    months = months_charged(instant, instant + length)
    assert months_after(instant, months - 1) <= instant + length < months_after(instant, months)


# Decisions


def test_a_decision_is_made_once_and_within_what_was_asked_for(api: Api) -> None:
    asked = request(api)
    assert api.control("POST", f"leases/{asked}/assign", {"count": 3}).status == 409
    assert api.control("POST", f"leases/{asked}/assign", {"count": 0}).status == 422
    told = api.control("POST", f"leases/{asked}/assign", {"count": 1, "note": "One fits."}).body
    assert (told["status"], told["note"], len(told["assignedSocialAccountIds"])) == ("partial", "One fits.", 1)
    for decision in ("assign", "reject"):
        assert api.control("POST", f"leases/{asked}/{decision}").status == 409
    assert api.control("POST", "leases/lreq_01HXZ9G7KMV2QX8Y1S5RJW3B7T/reject").status == 404
    assert row(api, asked)["note"] == "One fits."


def test_a_rejection_says_why(api: Api) -> None:
    asked, other = request(api), request(api)
    api.control("POST", f"leases/{asked}/reject", {"message": "No such niche."})
    api.control("POST", f"leases/{other}/reject")
    assert [row(api, one)["note"] for one in (asked, other)] == ["No such niche.", "No accounts fit this request."]


def test_fifty_accounts_have_fifty_handles(api: Api) -> None:
    asked = request(api, 50, vertical="Green Tea & Co.")
    api.control("POST", f"leases/{asked}/assign")
    handles = [item["handle"] for item in listed(api)]
    assert len(set(handles)) == 50
    assert all(handle.startswith("green.tea.co.") for handle in handles)


# Snapshots


def test_an_open_request_goes_on_in_a_restored_world(api: Api) -> None:
    asked = request(api)
    copy = Api("check")
    copy.worlds.restore(save(api.world), "default")
    copy.advance(DAY)
    api.advance(DAY)
    assert row(copy, asked) == row(api, asked)
    assert row(copy, asked)["status"] == "assigned"


def test_a_request_that_nobody_will_decide_is_refused(api: Api) -> None:
    request(api)
    document = orjson.loads(orjson.dumps(save(api.world)))
    events = document["timeline"]["events"]
    document["timeline"]["events"] = [event for event in events if event["event"]["type"] != "LeaseAssignment"]
    assert len(document["timeline"]["events"]) == len(events) - 1
    with pytest.raises(SnapshotError, match="no event will decide it"):
        Api("check").worlds.restore(signed(document), "default")
