"""The worlds of one server and the keys that lead into them."""

import re
from collections.abc import Mapping

from layers_mock.contract import Contract
from layers_mock.errors import ControlError, FixtureError, SnapshotError
from layers_mock.fixtures.bases import load_base
from layers_mock.webhooks import Courier, Inboxes
from layers_mock.world.clock import Clock, ClockMode
from layers_mock.world.journal import DEFAULT_CAPACITY
from layers_mock.world.rows import ApiKey
from layers_mock.world.world import BaseWorld, World

__all__ = ["DEFAULT", "NOWHERE", "Worlds"]

DEFAULT = "default"
NOWHERE = "nowhere"
_BEARER = "bearer "
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""How worlds are named, and fixtures that travel with the package: never a path."""


class Worlds:
    """Makes worlds from a compiled fixture and finds the world of a key.

    ``nowhere`` answers for requests that no key leads anywhere: it has a clock and request ids, and no keys.
    ``port`` is where the server listens on this machine, where that is known.
    """

    def __init__(
        self,
        contract: Contract,
        base: BaseWorld,
        *,
        seed: int,
        mode: ClockMode,
        speed: float,
        base_url: str,
        journal_capacity: int = DEFAULT_CAPACITY,
        courier: Courier | None = None,
        port: int | None = None,
    ) -> None:
        self.contract = contract
        self.courier = courier or Courier()
        self.inboxes = self.courier.inboxes = Inboxes(lambda name: self.get(name or DEFAULT), base_url, port)
        self.base = base
        self.journal_capacity = journal_capacity
        self.seed = seed
        self.mode: ClockMode = mode
        self.speed = speed
        self.base_url = base_url
        self._by_name: dict[str, World] = {}
        self._by_secret: dict[str, World] = {}
        self._bases = {base.fixture: base}
        self._named = self._added = 0
        empty = BaseWorld(NOWHERE, base.start, (), (), (), {})
        self.nowhere = self._make(NOWHERE, empty, seed, mode, speed)
        self.add(self._make(DEFAULT, base, seed, mode, speed))

    @property
    def default(self) -> World:
        """The world that control requests mean when they name none."""
        return self._by_name[DEFAULT]

    def get(self, name: str) -> World | None:
        """The world of that name; :attr:`nowhere` has its own, for its journal."""
        return self.nowhere if name == NOWHERE else self._by_name.get(name)

    def names(self) -> list[str]:
        """The names of all worlds, the default one first."""
        return list(self._by_name)

    def create(
        self, name: str | None, *, fixture: str | None, seed: int | None, mode: ClockMode | None, speed: float | None
    ) -> World:
        """A new world; what is ``None`` is as the server was started.

        Raises :class:`ControlError` (409) where the name is taken, and :class:`FixtureError` where there is no such fixture.
        """
        if name is None:
            name = self._free_name()
        if self.get(name) is not None:
            raise ControlError(409, f"A world {name!r} exists already.")
        base = self.base if fixture is None else self._base(fixture)
        world = self._make(
            name, base, self.seed if seed is None else seed, mode or self.mode, self.speed if speed is None else speed
        )
        self.add(world)
        return world

    def _free_name(self) -> str:
        while True:
            self._named += 1
            name = f"world-{self._named}"
            if self.get(name) is None:
                return name

    def remove(self, name: str) -> bool:
        """Drop a world and all it held; whether there was one."""
        known = name in self._by_name
        self._drop(name)
        return known

    def _base(self, fixture: str) -> BaseWorld:
        """The base of a fixture, compiled when first asked for."""
        base = self._bases.get(fixture)
        if base is None:
            base = self._bases[fixture] = load_base(fixture, self.contract)
        return base

    def add(self, world: World) -> None:
        """Take a world in, in place of the one of its name."""
        before = self._by_name.get(world.name)
        if before is not None:
            self._leave(before)
        self._added += 1
        world.incarnation = self._added
        self._by_name[world.name] = world
        self._by_secret.update(dict.fromkeys(world.keys, world))
        world.when_rotated = self._rotated
        self.courier.watch(world)

    def _rotated(self, world: World, before: str, after: str) -> None:
        """A key of a world has another secret from now on."""
        del self._by_secret[before]
        self._by_secret[after] = world

    def restore(self, document: object, name: str) -> World:
        """The world of that name as a snapshot has it, in place of the one there is.

        Raises :class:`SnapshotError` for a snapshot that is damaged, newer or of another world, edition or fixture; then
        nothing has changed.
        """
        from layers_mock.world.snapshots import opened, restored

        snapshot = opened(document)
        if snapshot.world != name:
            raise SnapshotError(
                f"The snapshot is of the world {snapshot.world!r} and cannot become {name!r}: keys and ids derive from the "
                f"name. PUT it to /__mock/worlds/{snapshot.world}/snapshot."
            )
        if name == NOWHERE or not (name in self._by_name or _NAME.fullmatch(name)):
            raise SnapshotError(f"No world can have the name {name[:64]!r}.")
        base = self._base_of_snapshot(snapshot.fixture.name)
        capacity = self.journal_capacity
        world = restored(snapshot, base, self.contract, base_url=self.base_url, journal_capacity=capacity)
        self.add(world)
        return world

    def _base_of_snapshot(self, fixture: str) -> BaseWorld:
        try:
            return self._base(fixture) if _NAME.fullmatch(fixture) else self._bases[fixture]
        except (FixtureError, KeyError):
            message = (
                f"The snapshot builds on the fixture {fixture[:64]!r}, which is not here; start with --fixture and its file."
            )
            raise SnapshotError(message) from None

    def reset(self, name: str = DEFAULT) -> World:
        """The world of that name as it was at its beginning. Raises :class:`ControlError` (409) for :attr:`nowhere`."""
        if name == NOWHERE:
            raise ControlError(
                409, f"{NOWHERE} is no world but the place of calls without one: it has no beginning to return to."
            )
        world = self._by_name[name]
        clock = world.beginning
        fresh = self._make(name, world.base, world.seed, clock.mode, clock.speed)
        self.add(fresh)
        return fresh

    def authenticate(self, headers: Mapping[str, str]) -> tuple[World | None, ApiKey | None]:
        """The world and key a request's headers lead to. X-Api-Key decides wherever it is sent (authentication page)."""
        secret = headers.get("X-Api-Key")
        if secret is None:
            form = headers.get("Authorization", "")
            secret = form[len(_BEARER) :].strip() if form[: len(_BEARER)].lower() == _BEARER else ""
        world = self._by_secret.get(secret)
        return (None, None) if world is None else (world, world.keys[secret])

    def _make(self, name: str, base: BaseWorld, seed: int, mode: ClockMode, speed: float) -> World:
        clock = Clock(base.start, mode=mode, speed=speed)
        return World(
            base,
            self.contract,
            name=name,
            seed=seed,
            clock=clock,
            base_url=self.base_url,
            journal_capacity=self.journal_capacity,
        )

    def _drop(self, name: str) -> None:
        world = self._by_name.pop(name, None)
        if world is not None:
            self._leave(world)

    def _leave(self, world: World) -> None:
        """A world that is no more: its keys lead nowhere, and nothing is delivered for it."""
        for secret in world.keys:
            del self._by_secret[secret]
        self.courier.forget(world)
