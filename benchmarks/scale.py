"""Scale: what a list, a poll and a new world cost where there are very many rows, beside a world with few."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import process_time
from timeit import timeit
from typing import Any

import orjson
from multidict import CIMultiDict, CIMultiDictProxy

from benchmarks.errors import VoidError
from benchmarks.figures import Aim, Figure, Group, Settings
from benchmarks.populated import populated
from layers_mock.contract import Contract, load
from layers_mock.fixtures import compile_fixture, read_fixture
from layers_mock.http.pipeline import Pipeline, Received
from layers_mock.http.worlds import Worlds
from layers_mock.world.world import BaseWorld

__all__ = ["LISTS", "deep_page", "measure"]

_EDITION, _FIXTURE, _BASE_URL = "2026-04", "empty", "http://127.0.0.1:4747"
_FEW = 2000
"""Rows of the small world: enough for two pages of every list."""
_LIMIT = 10
_NOTE = (
    "Processor time of one call in the pipeline, in this process, without sockets, on a clock that stands. A page has "
    f"{_LIMIT} items, and the baseline is the first page of the same list. The first call of a list in a world is not counted: "
    "it makes the index."
)
LISTS: Mapping[str, str] = {
    "projects": "/v1/projects?",
    "archived projects": "/v1/projects?status=archived&",
    "influencers": "/v1/projects/{project}/influencers?",
    "failed influencers": "/v1/projects/{project}/influencers?status=failed&",
    "content": "/v1/projects/{project}/content?",
    "failed content": "/v1/projects/{project}/content?status=failed&format=video_remix&",
    "scheduled posts": "/v1/projects/{project}/scheduled-posts?",
    "failed posts": "/v1/projects/{project}/scheduled-posts?status=failed&",
    "posts on an account": "/v1/projects/{project}/scheduled-posts?socialAccountId={account}&",
    "deliveries": "/v1/webhook-endpoints/{endpoint}/deliveries?",
    "failed deliveries": "/v1/webhook-endpoints/{endpoint}/deliveries?status=failed&",
}
"""The lists that have pages, by what they are called: where they are asked for, with the labels of the world."""
_SINGLE: Mapping[str, str] = {
    "poll": "/v1/jobs/{job}",
    "credits": "/v1/credits",
    "top performers": "/v1/projects/{project}/top-performers?metric=views&limit=10",
    "metrics of a month": "/v1/projects/{project}/metrics?scope=project&id={project}&granularity=day",
    "ads content": "/v1/projects/{project}/ads-content?limit=10",
}
"""What has one answer, or no pages that begin anywhere."""
_OVER_POSTS = ("top performers", "metrics of a month", "ads content")
"""These look at all posts that count."""


def deep_page(rows: int) -> int:
    """The number of a page that every unfiltered list of so many rows has: 900 of 100,000."""
    return rows * 9 // 1000


@dataclass(frozen=True, slots=True)
class _Subject:
    """A world behind a pipeline."""

    worlds: Worlds
    pipeline: Pipeline

    def ask(self, target: str) -> Callable[[], Any]:
        """A call of that path and query; gives the answer's body. Raises :class:`VoidError` for anything but a 200."""
        world = self.worlds.default
        path, _, query = target.format(**world.base.labels).partition("?")
        headers = CIMultiDictProxy(CIMultiDict({"Host": "127.0.0.1", "X-Api-Key": world.key_secrets()["full"]}))
        received = Received("GET", path, query, headers, b"", None)

        def asked() -> Any:
            answer = self.pipeline.answer(received)
            if answer.status != 200 or not isinstance(answer.body, bytes):
                raise VoidError(f"Expected 200 to {target}, got {answer.status}.")
            return answer.body

        return asked

    def page(self, target: str, number: int) -> Callable[[], Any]:
        """The call for a page of a list, found by following the cursors; the last one where there are fewer."""
        cursor, call = "", self.ask(f"{target}limit={_LIMIT}")
        for _ in range(number - 1):
            cursor = orjson.loads(call())["nextCursor"]
            if cursor is None:
                break
            call = self.ask(f"{target}limit={_LIMIT}&cursor={cursor}")
        return call


def measure(settings: Settings) -> Group:
    """Every list's first and deep page, a poll and a new world, in a world with many rows beside one with few."""
    contract = load(_EDITION)
    base = compile_fixture(read_fixture(_FIXTURE), contract)
    began = process_time()
    many = _subject(populated(base, contract, settings.rows), contract)
    seconds = process_time() - began
    few = _subject(populated(base, contract, _FEW), contract)
    deep = deep_page(settings.rows)
    calls: dict[str, tuple[Callable[[], Any], Callable[[], Any], Aim | None]] = {
        "make a world": (many.worlds.reset, few.worlds.reset, Aim("at most", 1.3)),
    }
    for name, target in _SINGLE.items():
        calls[name] = many.ask(target), few.ask(target), None if name in _OVER_POSTS else Aim("at most", 1.3)
    for name, target in LISTS.items():
        first = few.page(target, 1)
        calls[f"{name}, first page"] = many.page(target, 1), first, Aim("at most", 1.3)
        calls[f"{name}, page {deep} or last"] = many.page(target, deep), first, Aim("at most", 1.3)
    figures = [Figure.of(f"make {settings.rows:,} rows of each", "s", [seconds])]
    figures += [_figure(name, *call, settings) for name, call in calls.items()]
    return Group("scale", f"the same in a world of {_FEW:,} rows of each", _NOTE, figures)


def _subject(base: BaseWorld, contract: Contract) -> _Subject:
    worlds = Worlds(contract, base, seed=1, mode="manual", speed=1.0, base_url=_BASE_URL)
    return _Subject(worlds, Pipeline(contract, worlds))


def _figure(name: str, subject: Callable[[], Any], baseline: Callable[[], Any], aim: Aim | None, settings: Settings) -> Figure:
    count = max(1, int(settings.seconds / 20 / max(_seconds(subject), _seconds(baseline))))
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(settings.rounds):
        for call, found in zip((subject, baseline), taken, strict=True):
            found.append(timeit(call, timer=process_time, number=count) / count * 1_000_000)
    return Figure.of(name, "µs", *taken, aim)


def _seconds(call: Callable[[], Any]) -> float:
    """What one call takes once its list has its index."""
    call()
    return timeit(call, timer=process_time, number=3) / 3
