"""A server with a client of it, for tests of what it sends to receivers."""

from typing import Any

import orjson

from layers_mock.http.embedded import EmbeddedServer
from layers_mock.http.serving import Settings
from layers_mock.kit.exchange import Request
from layers_mock.kit.transport import HttpTransport
from layers_mock.kit.waiting import pause

__all__ = ["Mock", "until"]

ALL = ["job.completed", "job.failed", "job.canceled"]


class Mock:
    """A server in this process, and a client of it."""

    def __init__(self, **settings: Any) -> None:
        usual = {
            "host": "127.0.0.1",
            "port": 0,
            "edition": "2026-04",
            "fixture": "empty",
            "seed": 1,
            "speed": 1.0,
            "clock": "manual",
        }
        self.server = EmbeddedServer(Settings(**{**usual, **settings}))
        self.url = self.server.start()
        self._http = HttpTransport()
        self.key = self.server.opened.worlds.default.key_secrets()["full"]

    def call(self, method: str, path: str, body: object = None) -> Any:
        """The JSON of an answer, which has to be a good one."""
        status, answer = self.ask(method, path, body)
        assert status < 300, (method, path, answer)
        return answer

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Status and JSON of an answer."""
        content = b"" if body is None else orjson.dumps(body)
        headers = (("X-Api-Key", self.key), ("Content-Type", "application/json"))
        answer = self._http.send(Request(method, self.url + path, headers, content))
        return answer.status, orjson.loads(answer.content)

    def subscribe(self, url: str, *events: str) -> Any:
        """A new endpoint, with its secret."""
        return self.call("POST", "/v1/webhook-endpoints", {"url": url, "events": list(events) or ALL})

    def ping(self, endpoint: Any) -> Any:
        """A test event."""
        return self.call("POST", f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}/test", {})

    def deliveries(self, endpoint: Any) -> list[Any]:
        """The deliveries to an endpoint, newest first."""
        items: list[Any] = self.call("GET", f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}/deliveries?limit=100")["items"]
        return items

    def attempts(self, query: str = "") -> list[Any]:
        """The journal of attempts, oldest first."""
        items: list[Any] = self.call("GET", f"/__mock/webhooks/attempts?limit=1000{query}")["items"]
        return items[::-1]

    def advance(self, seconds: float = 0) -> list[Any]:
        """What moving the clock tells of webhooks."""
        happened = self.call("POST", "/__mock/clock/advance", {"seconds": seconds})["happened"]
        return [event for event in happened if event["event"].startswith("webhook.")]


def until(is_so: Any) -> None:
    """Wait for what happens in real time; the test's own timeout ends it."""
    while not is_so():
        pause(0.005)
