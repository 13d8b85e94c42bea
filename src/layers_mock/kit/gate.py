"""What a run may do to a target: which effects, and how many credits.

Every call passes here before it is sent, so that no check can do more than it was allowed, whatever it says of itself.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from threading import Lock

from layers_mock.contract import Contract, JsonObject, Operation, OperationId
from layers_mock.kit.outcome import UnprovidedError
from layers_mock.kit.plan import PlannedCheck

__all__ = ["Gate", "NotAllowedError", "Purse", "offered_part", "worst_price"]

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class NotAllowedError(UnprovidedError):
    """A call that this run must not make."""


class Gate:
    """Lets checks and their calls pass by effect class.

    ``is_disposable``: everything passes, for nobody's account pays. Else ``read`` always passes, ``reversible`` with
    ``is_live``, ``billable`` with ``is_live`` and while the worst case stays within ``max_credits``, ``outward`` where its
    operation is among ``outward``. Nothing passes that is not among ``offered``, the operations the target has; ``None``
    stands for all.
    """

    def __init__(
        self,
        contract: Contract,
        *,
        is_disposable: bool = False,
        is_live: bool = False,
        max_credits: int = 0,
        outward: Collection[str] = (),
        offered: Collection[str] | None = None,
    ) -> None:
        self._contract = contract
        self._is_disposable = is_disposable
        self._is_live = is_live
        self._most = max_credits
        self._outward = frozenset(outward)
        self._offered = None if offered is None else frozenset(offered)
        self._lock = Lock()
        self.held = 0
        """Credits set aside for the checks that run and spent by those that ran, at most."""

    @contextmanager
    def purse(self, planned: PlannedCheck) -> Iterator["Purse"]:
        """What one check may do, with the credits it can need set aside; those it did not spend come back.

        Raises :class:`NotAllowedError` that says what would allow the check, before it has called anything.
        """
        if self._is_disposable:
            yield Purse(self, None)
            return
        planned = offered_part(self._contract, planned, self._offered)
        for name in planned.operations:
            self.check_effect(self._contract.operations[OperationId(name)])
        with self._lock:
            left = self._most - self.held
            if planned.credits > left:
                raise NotAllowedError(f"it may cost {planned.credits} credits: --max-credits leaves {left}")
            self.held += planned.credits
        purse = Purse(self, planned.credits)
        try:
            yield purse
        finally:
            with self._lock:
                self.held -= purse.left

    def check_offered(self, operation: Operation) -> None:
        """Raises :class:`NotAllowedError` where the target says that it does not have the operation."""
        if not self.has(operation.id):
            raise NotAllowedError(f"the target does not offer {operation.id}")

    def check_rules(self, rules: Collection[str]) -> None:
        """Raises :class:`NotAllowedError` where all of the rules are about operations that the target does not have."""
        about = [self._contract.rule(rule).operation for rule in rules]
        if all(name is not None and not self.has(name) for name in about):
            raise NotAllowedError(f"the target does not offer {about[0]}")

    def has(self, name: str) -> bool:
        """Whether the target says that it has the operation of that id."""
        return self._offered is None or name in self._offered

    def check_effect(self, operation: Operation) -> None:
        """Raises :class:`NotAllowedError` where calls of the operation may not be made at all."""
        told = f"{operation.id} is {operation.effect}"
        if operation.effect == "read":
            return
        if operation.effect == "outward" and operation.id not in self._outward:
            raise NotAllowedError(f"{told}: it needs --outward {operation.id}")
        if not self._is_live:
            raise NotAllowedError(f"{told}: it needs --live, or `disposable: true` in the target file")

    def check_method(self, method: str) -> None:
        """Raises :class:`NotAllowedError` for a request that is no operation's, where it could change something after all."""
        if method not in _READING and not self._is_live:
            raise NotAllowedError(f"{method} may change something: it needs --live, or `disposable: true` in the target file")

    def price(self, operation: Operation, body: object) -> int:
        """Credits that a call can cost at most."""
        return worst_price(self._contract, operation, body)


class Purse:
    """What one check may still do. ``left``: credits; ``None`` stands for as many as it likes, and for every effect."""

    def __init__(self, gate: Gate, credits_: int | None) -> None:
        self._gate = gate
        self._lock = Lock()
        self._is_free = credits_ is None
        self.left = credits_ or 0

    def offers(self, operation: Operation) -> bool:
        """Whether the target says that it has the operation."""
        return self._gate.has(operation.id)

    def admit(self, operation: Operation, body: object) -> None:
        """Let a call pass. Raises :class:`NotAllowedError` that says what would allow it."""
        self._gate.check_offered(operation)
        if self._is_free:
            return
        self._gate.check_effect(operation)
        price = self._gate.price(operation, body)
        with self._lock:
            if price > self.left:
                raise NotAllowedError(f"{operation.id} may cost {price} credits, of which {self.left} were planned")
            self.left -= price

    def admit_method(self, method: str) -> None:
        """Let a request pass that is no operation's. Raises :class:`NotAllowedError`."""
        if not self._is_free:
            self._gate.check_method(method)


def offered_part(contract: Contract, planned: PlannedCheck, offered: Collection[str] | None) -> PlannedCheck:
    """What is left of a check on a target that offers these operations: it costs nothing where none of them has a price."""
    if offered is None:
        return planned
    operations = {name: count for name, count in planned.operations.items() if name in offered}
    is_billed = any(contract.operations[OperationId(name)].price is not None for name in operations)
    return planned._replace(operations=operations, credits=planned.credits if is_billed else 0)


def worst_price(contract: Contract, operation: Operation, body: object) -> int:
    """Credits that a call can cost at most, whatever the target makes of its body."""
    price = operation.price
    if price is None:
        return 0
    dearest = max(contract.prices.values(), default=0)
    if price.container is not None:
        return dearest * _most_variations(contract)
    sent: JsonObject = body if isinstance(body, dict) else {}
    named = sent.get(price.format_field) if price.format_field else None
    each = contract.prices.get(named, dearest) if isinstance(named, str) else dearest
    times = sent.get(price.times_field, 1) if price.times_field else 1
    return each * (times if isinstance(times, int) and times > 0 else 1)


def _most_variations(contract: Contract) -> int:
    """The highest number of variations that any billed body takes."""
    most = 1
    for operation in contract.operations.values():
        if operation.price is not None and operation.price.times_field and operation.body_schema:
            properties = operation.body_schema.get("properties")
            field = properties.get(operation.price.times_field, {}) if isinstance(properties, dict) else {}
            most = max(most, int(field.get("maximum", 1)))
    return most
