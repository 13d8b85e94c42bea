"""Webhooks on their way: signing them, the client that sends them, and the courier that empties the outboxes of worlds."""

from layers_mock.webhooks.addresses import Addresses, is_loopback
from layers_mock.webhooks.courier import Courier
from layers_mock.webhooks.inboxes import Inboxes
from layers_mock.webhooks.sending import Outcome, Parcel, Sender
from layers_mock.webhooks.signing import EVENT_HEADER, SIGNATURE_HEADER, Fault, inspect, signature

__all__ = [
    "EVENT_HEADER",
    "SIGNATURE_HEADER",
    "Addresses",
    "Courier",
    "Fault",
    "Inboxes",
    "Outcome",
    "Parcel",
    "Sender",
    "inspect",
    "is_loopback",
    "signature",
]
