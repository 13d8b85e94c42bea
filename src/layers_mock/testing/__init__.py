"""What a test holds in its hands: a server, and worlds on it. The pytest plugin's fixtures are made of these.

Importing it costs next to nothing: the standard library alone, until a server is started.
"""

from layers_mock.testing.coverage import Coverage
from layers_mock.testing.journal import Finding, Message, RecordedRequest, Requests
from layers_mock.testing.server import LayersServer
from layers_mock.testing.webhooks import SignatureFault, WebhookEvent, Webhooks, WebhookSubscription
from layers_mock.testing.world import Layers, Scenario, WorldClock

__all__ = [
    "Coverage",
    "Finding",
    "Layers",
    "LayersServer",
    "Message",
    "RecordedRequest",
    "Requests",
    "Scenario",
    "SignatureFault",
    "WebhookEvent",
    "WebhookSubscription",
    "Webhooks",
    "WorldClock",
]
