"""What each call does: one file per API section, one function per operation. Synchronous, no I/O."""

from layers_mock.operations import (
    account,
    approval,
    audit,
    content,
    content_jobs,
    engagement,
    influencers,
    jobs,
    leased_accounts,
    media,
    metrics,
    projects,
    publishing,
    social,
    webhooks,
)
from layers_mock.operations import credits as credits_section
from layers_mock.operations.call import Call, Handler, Reply

__all__ = ["HANDLERS", "Call", "Handler", "Reply"]

HANDLERS: dict[str, Handler] = {
    **account.HANDLERS,
    **approval.HANDLERS,
    **audit.HANDLERS,
    **content.HANDLERS,
    **content_jobs.HANDLERS,
    **credits_section.HANDLERS,
    **engagement.HANDLERS,
    **influencers.HANDLERS,
    **jobs.HANDLERS,
    **leased_accounts.HANDLERS,
    **media.HANDLERS,
    **metrics.HANDLERS,
    **projects.HANDLERS,
    **publishing.HANDLERS,
    **webhooks.HANDLERS,
    **social.HANDLERS,
}
"""The function of every operation id."""
