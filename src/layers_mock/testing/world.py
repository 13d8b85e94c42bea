"""One world on a running server: its address and keys, its clock, its scenarios, what its clients did."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from layers_mock.errors import UsageError
from layers_mock.testing.coverage import Coverage
from layers_mock.testing.journal import Requests, read_journal
from layers_mock.testing.webhooks import Webhooks

__all__ = ["Layers", "Scenario", "WorldClock"]

Call = Callable[..., Any]


class WorldClock:
    """A world's time. It only ever moves forward."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def __repr__(self) -> str:
        return f"<clock of a world, {self.now.isoformat()}>"

    @property
    def now(self) -> datetime:
        """The world's time, in UTC."""
        return datetime.fromisoformat(self._call("GET", "clock")["now"])

    def advance(
        self, seconds: float | timedelta | None = None, *, to: Literal["next-event", "idle"] | None = None
    ) -> list[dict[str, Any]]:
        """Move it by seconds, to the next event, or until nothing is left to happen; gives what happened, in order.

        Raises :class:`ControlError` for a distance that no clock goes.
        """
        __tracebackhide__ = True
        distance = seconds.total_seconds() if isinstance(seconds, timedelta) else seconds
        wanted = {"seconds": distance, "to": to}
        happened: list[dict[str, Any]] = self._call(
            "POST", "clock/advance", {name: value for name, value in wanted.items() if value is not None}
        )["happened"]
        return happened


class Scenario:
    """A scenario that was put into a world."""

    def __init__(self, name: str, call: Call) -> None:
        self.name = name
        self._call = call

    def __repr__(self) -> str:
        return f"<scenario {self.name}>"

    @property
    def matched(self) -> int:
        """How many calls it matched."""
        return int(self._state()["matched"])

    @property
    def applied(self) -> int:
        """How many calls it was applied to."""
        return int(self._state()["applied"])

    def fire(self) -> None:
        """Switch it on if it is a prepared one, and count from 0 again."""
        self._call("POST", f"scenarios/{self.name}/fire")

    def remove(self) -> None:
        """Take it out."""
        self._call("DELETE", f"scenarios/{self.name}")

    def _state(self) -> Mapping[str, Any]:
        state: Mapping[str, Any] = self._call("GET", f"scenarios/{self.name}")
        return state


class Layers:
    """A world of its own. Give its :attr:`base_url` and :attr:`api_key` to the client under test."""

    def __init__(self, state: Mapping[str, Any], base_url: str, call: Call, check_operation: Callable[[str], None]) -> None:
        self.world: str = state["world"]
        """Its name."""
        self.fixture: str = state["fixture"]
        self.seed: int = state["seed"]
        self.base_url = base_url
        """Where the API is, without ``/v1``."""
        self.keys: Mapping[str, str] = state["keys"]
        """The API keys by the names the fixture gave them."""
        self.ids: Mapping[str, str] = state["ids"]
        """The ids of everything the fixture labels."""
        self.clock = WorldClock(self.control)
        self.webhooks = Webhooks(state["webhookInbox"], self.control, lambda: self.api_key, base_url, self.ids)
        """What its clients would be told by webhooks: its inbox."""
        self._root = f"worlds/{self.world}/"
        self._server_call = call
        self._check_operation = check_operation
        self._scenarios = 0

    def __repr__(self) -> str:
        return f"<world {self.world} at {self.base_url}>"

    @property
    def api_key(self) -> str:
        """The key that may do everything: the one named ``full``, or the fixture's first."""
        return self.keys.get("full") or next(iter(self.keys.values()))

    @property
    def control_url(self) -> str:
        """Where this world is steered over plain HTTP."""
        return f"{self.base_url}/__mock/worlds/{self.world}"

    @property
    def requests(self) -> Requests:
        """What its clients have sent so far, oldest first: a list, and called with a filter those that match.

        As many calls as the journal keeps; a call without a key of this world is in the journal of the world ``nowhere``.
        """
        return Requests(read_journal(self.control), self._check_operation)

    def scenario(
        self,
        *,
        then: Mapping[str, Any],
        when: Mapping[str, Any] | None = None,
        name: str | None = None,
        times: int | None = None,
        expires: str | None = None,
        prepared: bool = False,
    ) -> Scenario:
        """Let something happen to matching calls, jobs or webhooks; the fields are those of a scenario file.

        Raises :class:`ControlError` that names what is wrong with it and the nearest valid name.
        """
        __tracebackhide__ = True
        self._scenarios += 1
        written = {
            "name": name or f"scenario-{self._scenarios}",
            "when": when,
            "then": then,
            "times": times,
            "expires": expires,
        }
        given = {field: value for field, value in written.items() if value is not None}
        state = self.control("POST", "scenarios", {**given, "prepared": prepared})
        return Scenario(state["name"], self.control)

    def coverage(self) -> Coverage:
        """Which documented behaviours the clients of this world have met."""
        return Coverage.of(self.control("GET", "coverage"))

    def reset(self) -> None:
        """Bring the world back to its beginning; keys and ids stay what they are."""
        self.control("POST", "reset")

    def control(self, method: str, path: str, json: object = None) -> Any:
        """Anything else of this world's control API: ``path`` is what follows ``/__mock/worlds/{world}/``.

        Raises :class:`ControlError` where the server refuses.
        """
        __tracebackhide__ = True
        if path.startswith("/"):
            raise UsageError(f"Give the path without a slash before it: {path.lstrip('/')!r}.")
        return self._server_call(method, self._root + path, json)
