"""What a run may do to a target: which effects, and how many credits.

Every call passes here before it is sent, so that no check can do more than it was allowed, whatever it says of itself.
"""

from collections.abc import Collection
from threading import Lock

from layers_mock.contract import Contract, JsonObject, Operation
from layers_mock.kit.outcome import UnprovidedError

__all__ = ["Gate", "NotAllowedError", "worst_price"]


class NotAllowedError(UnprovidedError):
    """A call that this run must not make."""


class Gate:
    """Lets calls pass by their effect class.

    ``is_disposable``: everything passes, for nobody's account pays. Else ``read`` always passes, ``reversible`` with
    ``is_live``, ``billable`` with ``is_live`` and while the worst case stays within ``max_credits``, ``outward`` where its operation
    is among ``outward``.
    """

    def __init__(
        self,
        contract: Contract,
        *,
        is_disposable: bool = False,
        is_live: bool = False,
        max_credits: int = 0,
        outward: Collection[str] = (),
    ) -> None:
        self._contract = contract
        self._is_disposable = is_disposable
        self._is_live = is_live
        self._most = max_credits
        self._outward = frozenset(outward)
        self._lock = Lock()
        self.held = 0
        """Credits that the calls let through so far can have cost at most."""

    def admit(self, operation: Operation, body: object) -> None:
        """Let a call pass. Raises :class:`NotAllowedError` that says what would allow it."""
        if self._is_disposable or operation.effect == "read":
            return
        told = f"{operation.id} is {operation.effect}"
        if not self._is_live:
            raise NotAllowedError(f"{told}: it needs --live, or `disposable: true` in the target file")
        if operation.effect == "outward" and operation.id not in self._outward:
            raise NotAllowedError(f"{told}: it needs --outward {operation.id}")
        if operation.effect == "billable":
            price = worst_price(self._contract, operation, body)
            with self._lock:
                if self.held + price > self._most:
                    left = self._most - self.held
                    raise NotAllowedError(f"{told} and may cost {price} credits: --max-credits leaves {left}")
                self.held += price


def worst_price(contract: Contract, operation: Operation, body: object) -> int:
    """Credits that a call can cost at most, whatever the target makes of its body."""
    if operation.effect != "billable":
        return 0
    dearest = max(contract.prices.values(), default=0)
    sent: JsonObject = body if isinstance(body, dict) else {}
    price = operation.price
    if price is None:
        # Priced by what is there already, as a regeneration: the dearest format in the most variations there can be.
        return dearest * _most_variations(contract)
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
