"""What each call does: one file per API section, one function per operation. Synchronous, no I/O."""

from layers_mock.operations import influencers, jobs
from layers_mock.operations.call import Call, Handler, Reply

__all__ = ["HANDLERS", "Call", "Handler", "Reply"]

HANDLERS: dict[str, Handler] = {**influencers.HANDLERS, **jobs.HANDLERS}
"""The function of every operation id."""
