"""How a target is brought into the states that checks need: what a provider gives, for whatever target it is."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from layers_mock.kit.outcome import UnprovidedError
from layers_mock.kit.receiver import Receiver

if TYPE_CHECKING:
    from layers_mock.kit.api import Api

__all__ = ["Provider", "Provision", "is_over"]

_TERMINAL = frozenset({"completed", "failed", "canceled"})


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


def is_over(job: Any, job_id: str) -> bool:
    """Whether a job is in a status that it never leaves. Raises :class:`UnprovidedError` where it was answered without one."""
    status = job.get("status") if isinstance(job, dict) else None
    if not isinstance(status, str):
        raise UnprovidedError(f"job {job_id} was answered without a status")
    return status in _TERMINAL
