"""The baseline: failures that are known, each with a reason and the day until which it may stand."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from layers_mock.contract import Contract
from layers_mock.errors import TargetError, UnknownRuleError
from layers_mock.kit.written import read_written, unknown_operation

__all__ = ["Baseline", "Known", "read_baseline"]


class Known(BaseModel):
    """One failure that is known: of a rule, or of a rule in one operation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    operation: str | None = None
    reason: Annotated[str, Field(min_length=1)]
    expires: date


class Baseline(BaseModel):
    """The known failures of a target."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    known: tuple[Known, ...] = ()

    def entry(self, rule: str, operation: str | None, today: date) -> Known | None:
        """The entry that covers a failure today, if there is one."""
        fits = [one for one in self.known if one.rule == rule and one.operation in {None, operation}]
        return next((one for one in fits if today <= one.expires), None)

    def expired(self, today: date) -> tuple[Known, ...]:
        """Entries whose day is over."""
        return tuple(one for one in self.known if today > one.expires)

    def unused(self, failed: Iterable[tuple[str, str | None]]) -> tuple[Known, ...]:
        """Entries that cover none of these failures, given as rule and operation."""
        seen = list(failed)
        return tuple(
            one for one in self.known if not any(one.rule == rule and one.operation in {None, op} for rule, op in seen)
        )


def _place(loc: tuple[int | str, ...]) -> list[str]:
    return [".".join(map(str, loc))] if loc else []


def read_baseline(path: Path, contract: Contract) -> Baseline:
    """Read a baseline file. Raises :class:`TargetError` where it is broken or names a rule or operation there is not."""
    try:
        baseline = Baseline.model_validate(read_written(path) or {})
    except ValidationError as error:
        told = "; ".join(": ".join([*_place(one["loc"]), one["msg"]]) for one in error.errors(include_url=False))
        raise TargetError(f"{path}: {told}") from None
    for index, one in enumerate(baseline.known):
        try:
            contract.rule(one.rule)
        except UnknownRuleError as error:
            raise TargetError(f"{path}: known.{index}.rule: {error}") from None
        if one.operation is not None and one.operation not in contract.operations:
            raise TargetError(f"{path}: known.{index}.operation: no operation {unknown_operation(one.operation, contract)}")
    return baseline
