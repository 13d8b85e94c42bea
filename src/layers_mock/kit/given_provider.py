"""States of any other target: given by a target file, or made by calls."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from layers_mock.errors import TargetError
from layers_mock.kit.outcome import UnprovidedError
from layers_mock.kit.provision import Provision, is_over
from layers_mock.kit.receiver import Receiver, Reception, receiver_for
from layers_mock.kit.recipes import RECIPE_CREDITS, RECIPES
from layers_mock.kit.target import STATES, Target
from layers_mock.kit.waiting import pause, salt, stopwatch

if TYPE_CHECKING:
    from layers_mock.kit.api import Api

__all__ = ["GivenProvider", "states_within"]

_SLOWER = 1.3
_SLOWEST_POLL_SECONDS = 10.0
_LONGEST_WAIT_SECONDS = 120.0
_ARRIVAL_POLL_SECONDS = 0.05


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
            if is_over(job, job_id):
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
