"""The contract kit: checks of any implementation of the API, through the document and HTTP alone."""

from layers_mock.kit.answer import Answer, equal, holds
from layers_mock.kit.api import UNSENT, Api, Call
from layers_mock.kit.check import Check, check
from layers_mock.kit.id_forms import as_ulid, as_uuid, id_number, is_same_id, is_ulid_behind
from layers_mock.kit.outcome import BrokenRuleError, UnprovidedError
from layers_mock.kit.receiver import Arrival, Mailbox

__all__ = [
    "UNSENT",
    "Answer",
    "Api",
    "Arrival",
    "BrokenRuleError",
    "Call",
    "Check",
    "Mailbox",
    "UnprovidedError",
    "as_ulid",
    "as_uuid",
    "check",
    "equal",
    "holds",
    "id_number",
    "is_same_id",
    "is_ulid_behind",
]
