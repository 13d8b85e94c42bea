"""The worlds of one server and the keys that lead into them."""

from collections.abc import Mapping

from layers_mock.contract import Contract
from layers_mock.world.clock import Clock, ClockMode
from layers_mock.world.rows import ApiKey
from layers_mock.world.world import BaseWorld, World

__all__ = ["DEFAULT", "Worlds"]

DEFAULT = "default"
_BEARER = "bearer "


class Worlds:
    """Makes worlds from a compiled fixture and finds the world of a key.

    ``nowhere`` answers for requests that no key leads anywhere: it has a clock and request ids, and no keys.
    """

    def __init__(self, contract: Contract, base: BaseWorld, *, seed: int, mode: ClockMode, speed: float, base_url: str) -> None:
        self.contract = contract
        self.base = base
        self.seed = seed
        self.mode: ClockMode = mode
        self.speed = speed
        self.base_url = base_url
        self._by_name: dict[str, World] = {}
        self._by_secret: dict[str, World] = {}
        empty = BaseWorld("nowhere", base.start, (), (), (), {})
        self.nowhere = self._make("nowhere", empty)
        self.add(self._make(DEFAULT, base))

    @property
    def default(self) -> World:
        """The world that control requests mean when they name none."""
        return self._by_name[DEFAULT]

    def get(self, name: str) -> World | None:
        """The world of that name."""
        return self._by_name.get(name)

    def add(self, world: World) -> None:
        """Take a world in, in place of the one of its name."""
        self._drop(world.name)
        self._by_name[world.name] = world
        self._by_secret.update(dict.fromkeys(world.keys, world))

    def reset(self, name: str = DEFAULT) -> World:
        """The world of that name as it was at its beginning."""
        world = self._make(name, self.base)
        self.add(world)
        return world

    def authenticate(self, headers: Mapping[str, str]) -> tuple[World | None, ApiKey | None]:
        """The world and key a request's headers lead to. X-Api-Key decides wherever it is sent (authentication page)."""
        secret = headers.get("X-Api-Key")
        if secret is None:
            form = headers.get("Authorization", "")
            secret = form[len(_BEARER) :].strip() if form[: len(_BEARER)].lower() == _BEARER else ""
        world = self._by_secret.get(secret)
        return (None, None) if world is None else (world, world.keys[secret])

    def _make(self, name: str, base: BaseWorld) -> World:
        clock = Clock(base.start, mode=self.mode, speed=self.speed)
        return World(base, self.contract, name=name, seed=self.seed, clock=clock, base_url=self.base_url)

    def _drop(self, name: str) -> None:
        world = self._by_name.pop(name, None)
        for secret in world.keys if world else ():
            del self._by_secret[secret]
