"""What the vendor refuses, and the one shape in which it says so.

Source: operational/errors. Branch on ``code`` only; ``message`` is free text.
"""

from collections.abc import Mapping

from layers_mock.contract.model import JsonObject

__all__ = ["Refusal", "envelope"]


class Refusal(Exception):
    """A refusal on its way to the client.

    ``rule`` names the rule of the document that decided it; ``status`` overrides the table's status on the
    pages that print another one; ``headers`` travel beside the envelope (``Retry-After``, ``Allow``).
    """

    def __init__(
        self,
        code: str,
        message: str | None = None,
        *,
        rule: str,
        details: JsonObject | None = None,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.rule = rule
        self.details = details
        self.status = status
        self.headers = headers or {}
        self.hint = hint


def envelope(code: str, message: str, request_id: str, details: JsonObject | None) -> JsonObject:
    """The vendor's error envelope: ``{"error": {code, message, requestId, details?}}``."""
    error: JsonObject = {"code": code, "message": message, "requestId": request_id}
    if details is not None:
        error["details"] = details
    return {"error": error}
