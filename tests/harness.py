"""A client that calls the pipeline in process, without sockets, and holds every answer against the document."""

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import orjson
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

from layers_mock.contract import Contract, Refusal, load
from layers_mock.fixtures import compile_fixture, read_fixture
from layers_mock.http.control import Control
from layers_mock.http.pipeline import Pipeline, Received
from layers_mock.http.worlds import Worlds
from layers_mock.world import BaseWorld, World

__all__ = ["EDITION", "Answer", "Api", "base_of", "contract", "done"]

EDITION = "2026-04"
BASE_URL = "http://127.0.0.1:4747"


@cache
def contract() -> Contract:
    """The contract under test, loaded once."""
    return load(EDITION)


@cache
def base_of(fixture: str) -> BaseWorld:
    """A fixture's base, compiled once."""
    return compile_fixture(read_fixture(fixture), contract())


@dataclass(frozen=True)
class Answer:
    """What came back: ``body`` is the parsed JSON, ``raw`` its bytes."""

    status: int
    headers: Mapping[str, str]
    body: Any
    raw: bytes

    @property
    def code(self) -> str:
        """The vendor's error code."""
        return str(self.body["error"]["code"])

    @property
    def rule(self) -> str | None:
        """The rule that refused."""
        return self.headers.get("X-Layers-Mock-Rule")

    @property
    def issue_paths(self) -> list[str]:
        """The paths in ``details.issues``."""
        return [issue["path"] for issue in self.body["error"]["details"]["issues"]]


class Api:
    """A fresh world behind a pipeline, with a manual clock."""

    def __init__(self, fixture: str = "acme", *, seed: int = 1, is_lenient: bool = False) -> None:
        self.contract = contract()
        self.worlds = Worlds(self.contract, base_of(fixture), seed=seed, mode="manual", speed=1.0, base_url=BASE_URL)
        self.pipeline = Pipeline(self.contract, self.worlds, is_lenient=is_lenient)

    @property
    def world(self) -> World:
        """The default world."""
        return self.worlds.default

    def key(self, name: str = "full") -> str:
        """The key string of a key's name."""
        return next(key.secret for key in self.world.keys.values() if key.name == name)

    def id(self, label: str) -> str:
        """The id of what the fixture labels."""
        return self.world.base.labels[label]

    def advance(self, seconds: float) -> None:
        """Move the world's clock; what is due happens at the next request."""
        self.world.clock.advance(round(seconds * 1000))

    def request(
        self, method: str, target: str, json: Any = None, *, key: str | None = "full", headers: Mapping[str, str] | None = None,
        content: bytes | None = None, fault: Refusal | None = None,
    ) -> Answer:  # fmt: skip
        """One call, checked against the document."""
        sent = CIMultiDict(headers or {})
        if key is not None:
            sent["X-Api-Key"] = self.key(key)
        body = content if content is not None else orjson.dumps(json) if json is not None else b""
        if body:
            sent.setdefault("Content-Type", "application/json")
        path, _, query = target.partition("?")
        response = self.pipeline.answer(Received(method, path, query, CIMultiDictProxy(sent), body, fault))
        raw = bytes(response.body) if response.body else b""
        answer = Answer(response.status, response.headers, orjson.loads(raw) if raw else None, raw)
        self._check(method, path, answer)
        return answer

    def get(self, target: str, **options: Any) -> Answer:
        """A GET."""
        return self.request("GET", target, **options)

    def post(self, target: str, json: Any = None, **options: Any) -> Answer:
        """A POST."""
        return self.request("POST", target, json, **options)

    def patch(self, target: str, json: Any = None, **options: Any) -> Answer:
        """A PATCH."""
        return self.request("PATCH", target, json, **options)

    def delete(self, target: str, json: Any = None, **options: Any) -> Answer:
        """A DELETE."""
        return self.request("DELETE", target, json, **options)

    def control(self, method: str, path: str, json: Any = None, *, content: bytes | None = None) -> Answer:
        """One call of the control API."""
        body = content if content is not None else orjson.dumps(json) if json is not None else b""
        path, _, query = path.partition("?")
        response = done(Control(self.worlds).answer(method, f"/__mock/{path}", body, query))
        raw = response.body if isinstance(response.body, bytes) else b""
        return Answer(response.status, response.headers, orjson.loads(raw), raw)

    def finish(self, answer: Answer, seconds: float = 600) -> Any:
        """Let the job of a 202 end and give its final state."""
        self.advance(seconds)
        return self.get(f"/v1/jobs/{answer.body['jobId']}").body

    def _check(self, method: str, path: str, answer: Answer) -> None:
        match = self.contract.router.find(method, path)
        if match is None or match.operation is None:
            assert answer.status in {404, 405}, answer
            return
        validator = self.contract.response_validator(match.operation)
        issues = validator.issues(answer.status, answer.headers, answer.body)
        assert not issues, (method, path, answer.status, answer.body, issues)


def done(answer: Coroutine[Any, Any, web.Response]) -> web.Response:
    """What a coroutine gives that has nothing to wait for: in process nothing is delivered."""
    try:
        answer.send(None)
    except StopIteration as stopped:
        return cast("web.Response", stopped.value)
    raise AssertionError("The control API waits for something.")
