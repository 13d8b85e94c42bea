"""What scenarios do to webhooks, as the inbox sees it."""

from typing import Any

import pytest

from tests.webhooks.mock import Mock

BOX = "/__mock/webhooks/inbox"


def sent(mock: Mock, webhook: object, pings: int = 1, *, rotates: bool = False, hours: float = 0) -> list[Any]:
    """What comes of pings under a mishap, oldest first, so many hours after a rotation where there was one."""
    endpoint = mock.subscribe(mock.call("GET", BOX)["url"])
    if rotates:
        mock.call("POST", f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}/rotate-secret", {})
    mock.advance(3600 * hours)
    mock.call("POST", "/__mock/scenarios", {"name": "s", "then": {"webhook": webhook}, "times": 1})
    for _ in range(pings):
        mock.ping(endpoint)
    mock.advance(3600)
    items: list[Any] = mock.call("GET", f"{BOX}?after=0")["items"]
    return items


@pytest.mark.parametrize(
    ("webhook", "rotates", "hours", "part"),
    [
        ("corrupt_signature", False, 0, "secret or body"), ({"stale": "6m"}, False, 0, "timestamp"), ({"stale": "4m"}, False, 0, None),
        ("truncate", False, 0, "secret or body"), ("previous_secret", True, 23, None), ("previous_secret", True, 25, "secret or body"),
        ("previous_secret", False, 0, "secret or body"),
    ],
)  # fmt: skip
def test_a_forged_an_old_and_a_cut_webhook_have_faults(
    mock: Mock, webhook: object, rotates: bool, hours: float, part: str | None
) -> None:
    (one,) = sent(mock, webhook, rotates=rotates, hours=hours)
    assert (one["fault"] and one["fault"]["part"]) == part
    assert (one["type"], isinstance(one["payload"], dict)) == ((None, False) if webhook == "truncate" else ("test.ping", True))
    assert (one["attempt"], one["answered"]) == (1, 200)


def test_what_is_dropped_does_not_come_and_what_is_doubled_comes_twice(mock: Mock) -> None:
    assert sent(mock, "drop") == []
    first, second = sent(mock, "duplicate")
    assert (first["eventId"], first["deliveryId"], first["attempt"]) == (second["eventId"], second["deliveryId"], 1)


def test_what_is_reordered_comes_after_the_next(mock: Mock) -> None:
    first, second = sent(mock, "reorder", 2)
    newest_first = [one["id"] for one in mock.deliveries({"endpoint": {"id": first["endpointId"]}})]
    assert [first["deliveryId"], second["deliveryId"]] == newest_first
