"""Deliveries: thousands of events to a healthy, a slow and a dead receiver at once, and what that does to the API meanwhile.

It is a soak as well: afterwards every event has to be at every receiver, once and in order, or the run is void.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event
from time import perf_counter
from typing import Any

import orjson

from benchmarks.errors import VoidError
from benchmarks.figures import Aim, Figure, Group, Settings
from benchmarks.load import Load, offer_load
from benchmarks.receivers import NAMES
from benchmarks.requests import clone_request
from benchmarks.servers import SUBJECT, Server, control, running
from benchmarks.wire import ask, request_bytes

__all__ = ["check_arrivals", "measure"]

_SLOW_SECONDS = 0.005
_LONGER_THAN_ANY_JOB_SECONDS = 3600
_LONGER_THAN_ANY_RETRY_SECONDS = 90_000
_PATIENCE_SECONDS = 30
_SECONDS_BETWEEN_LOOKS = 0.05
_PAGE = 100
_NOTE = (
    "The baseline is the same server in the same round with its endpoints paused. The slow receiver takes 5 ms for each event; "
    "the dead one refuses connections until it is brought to life at the end. Server, load and receivers share the cores."
)


class _Soak:
    """A server that tells three receivers of each job that is completed."""

    def __init__(self, server: Server, receivers: Server) -> None:
        self._server = server
        self._receivers = receivers
        self._clone = clone_request(server)
        # The fixture's own jobs are over before anybody is told of jobs.
        self.advance(_LONGER_THAN_ANY_JOB_SECONDS)
        ports = self._asked("GET", "ports")
        self._endpoints = {
            name: self.call(
                "POST", "/v1/webhook-endpoints", {"url": f"http://localhost:{ports[name]}/", "events": ["job.completed"]}, 201
            )["endpoint"]["id"]
            for name in NAMES
        }
        job = orjson.loads(ask(server.port, self._clone, status=202))["jobId"]
        self._poll = request_bytes("GET", f"/v1/jobs/{job}", key=server.keys["full"])
        self.events = 1

    def call(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """The answer to one call of the API."""
        request = request_bytes(method, path, key=self._server.keys["full"], body=body)
        return orjson.loads(ask(self._server.port, request, status=status))

    def _asked(self, method: str, path: str) -> Any:
        return orjson.loads(ask(self._receivers.port, request_bytes(method, f"/{path}")))

    def poll(self, settings: Settings, connections: int) -> Load:
        """A load of polls."""
        return offer_load(self._server.port, self._poll, status=200, connections=connections, seconds=settings.seconds)

    def make(self, events: int, settings: Settings) -> None:
        """Let so many things happen that each receiver is to be told of."""
        offer_load(self._server.port, self._clone, status=202, connections=settings.connections, count=events)
        self.advance(_LONGER_THAN_ANY_JOB_SECONDS)
        self.events += events

    def advance(self, seconds: int) -> None:
        """Move the world's clock, which runs, besides."""
        control(self._server, "POST", "clock/advance", {"seconds": seconds})

    def switch(self, status: str) -> None:
        """Pause all endpoints, or set them active."""
        for endpoint in self._endpoints.values():
            self.call("PATCH", f"/v1/webhook-endpoints/{endpoint}", {"status": status})

    def revive(self) -> float:
        """Let the dead receiver live, and set free what was waiting for it; seconds until it has everything."""
        self._asked("POST", "revive")
        self.switch("active")
        begun = perf_counter()
        self.advance(_LONGER_THAN_ANY_RETRY_SECONDS)
        self.wait_for("dead")
        return perf_counter() - begun

    def count(self, name: str) -> int:
        """How many requests a receiver has taken."""
        counted: int = self._asked("GET", f"count/{name}")
        return counted

    def wait_for(self, name: str) -> None:
        """Wait until a receiver took as many requests as there are events.

        Raises :class:`VoidError` where some are missing and nothing comes any more.
        """
        counted, since = self.count(name), perf_counter()
        while counted < self.events:
            Event().wait(_SECONDS_BETWEEN_LOOKS)
            before, counted = counted, self.count(name)
            if counted > before:
                since = perf_counter()
            elif perf_counter() - since > _PATIENCE_SECONDS:
                raise VoidError(f"Of {self.events} events {counted} came to the {name} receiver, and no more.")

    def check(self) -> None:
        """Raises :class:`VoidError` unless every receiver has every event, once and in its order."""
        told = {name: self._told(endpoint) for name, endpoint in self._endpoints.items()}
        for name in NAMES:
            if [item["eventId"] for item in told[name]] != [item["eventId"] for item in told["healthy"]]:
                raise VoidError(f"The {name} receiver was told of other events than the healthy one.")
            if len(told[name]) != self.events:
                raise VoidError(f"There were {self.events} events, and {len(told[name])} deliveries to the {name} receiver.")
            check_arrivals(name, self._asked("GET", f"events/{name}"), told[name], is_reached=name != "dead")

    def _told(self, endpoint: str) -> list[dict[str, Any]]:
        """An endpoint's deliveries, the oldest first."""
        items: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            more = f"&cursor={cursor}" if cursor else ""
            page = self.call("GET", f"/v1/webhook-endpoints/{endpoint}/deliveries?limit={_PAGE}{more}")
            items += page["items"]
            cursor = page["nextCursor"]
        return items[::-1]


def check_arrivals(name: str, came: list[str], told: list[dict[str, Any]], *, is_reached: bool) -> None:
    """Hold the event ids that came to a receiver against its deliveries, the oldest first.

    Raises :class:`VoidError` where one is lost, came twice or out of order, or was tried again where a receiver ``is_reached``.
    """
    if Counter(came) != Counter(item["eventId"] for item in told):
        raise VoidError(f"{len(came)} requests came to the {name} receiver, of {len(set(came))} of {len(told)} events.")
    # What was tried again comes when the ladder says so, behind what was not.
    at_once = [item["eventId"] for item in told if item["attempts"] == 1]
    tried_once = set(at_once)
    if [event for event in came if event in tried_once] != at_once:
        raise VoidError(f"The {name} receiver got events out of order.")
    if is_reached and len(at_once) != len(told):
        raise VoidError(f"{len(told) - len(at_once)} events were sent to the {name} receiver more than once.")


@dataclass(slots=True)
class _Rounds:
    """What each round gave, with endpoints paused and active."""

    paused: list[Load] = field(default_factory=list)
    active: list[Load] = field(default_factory=list)
    delivered: list[float] = field(default_factory=list)
    """Events a second that receivers took during the load."""

    def take(self, soak: _Soak, settings: Settings, connections: int) -> None:
        """One round, its events made already."""
        soak.switch("paused")
        self.paused.append(soak.poll(settings, connections))
        before = soak.count("healthy") + soak.count("slow")
        soak.switch("active")
        load = soak.poll(settings, connections)
        self.active.append(load)
        self.delivered.append((soak.count("healthy") + soak.count("slow") - before) / load.seconds)


def measure(settings: Settings) -> Group:
    """Latency of polls while events are delivered and while not, and how fast all of them are at each receiver."""
    group = Group("deliveries", "endpoints paused", _NOTE)
    with running(("benchmarks.receivers", str(_SLOW_SECONDS))) as receivers, running(SUBJECT) as server:
        soak = _Soak(server, receivers)
        soak.poll(settings, settings.connections)
        loads = {1: _Rounds(), settings.connections: _Rounds()}
        share, rest = divmod(settings.events - soak.events, settings.rounds)
        for number in range(settings.rounds):
            soak.switch("paused")
            soak.make(share + (rest if not number else 0), settings)
            for connections, rounds in loads.items():
                rounds.take(soak, settings, connections)
        for name in ("healthy", "slow"):
            soak.wait_for(name)
        rate = soak.events / soak.revive()
        soak.check()
    for connections, rounds in loads.items():
        group.figures.extend(_figures(connections, rounds))
    group.figures.append(Figure.of(f"{soak.events:,} events to one receiver", "events/s", [rate]))
    return group


def _figures(connections: int, rounds: _Rounds) -> Iterator[Figure]:
    who = "one client's poll" if connections == 1 else f"{connections} clients' poll"
    for percent in (50, 99):
        subject, baseline = ([load.percentile(percent) * 1000 for load in loads] for loads in (rounds.active, rounds.paused))
        aim = None if connections == 1 else Aim("at most", 1.5)
        yield Figure.of(f"{who} p{percent}", "ms", subject, baseline, aim)
    yield Figure.of(f"{who}, delivered meanwhile", "events/s", rounds.delivered)
