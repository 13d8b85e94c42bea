"""What tests of providers share: a control API that makes one world, and real time that passes only while somebody waits."""

from typing import Any

from layers_mock.kit.exchange import Request, Response
from layers_mock.kit.world_provider import WorldProvider
from tests.kit.subjects import BASE, KEY, Scripted, json_answer

__all__ = ["WORLD", "Time", "controlled", "worlds"]

WORLD = {
    "world": "w-1",
    "keys": {"full": KEY, "other": "lp_other_1234"},
    "ids": {"project": "prj_1", "failed-influencer": "inf_2"},
}


class Time:
    """Real time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waits: list[float] = []

    def pause(self, seconds: float) -> None:
        self.waits.append(round(seconds, 2))
        self.now += seconds


def controlled(request: Request) -> Response:
    """A control API that makes one world."""
    if request.url.endswith("/__mock/worlds"):
        return json_answer(WORLD, 201)
    return json_answer(None, 204) if request.method == "DELETE" else json_answer({})


def worlds(transport: Scripted, **options: Any) -> WorldProvider:
    """A provider of worlds."""
    return WorldProvider(BASE, transport, seed=7, **options)
