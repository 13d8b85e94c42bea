"""A server to test against: one in this process, or one that runs already; and the worlds made on it."""

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from layers_mock.errors import ControlError, LayersMockError, UsageError
from layers_mock.testing.control import Control
from layers_mock.testing.coverage import Coverage
from layers_mock.testing.world import Layers

if TYPE_CHECKING:
    from layers_mock.http.embedded import EmbeddedServer

__all__ = ["ClockMode", "LayersServer", "run_mark"]

ClockMode = Literal["real", "manual"]
_EDITION = "2026-04"
_LONGEST_NAME = 64
_LONGEST_COUNT = 10
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


class LayersServer:
    """A server that makes worlds. ``with server.world() as layers`` gives one for as long as it is needed.

    Raises :class:`UsageError` where nothing answers at the URL, and :class:`FixtureError` where there is no such fixture.
    """

    def __init__(
        self,
        control: Control,
        *,
        embedded: "EmbeddedServer | None" = None,
        run: str = "",
        settings: Mapping[str, object] | None = None,
        coverage: Coverage | None = None,
    ) -> None:
        self.base_url = control.url
        """Where the API is, without ``/v1``."""
        self._control = control
        self._embedded = embedded
        self._run = run
        self._settings = {name: value for name, value in (settings or {}).items() if value is not None}
        self._coverage = coverage
        self._made = 0
        self._strays_before = 0
        self._live: dict[str, Layers | None] = {}
        self._lock = Lock()
        self._operations: frozenset[str] = frozenset()

    @classmethod
    def embedded(cls, *, fixture: str = "acme", seed: int | None = None, coverage: Coverage | None = None) -> "LayersServer":
        """Start one in a thread of this process, on a free port of loopback."""
        from layers_mock.http.embedded import EmbeddedServer
        from layers_mock.http.serving import Settings

        server = EmbeddedServer(
            Settings(host="127.0.0.1", port=0, edition=_EDITION, fixture=fixture, seed=1, speed=20.0, clock="manual")
        )
        return cls(Control(server.start()), embedded=server, settings={"seed": seed}, coverage=coverage)

    @classmethod
    def running(
        cls,
        url: str,
        *,
        run: str,
        fixture: str | None = None,
        seed: int | None = None,
        token: str | None = None,
        coverage: Coverage | None = None,
    ) -> "LayersServer":
        """Use one that runs already. ``run`` goes into the names of worlds and tells this process from all others."""
        control = Control(url, token)
        try:
            control.call("GET", "info")
        except ControlError as error:
            control.close()
            raise UsageError(f"{control.url} refused: {error}") from None
        except BaseException:
            control.close()
            raise
        return cls(control, run=run, settings={"fixture": fixture, "seed": seed}, coverage=coverage)

    @property
    def control_url(self) -> str:
        """Where the server is steered over plain HTTP."""
        return f"{self.base_url}/__mock"

    def __repr__(self) -> str:
        return f"<layers-mock at {self.base_url}>"

    @contextmanager
    def world(
        self,
        name: str = "world",
        *,
        fixture: str | None = None,
        seed: int | None = None,
        clock: ClockMode = "manual",
        speed: float | None = None,
    ) -> Iterator[Layers]:
        """A world that is dropped afterwards; what is ``None`` is as the server was started."""
        layers = self.create(name, fixture=fixture, seed=seed, clock=clock, speed=speed)
        try:
            yield layers
        finally:
            self.drop(layers)

    def create(
        self,
        name: str,
        *,
        fixture: str | None = None,
        seed: int | None = None,
        clock: ClockMode = "manual",
        speed: float | None = None,
    ) -> Layers:
        """A world that lives until :meth:`drop`. Its name is made of the given one, so that no two are the same.

        Raises :class:`ControlError` for values that no world has, and :class:`UsageError` for the path of a fixture file.
        """
        timed = {"mode": clock} if speed is None else {"mode": clock, "speed": speed}
        wanted = {"fixture": fixture, "seed": seed}
        given = {**self._settings, **{field: value for field, value in wanted.items() if value is not None}}
        _refuse_path(given.get("fixture"))
        taken = self._take_name(name)
        try:
            state = self._control.call("POST", "worlds", {"name": taken, "clock": timed, **given})
        except BaseException:
            del self._live[taken]
            raise
        layers = self._live[taken] = Layers(state, self.base_url, self._control.call, self._check_operation)
        if self._embedded is not None:
            self._strays_before = self._embedded.opened.worlds.nowhere.journal.recorded
        return layers

    def drop(self, layers: Layers) -> None:
        """Free all that a world held, once what its clients have met is counted. A world that is gone already is no fault."""
        if self._live.get(layers.world) is not layers:
            return
        try:
            if self._coverage is not None:
                met = layers.coverage()
                with self._lock:
                    self._coverage.add(met.operations)
            self._control.call("DELETE", f"worlds/{layers.world}")
        finally:
            # Not before it is gone: until then nobody else may have its name.
            self._live.pop(layers.world, None)

    def strays(self) -> list[dict[str, Any]]:
        """The last calls without a key of any world, newest first: since a world was made here, or on a shared server ever."""
        items: list[dict[str, Any]] = self._control.call("GET", "worlds/nowhere/requests?limit=3")["items"]
        return [item for item in items if item["number"] > self._strays_before]

    def close(self) -> None:
        """Drop the worlds that are left, and stop the server if it is ours. One that is gone holds nothing any more."""
        with suppress(LayersMockError):
            for layers in filter(None, list(self._live.values())):
                self.drop(layers)
        self._control.close()
        if self._embedded is not None:
            self._embedded.stop()

    def _take_name(self, text: str) -> str:
        """A name that no other world has, taken from now on.

        In a server of this process alone it is made of the text, so that a test's ids are the same in every run; on a shared
        server it carries the process and a count as well.
        """
        with self._lock:
            self._made += 1
            mark = f"{self._run}-{self._made}" if self._run else blake2b(text.encode(), digest_size=3).hexdigest()
            longest = _LONGEST_NAME - _LONGEST_COUNT - len(mark)
            slug = _NOT_IN_NAMES.sub("-", text.rpartition("::")[2].lower()).strip("-")[:longest].strip("-")
            name = f"{slug or 'world'}-{mark}"
            if name in self._live:
                name = f"{name}-{self._made}"
            self._live[name] = None
        return name

    def _check_operation(self, name: str) -> None:
        __tracebackhide__ = True
        if not self._operations:
            rules = self._control.call("GET", "rules")["items"]
            self._operations = frozenset(rule["operation"] for rule in rules if rule["operation"])
        if name not in self._operations:
            near = difflib.get_close_matches(name, self._operations, n=1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise UsageError(f"The contract has no operation {name!r}.{meant}")


def _refuse_path(fixture: object) -> None:
    if isinstance(fixture, str) and ("/" in fixture or fixture.endswith((".yaml", ".yml"))):
        raise UsageError(
            f"A world on demand begins with a fixture by its name, not with a file as {fixture!r}. A file is given to "
            "the server: by --layers-fixture where pytest starts it, by layers-mock serve --fixture where it runs already."
        )


def run_mark(worker: str) -> str:
    """What tells this process from all others that use a server: its worker's name, its number, and a bit of chance.

    Numbers repeat in containers.
    """
    return f"{worker}-{os.getpid()}-{os.urandom(3).hex()}"
