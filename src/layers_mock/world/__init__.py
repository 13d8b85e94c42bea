"""What is true now: worlds, their clocks, tables, jobs, wallets and limits.

Synchronous, no I/O, no asyncio; time enters by ``clock.py`` and chance by ``ids.py`` alone.
"""

from layers_mock.world.clock import Clock
from layers_mock.world.timeline import Event
from layers_mock.world.world import BaseKey, BaseWorld, World

__all__ = ["BaseKey", "BaseWorld", "Clock", "Event", "World"]
