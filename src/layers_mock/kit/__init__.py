"""The contract kit: checks of any implementation of the API, through the document and HTTP alone."""

from layers_mock.kit.answer import Answer, equal, holds
from layers_mock.kit.api import UNSENT, Api, Call
from layers_mock.kit.check import Check, check
from layers_mock.kit.outcome import BrokenRuleError, UnprovidedError

__all__ = ["UNSENT", "Answer", "Api", "BrokenRuleError", "Call", "Check", "UnprovidedError", "check", "equal", "holds"]
