"""Endpoints whose deliveries a check receives, and what came there."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any, NamedTuple

from layers_mock.kit import Api, Arrival, Mailbox, UnprovidedError, equal, holds
from layers_mock.kit.id_forms import is_same_id

from .own import EVENTS, RARE, delivery

__all__ = [
    "EVENT_ID", "PING", "SIGNATURE", "Hook", "arrivals", "came", "data_of", "events", "fits", "hook", "macs", "of", "one",
    "ping", "ponged", "quiet", "settled", "signed_by", "told",
]  # fmt: skip

_MOST_READS, _READ_SECONDS = 20, 0.25
PING = "test.ping"
EVENT_ID, SIGNATURE = "X-Layers-Event-Id", "X-Layers-Signature"


class Hook(NamedTuple):
    """An endpoint of the check's own, its secret, and the mailbox behind its URL."""

    id: str
    secret: str
    box: Mailbox


def hook(api: Api, *events: str, key: str = "full", **fields: object) -> Hook:
    """A new endpoint for these events, for all where none is named."""
    box = api.mailbox()
    body = {"url": box.url, "events": list(events or EVENTS), **fields}
    made = api.made("createWebhookEndpoint", body=body, key=key)
    return Hook(str(made["endpoint"]["id"]), str(made["signingSecret"]), box)


def quiet(api: Api) -> Hook:
    """A new endpoint to which nothing comes by chance."""
    return hook(api, RARE)


def ping(api: Api, to: Hook, **options: Any) -> Any:
    """What a test of an endpoint answers."""
    return api.made("testWebhookEndpoint", to.id, **options)


def ponged(api: Api, to: Hook, *tests: Any) -> list[Arrival]:
    """Everything that came, once these tests have or had the time to."""
    wanted = {test["eventId"] for test in tests}
    return api.arrived(to.box, lambda found: wanted <= {one.field("id") for one in found})


def settled(api: Api, to: Hook, test: Any, *, attempts: int = 1) -> Any:
    """The delivery of a test when the target has noted what so many attempts were answered."""
    item = delivery(api, to.id, test["deliveryId"])
    for _ in range(_MOST_READS):
        if item is None or (item["attempts"] >= attempts and item["status"] != "delivering"):
            break
        api.let_pass(0, elsewhere=_READ_SECONDS)
        item = delivery(api, to.id, test["deliveryId"])
    holds(item is not None, "a delivery that arrived is not listed")
    return item


def arrivals(api: Api, to: Hook, *, key: str = "full") -> list[Arrival]:
    """Everything that came, once what is due has been sent: a test is sent behind it, and waited for."""
    mark = ping(api, to, key=key)
    found = ponged(api, to, mark)
    if not any(one.field("id") == mark["eventId"] for one in found):
        raise UnprovidedError("a test that was sent last did not arrive: nobody knows whether anything is still to come")
    return found


def came(api: Api, to: Hook, *, key: str = "full") -> list[Arrival]:
    """What came, but for tests."""
    return [one for one in arrivals(api, to, key=key) if one.type != PING]


def data_of(arrival: Arrival) -> dict[str, Any]:
    """The data of an event; empty where the body holds none."""
    data = arrival.field("data")
    return data if isinstance(data, dict) else {}


def fits(arrival: Arrival, **ids: str) -> bool:
    """Whether the data of an event has these ids, in whatever form."""
    return all(is_same_id(data_of(arrival).get(name), id_) for name, id_ in ids.items())


def of(found: Iterable[Arrival], *types: str, **ids: str) -> list[Arrival]:
    """The events of these types, of all where none is named, whose data has these ids."""
    return [one for one in found if (not types or one.type in types) and fits(one, **ids)]


def events(api: Api, to: Hook, **ids: str) -> list[Any]:
    """The types of the events that came about a thing, in order."""
    return [one.type for one in of(came(api, to), **ids)]


def one(api: Api, to: Hook, event: str, **ids: str) -> dict[str, Any]:
    """The data of the one event of a type that came about a thing."""
    found = of(came(api, to), event, **ids)
    equal(len(found), 1, f"events of the type {event} about {ids}")
    return data_of(found[0])


def told(data: dict[str, Any], promised: dict[str, Any]) -> None:
    """Expect these fields in the data of an event; ids in whatever form."""
    for name, value in promised.items():
        shown = data.get(name)
        is_right = shown == value or (name.lower().endswith("id") and is_same_id(shown, value))
        holds(name in data and is_right, f"{name} of the event is {shown!r} where reading tells {value!r}")


def macs(arrival: Arrival) -> tuple[str | None, list[str]]:
    """What a delivery's signature says: when it was signed, and every v1."""
    pairs = [part.strip().partition("=") for part in (arrival.header(SIGNATURE) or "").split(",")]
    times = [text for name, _, text in pairs if name == "t"]
    return (times[0] if len(times) == 1 else None), [text for name, _, text in pairs if name == "v1"]


def signed_by(arrival: Arrival, secret: str) -> bool:
    """Whether one v1 of a delivery is the HMAC-SHA256 of ``<t>.<body>`` under a secret."""
    at, given = macs(arrival)
    mac = hmac.new(secret.encode(), (at or "").encode() + b"." + arrival.body, hashlib.sha256).hexdigest()
    return mac in given
