"""Finding what a path or a required reference names; what is not in the caller's organisation is 404 NOT_FOUND.

Existence in another organisation never shows (concepts/organizations).
"""

from layers_mock.contract import Refusal
from layers_mock.operations.call import Call
from layers_mock.world.ids import Key, parse
from layers_mock.world.jobs import Job
from layers_mock.world.rows import Container, Influencer, Project, ScheduledPost, SocialAccount
from layers_mock.world.sdk_apps import SdkApp
from layers_mock.world.social import live_account
from layers_mock.world.webhooks import WebhookDelivery, WebhookEndpoint

__all__ = [
    "account_of",
    "container_of",
    "delivery_of",
    "endpoint_of",
    "influencer_of",
    "job_of",
    "key_of",
    "project_of",
    "scheduled_post_of",
    "sdk_app_of",
]


def key_of(text: str) -> Key:
    """The key behind an id that passed its schema; an id beyond 128 bits names nothing and gets a key nothing has."""
    found = parse(text)
    return Key(-1) if found is None else found


def project_of(call: Call, rule: str, key: Key | None = None) -> Project:
    """The project of that key, else the one named by the path."""
    found = call.organization.projects.get(key_of(call.path["projectId"]) if key is None else key)
    if found is None:
        raise Refusal("NOT_FOUND", "Project not found.", rule=rule)
    return found


def influencer_of(call: Call, rule: str) -> Influencer:
    """The influencer named by the path; a deleted one is not there."""
    found = call.organization.influencers.get(key_of(call.path["influencerId"]))
    if found is None or found.deleted_at is not None:
        raise Refusal("NOT_FOUND", "Influencer not found.", rule=rule)
    return found


def container_of(call: Call, rule: str) -> Container:
    """The container named by the path."""
    found = call.organization.containers.get(key_of(call.path["containerId"]))
    if found is None:
        raise Refusal("NOT_FOUND", "Content not found.", rule=rule)
    return found


def endpoint_of(call: Call, rule: str) -> WebhookEndpoint:
    """The webhook endpoint named by the path; a deleted one is not there."""
    found = call.organization.webhook_endpoints.get(key_of(call.path["endpointId"]))
    if found is None or found.deleted_at is not None:
        raise Refusal("NOT_FOUND", "Webhook endpoint not found.", rule=rule)
    return found


def delivery_of(call: Call, rule: str) -> tuple[WebhookEndpoint, WebhookDelivery]:
    """The webhook delivery named by the path, with its endpoint; those of a deleted endpoint are not there."""
    found = call.organization.webhook_deliveries.get(key_of(call.path["deliveryId"]))
    endpoint = None if found is None else call.organization.webhook_endpoints.get(found.endpoint)
    if found is None or endpoint is None or endpoint.deleted_at is not None:
        raise Refusal("NOT_FOUND", "Webhook delivery not found.", rule=rule)
    return endpoint, found


def account_of(call: Call, rule: str, text: str | None = None) -> SocialAccount:
    """The social account named by ``text``, else by the path; a disconnected one is not there."""
    found = live_account(call.organization, key_of(text if text is not None else call.path["socialAccountId"]))
    if found is None:
        raise Refusal("NOT_FOUND", "Social account not found.", rule=rule)
    return found


def job_of(call: Call, rule: str) -> Job:
    """The job named by the path."""
    found = call.organization.jobs.get(key_of(call.path["jobId"]))
    if found is None:
        raise Refusal("NOT_FOUND", "Job not found.", rule=rule)
    return found


def scheduled_post_of(call: Call, rule: str) -> ScheduledPost:
    """The scheduled post named by the path."""
    found = call.organization.scheduled_posts.get(key_of(call.path["scheduledPostId"]))
    if found is None:
        raise Refusal("NOT_FOUND", "Scheduled post not found.", rule=rule)
    return found


def sdk_app_of(call: Call, rule: str) -> SdkApp:
    """The SDK app named by the path, in the project named by the path."""
    project = project_of(call, rule)
    found = call.organization.sdk_apps.get(key_of(call.path["appId"]))
    if found is None or found.project != project.key:
        raise Refusal("NOT_FOUND", "SDK app not found.", rule=rule)
    return found
