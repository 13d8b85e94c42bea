"""States of a target that is ours: a fresh world with a manual clock for each check, from its control API."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any

import orjson

from layers_mock.kit.exchange import Request
from layers_mock.kit.outcome import UnprovidedError
from layers_mock.kit.provision import Provision, is_over
from layers_mock.kit.receiver import Receiver, Reception, receiver_for
from layers_mock.kit.recipes import RECIPES
from layers_mock.kit.transport import Transport, TransportError

if TYPE_CHECKING:
    from layers_mock.kit.api import Api

__all__ = ["SCOPES", "WORLD_LABELS", "WORLD_STATES", "WorldProvider"]

_LONGEST_JOB_SECONDS = 3600.0
_DELIVERY_SECONDS = 1.0


class _Control:
    """The control API of a target that is ours."""

    def __init__(self, base_url: str, transport: Transport, token: str | None = None) -> None:
        self._root = f"{base_url}/__mock/"
        self._transport = transport
        self._headers = (("X-Layers-Mock-Token", token),) if token else ()

    def call(self, method: str, path: str, body: object = None) -> Any:
        content = b"" if body is None else orjson.dumps(body)
        headers = (*self._headers, ("Content-Type", "application/json")) if content else self._headers
        try:
            answer = self._transport.send(Request(method, self._root + path, headers, content))
        except TransportError as error:
            raise UnprovidedError(str(error)) from None
        told = f"/__mock/{path} answered {answer.status} {answer.content.decode(errors='replace')[:200]}"
        if not 200 <= answer.status < 300:
            raise UnprovidedError(told)
        try:
            return orjson.loads(answer.content) if answer.content else None
        except orjson.JSONDecodeError:
            raise UnprovidedError(told) from None

    def world(self, wanted: object) -> dict[str, Any]:
        """A new world: its name, keys and ids."""
        made = self.call("POST", "worlds", wanted)
        if not isinstance(made, dict) or not {"world", "keys", "ids"} <= set(made):
            raise UnprovidedError(f"/__mock/worlds made no world, but answered {str(made)[:200]}")
        return made


class WorldProvider:
    """A fresh world with a manual clock for each check, from the control API of a target that is ours."""

    is_disposable = True
    is_shared = False

    def __init__(
        self, base_url: str, transport: Transport, *, seed: int, fixture: str = "check", token: str | None = None
    ) -> None:
        self._base_url = base_url
        self._control = _Control(base_url, transport, token)
        self._token = token
        self._seed = seed
        self._fixture = fixture
        self._reception = Reception(lambda: receiver_for(base_url))
        self._made: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def provision(self, name: str) -> Iterator[Provision]:
        """A world of the check's own."""
        world = self._world(name)
        try:
            with self._reception.visit() as receiver:
                yield _WorldProvision(self._base_url, self._control, world, receiver, self._token)
        finally:
            # A target that died meanwhile has been told of already.
            with suppress(UnprovidedError):
                self._control.call("DELETE", f"worlds/{world['world']}")

    def _world(self, name: str) -> dict[str, Any]:
        """A world whose name, and so whose ids, follow from check and seed; of any name where another run has that one."""
        wanted = {"fixture": self._fixture, "seed": self._seed, "clock": {"mode": "manual"}}
        with self._lock:
            self._made[name] += 1
            text = f"{self._seed}/{name}/{self._made[name]}"
        try:
            return self._control.world({**wanted, "name": f"check-{sha256(text.encode()).hexdigest()[:24]}"})
        except UnprovidedError:
            return self._control.world(wanted)

    def credits_for(self, states: Iterable[str]) -> int:
        """Worlds hold every state from the beginning."""
        return 0


class _WorldProvision:
    salt = "world"
    can_fail = True

    def __init__(
        self,
        base_url: str,
        control: _Control,
        world: Mapping[str, Any],
        receiver: Callable[[], Receiver],
        token: str | None = None,
    ) -> None:
        self.base_url = base_url
        self.secrets = (*map(str, world["keys"].values()), *([token] if token else []))
        self._control = control
        self._root = f"worlds/{world['world']}/"
        self._keys: Mapping[str, str] = world["keys"]
        self._ids: Mapping[str, str] = world["ids"]
        self._key_ids: dict[str, str] = {}
        self._receiver = receiver

    def state(self, name: str, api: "Api") -> str:
        if name in WORLD_KEYS:
            return self._key_id(name, api)
        found = WORLD_STATES.get(name) or self._ids.get(WORLD_LABELS.get(name) or name.replace("_", "-"))
        if found is not None:
            return found
        recipe = RECIPES.get(name)
        if recipe is None:
            raise UnprovidedError(f"the world's fixture has no state {name}")
        return recipe(api)

    def _key_id(self, name: str, api: "Api") -> str:
        """The id of a key. It is asked for once: a secret that a check replaces tells nothing any more."""
        if name not in self._key_ids:
            self._key_ids[name] = str(api.made("getWhoami", key=WORLD_KEYS[name])["apiKeyId"])
        return self._key_ids[name]

    def secret(self, role: str) -> str:
        try:
            return self._keys[role]
        except KeyError:
            raise UnprovidedError(f"the world's fixture has no key {role}") from None

    def scopes(self, role: str) -> list[str] | None:
        return SCOPES.get(role)

    def advance(self, seconds: float) -> None:
        self._control.call("POST", self._root + "clock/advance", {"seconds": seconds})

    def finished(self, api: "Api", job_id: str, key: str) -> Any:
        job = api.made("getJob", job_id, key=key)
        if not is_over(job, job_id):
            self.advance(_LONGEST_JOB_SECONDS)
            job = api.made("getJob", job_id, key=key)
        return _terminal(job, job_id)

    def fail(self, job_id: str) -> None:
        self._control.call("POST", f"{self._root}jobs/{job_id}/fail", {})

    def consent(self, state: str, outcome: str) -> None:
        self._control.call("POST", f"{self._root}oauth/{state}/{outcome}", {})

    def decide_lease(self, request_id: str, count: int | None) -> None:
        if count == 0:
            self._control.call("POST", f"{self._root}leases/{request_id}/reject", {})
        else:
            self._control.call("POST", f"{self._root}leases/{request_id}/assign", {} if count is None else {"count": count})

    def receiver(self) -> Receiver:
        return self._receiver()

    def await_arrivals(self, are_there: Callable[[], bool]) -> None:
        # What is due is sent while the clock moves, and was answered when it stands.
        self.advance(_DELIVERY_SECONDS)

    def waits_for(self, role: str | None, retry_after: str | None) -> bool:
        return False


WORLD_LABELS = {
    "layer": "project/social-content",
    "layer_a": "layered-project/layer-a",
    "layer_b": "layered-project/layer-b",
    "ranked_layer": "ranked-project/social-content",
    "foreign_layer": "foreign-project/social-content",
}
"""Where the fixture's label of a state is not its name."""
WORLD_KEYS = {"spare_key": "spare", "retired_key": "retired"}
"""The fixture's keys whose ids are states."""
WORLD_STATES = {
    "external_post": "7359981123456789012",
    "return_url": "https://app.example.com/connected",
    "website": "https://harbortea.example",
    "ios_app": "com.harbortea.app",
    "repo": "checked/plain-ios",
    "branched_repo": "checked/legacy-web",
    "default_branch": "trunk",
    "installation": "40112233",
    "new_installation": "40998877",
}
"""States that are no ids of ours."""
SCOPES: dict[str, list[str]] = {
    "limited": [
        "projects:read",
        "content:read",
        "jobs:read",
        "metrics:read",
        "publish:read",
        "social:read",
        "social:write",
        "engagement:read",
        "ads:read",
    ],
    "writer": [
        "projects:write",
        "content:write",
        "influencers:write",
        "jobs:cancel",
        "content:approve",
        "publish:write",
        "leased:write",
        "engagement:write",
        "ingest:write",
        "github:admin",
        "events:read",
        "events:read+pii",
        "ads:write",
    ],
}
"""The scope lists of the fixture's keys."""


def _terminal(job: Any, job_id: str) -> Any:
    if not is_over(job, job_id):
        raise UnprovidedError(f"job {job_id} is not over after {_LONGEST_JOB_SECONDS:g} seconds of the target's time")
    return job
