"""What each call does: one file per API section, one function per operation. Synchronous, no I/O."""

from layers_mock.operations import (
    account,
    ads,
    ads_content,
    content,
    content_jobs,
    influencers,
    jobs,
    media,
    metrics,
    projects,
    recommendations,
    unified_metrics,
)
from layers_mock.operations import credits as credits_section
from layers_mock.operations.call import Call, Handler, Reply

__all__ = ["HANDLERS", "Call", "Handler", "Reply"]

HANDLERS: dict[str, Handler] = {
    **account.HANDLERS,
    **ads.HANDLERS,
    **ads_content.HANDLERS,
    **content.HANDLERS,
    **content_jobs.HANDLERS,
    **credits_section.HANDLERS,
    **influencers.HANDLERS,
    **jobs.HANDLERS,
    **media.HANDLERS,
    **metrics.HANDLERS,
    **projects.HANDLERS,
    **recommendations.HANDLERS,
    **unified_metrics.HANDLERS,
}
"""The function of every operation id."""
