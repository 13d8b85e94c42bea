"""How a target is brought into the states that checks need: given by a file, or by the control API of a target that is ours."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from layers_mock.errors import TargetError
from layers_mock.kit.exchange import Request
from layers_mock.kit.outcome import UnprovidedError
from layers_mock.kit.receiver import Receiver, Reception, receiver_for
from layers_mock.kit.recipes import RECIPE_CREDITS, RECIPES
from layers_mock.kit.target import STATES, Target
from layers_mock.kit.transport import Transport, TransportError
from layers_mock.kit.waiting import pause, salt, stopwatch

if TYPE_CHECKING:
    from layers_mock.kit.api import Api

__all__ = ["GivenProvider", "Provider", "Provision", "WorldProvider", "states_within"]

_TERMINAL = frozenset({"completed", "failed", "canceled"})
_LONGEST_JOB_SECONDS = 3600.0
_SLOWER = 1.3
_SLOWEST_POLL_SECONDS = 10.0
_LONGEST_WAIT_SECONDS = 120.0
_DELIVERY_SECONDS = 1.0
_ARRIVAL_POLL_SECONDS = 0.05


class Provision(Protocol):
    """What one check is given."""

    base_url: str
    salt: str
    """Makes names differ between runs where they could collide."""
    secrets: tuple[str, ...]
    """Every key that is known, whether a check asks for it or not: none of them may show anywhere."""
    can_fail: bool
    """Whether jobs can be told to fail."""

    def state(self, name: str, api: "Api") -> str:
        """The id of a state."""

    def secret(self, role: str) -> str:
        """The key of a role."""

    def scopes(self, role: str) -> list[str] | None:
        """The scope list of a role's key."""

    def advance(self, seconds: float) -> None:
        """Let time pass."""

    def finished(self, api: "Api", job_id: str, key: str) -> Any:
        """The final state of a job."""

    def fail(self, job_id: str) -> None:
        """Let a job fail."""

    def consent(self, state: str, outcome: str) -> None:
        """Decide an OAuth state, as a person would on the platform: ``complete``, ``deny`` or ``fail``."""

    def decide_lease(self, request_id: str, count: int | None) -> None:
        """Decide a lease request: assign so many accounts, all with ``None``; 0 rejects it."""

    def receiver(self) -> Receiver:
        """A receiver of webhooks that the target reaches."""

    def await_arrivals(self, are_there: Callable[[], bool]) -> None:
        """Give the target the time to send what is due, until it is there."""

    def waits_for(self, role: str | None, retry_after: str | None) -> bool:
        """Wait as a 429 asks; whether it makes sense to send again. Checks that exhaust a key see the refusal itself."""


class Provider(Protocol):
    """Gives each check what it needs, and takes it back."""

    is_disposable: bool
    is_shared: bool
    """All checks work on the same account."""

    def provision(self, name: str) -> AbstractContextManager[Provision]:
        """What the check of that name is given, as long as it runs."""

    def credits_for(self, states: Iterable[str]) -> int:
        """Credits that it takes to make these states."""


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
        if _status(job, job_id) not in _TERMINAL:
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


class GivenProvider:
    """States and keys of a target file; what it leaves out is made by calls where calls can make it."""

    is_shared = True

    def __init__(self, target: Target, base_url: str) -> None:
        self._target = target
        self._base_url = base_url
        self.is_disposable = target.disposable
        self._salt = salt()
        self._reception = Reception(self._opened)

    @contextmanager
    def provision(self, name: str) -> Iterator[Provision]:
        """What the file gives, and what this check makes."""
        with self._reception.visit() as receiver:
            yield _GivenProvision(self._target, self._base_url, self._salt, receiver)

    def _opened(self) -> Receiver:
        given = self._target.receiver
        if given is None:
            return receiver_for(self._base_url)
        host, port = given.address
        return Receiver(host=host, port=port, url=given.url)

    def credits_for(self, states: Iterable[str]) -> int:
        """What making those costs that the file does not give. A call in the file that makes one is the file's own affair."""
        return sum(RECIPE_CREDITS.get(name, 0) for name in states if name not in self._target.states)


class _GivenProvision:
    can_fail = False

    def __init__(self, target: Target, base_url: str, salt: str, receiver: Callable[[], Receiver]) -> None:
        self._receiver = receiver
        self.base_url = base_url
        self.salt = salt
        self.secrets = target.secrets()
        self._target = target
        self._states: dict[str, str] = {}
        self._wanted: list[str] = []

    def state(self, name: str, api: "Api") -> str:
        if name in self._wanted:
            raise UnprovidedError(f"states.{name} needs itself: {' -> '.join([*self._wanted, name])}")
        if name not in self._states:
            self._wanted.append(name)
            try:
                self._states[name] = self._provided(name, api)
            finally:
                self._wanted.remove(name)
        return self._states[name]

    def _provided(self, name: str, api: "Api") -> str:
        given = self._target.states.get(name)
        if given is None:
            recipe = RECIPES.get(name)
            if recipe is None:
                raise UnprovidedError(f"the target file has no state {name} ({STATES[name]}), and no call makes it")
            return recipe(api)
        if given.id is not None:
            return given.id
        body = _with_states(given.body, self, api)
        path = [str(_with_states(step, self, api)) for step in given.path]
        query = {name: _with_states(text, self, api) for name, text in given.query.items()}
        options = {} if given.body is None else {"body": body}
        made = api.made(str(given.call), *path, query=query, key=given.key, **options)
        if not isinstance(made, dict):
            raise UnprovidedError(f"states.{name}: the answer of {given.call} is no object")
        if "jobId" in made:
            api.finish(made, key=given.key)
        if not isinstance(made.get(given.take), str):
            raise UnprovidedError(f"states.{name}: the answer of {given.call} has no {given.take}")
        return str(made[given.take])

    def secret(self, role: str) -> str:
        try:
            found = self._target.secret(role)
        except TargetError as error:
            raise UnprovidedError(str(error)) from None
        if found is None:
            raise UnprovidedError(f"the target file has no key {role}")
        return found

    def scopes(self, role: str) -> list[str] | None:
        key = self._target.keys.get(role)
        return None if key is None or key.scopes is None else list(key.scopes)

    def advance(self, seconds: float) -> None:
        raise UnprovidedError(f"the target's clock cannot be moved by {seconds:g} seconds")

    def finished(self, api: "Api", job_id: str, key: str) -> Any:
        wait, deadline = self._target.poll_seconds, stopwatch() + self._target.patience.job
        while True:
            job = api.made("getJob", job_id, key=key)
            if _status(job, job_id) in _TERMINAL:
                return job
            if stopwatch() + wait > deadline:
                raise UnprovidedError(f"job {job_id} was not over after {self._target.patience.job:g} seconds")
            pause(wait)
            wait = min(wait * _SLOWER, max(_SLOWEST_POLL_SECONDS, self._target.poll_seconds))

    def fail(self, job_id: str) -> None:
        raise UnprovidedError("the target cannot be told to let a job fail")

    def consent(self, state: str, outcome: str) -> None:
        raise UnprovidedError(f"nobody is there to consent on the platform ({outcome})")

    def decide_lease(self, request_id: str, count: int | None) -> None:
        raise UnprovidedError("nobody is there to decide a lease request")

    def receiver(self) -> Receiver:
        return self._receiver()

    def await_arrivals(self, are_there: Callable[[], bool]) -> None:
        deadline = stopwatch() + self._target.patience.webhook
        while not are_there() and stopwatch() < deadline:
            pause(_ARRIVAL_POLL_SECONDS)

    def waits_for(self, role: str | None, retry_after: str | None) -> bool:
        if role == "throttled" or retry_after is None or not retry_after.isdecimal():
            return False
        seconds = float(retry_after)
        if seconds > _LONGEST_WAIT_SECONDS:
            return False
        pause(seconds)
        return True


def _with_states(value: object, provision: Provision, api: "Api") -> object:
    """The value with ``{state}`` in its texts replaced by the state's id."""
    if _is_state(value):
        return provision.state(str(value)[1:-1], api)
    if isinstance(value, dict):
        return {name: _with_states(item, provision, api) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_states(item, provision, api) for item in value]
    return value


def states_within(value: object) -> Iterator[str]:
    """The states that ``{state}`` in the texts of a value stands for."""
    if _is_state(value):
        yield str(value)[1:-1]
    elif isinstance(value, dict):
        for item in value.values():
            yield from states_within(item)
    elif isinstance(value, list):
        for item in value:
            yield from states_within(item)


def _is_state(value: object) -> bool:
    return isinstance(value, str) and value.startswith("{") and value.endswith("}")


def _status(job: Any, job_id: str) -> str:
    """The status of a job as it was answered."""
    status = job.get("status") if isinstance(job, dict) else None
    if not isinstance(status, str):
        raise UnprovidedError(f"job {job_id} was answered without a status")
    return status


def _terminal(job: Any, job_id: str) -> Any:
    if _status(job, job_id) not in _TERMINAL:
        raise UnprovidedError(f"job {job_id} is not over after {_LONGEST_JOB_SECONDS:g} seconds of the target's time")
    return job
