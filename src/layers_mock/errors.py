"""Our own errors: one tree.

::

    LayersMockError
    ├── ContractError        the OpenAPI document is missing, broken or contradicts itself
    ├── FixtureError         a fixture file cannot become a world; says file, place and way out
    ├── UnknownRuleError     no rule of that id; names the nearest ones
    ├── ControlError         a control request that cannot be done (status and message)
    ├── SnapshotError        a snapshot is damaged, newer, or of another edition or fixture; nothing of it was restored
    ├── TargetError          a target cannot be checked: its file is broken, its keys are missing, or nothing answers
    ├── UsageError           flags that do not go together
    └── WebhookError         a webhook that a test waits for did not come, or one came that should not have

What the vendor would answer is not an error of ours: see :class:`layers_mock.contract.Refusal`.
"""

__all__ = [
    "ContractError",
    "ControlError",
    "FixtureError",
    "LayersMockError",
    "SnapshotError",
    "TargetError",
    "UnknownRuleError",
    "UsageError",
    "WebhookError",
]


class LayersMockError(Exception):
    """Everything this package raises on purpose."""


class ContractError(LayersMockError):
    """The document is missing, broken or contradicts itself."""


class FixtureError(LayersMockError):
    """A fixture file cannot become a world."""


class UnknownRuleError(LayersMockError):
    """No rule of that id in the document."""


class SnapshotError(LayersMockError):
    """A snapshot that cannot become a world; nothing of it was restored."""


class TargetError(LayersMockError):
    """A target that cannot be checked."""


class UsageError(LayersMockError):
    """Flags or arguments that do not go together."""


class WebhookError(LayersMockError, AssertionError):
    """A webhook that a test waits for did not come, or one came that should not have."""


class ControlError(LayersMockError):
    """A control request that cannot be done; carries the HTTP status to answer, and for a 405 the methods that are allowed."""

    def __init__(self, status: int, message: str, *, allow: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.allow = allow
