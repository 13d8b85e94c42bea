"""What each call does: one file per API section, one function per operation. Synchronous, no I/O."""

from layers_mock.operations import (
    account,
    ad_accounts,
    ads,
    ads_content,
    ads_metrics,
    approval,
    audit,
    content,
    content_jobs,
    engagement,
    influencers,
    ingest,
    jobs,
    leased_accounts,
    media,
    metrics,
    projects,
    publishing,
    recommendations,
    sdk,
    social,
    telemetry,
    unified_metrics,
    webhooks,
)
from layers_mock.operations import credits as credits_section
from layers_mock.operations.call import Call, Handler, Reply

__all__ = ["HANDLERS", "Call", "Handler", "Reply"]

HANDLERS: dict[str, Handler] = {
    **account.HANDLERS,
    **ad_accounts.HANDLERS,
    **ads.HANDLERS,
    **ads_content.HANDLERS,
    **ads_metrics.HANDLERS,
    **approval.HANDLERS,
    **audit.HANDLERS,
    **content.HANDLERS,
    **content_jobs.HANDLERS,
    **credits_section.HANDLERS,
    **engagement.HANDLERS,
    **influencers.HANDLERS,
    **ingest.HANDLERS,
    **jobs.HANDLERS,
    **leased_accounts.HANDLERS,
    **media.HANDLERS,
    **metrics.HANDLERS,
    **projects.HANDLERS,
    **publishing.HANDLERS,
    **recommendations.HANDLERS,
    **social.HANDLERS,
    **sdk.HANDLERS,
    **telemetry.HANDLERS,
    **unified_metrics.HANDLERS,
    **webhooks.HANDLERS,
}
"""The function of every operation id."""
