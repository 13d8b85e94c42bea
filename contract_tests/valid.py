"""A valid call of each operation, on what the target holds: where checks of any operation begin."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from layers_mock.kit import UNSENT, Answer, Api, UnprovidedError

__all__ = ["PNG", "Valid", "valid_call"]

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class Valid(NamedTuple):
    """A call that has to succeed: path parameters in order, query, body (``UNSENT`` for none)."""

    operation: str
    path: tuple[str, ...] = ()
    query: Mapping[str, object] = {}
    body: Any = UNSENT

    def send(self, api: Api, **options: Any) -> Answer:
        """Send it; ``options`` replace its parts."""
        parts: dict[str, Any] = {"query": self.query, "body": self.body, **options}
        path = parts.pop("path", self.path)
        return api.call(self.operation, *path, **parts)

    def with_body(self, **fields: object) -> "Valid":
        """The same call with these fields in its body."""
        return self._replace(body={**(self.body if isinstance(self.body, dict) else {}), **fields})


def valid_call(api: Api, operation: str, *, key: str = "full") -> Valid:
    """A valid call of an operation, new each time; ``key`` is who will make it, for what only its maker may call."""
    if operation in _MAKERS_OF_A_KEY:
        return _MAKERS_OF_A_KEY[operation](api, key)
    return _MAKERS[operation](api)


def _on(operation: str, *states: str, body: Any = UNSENT, **query: object) -> Callable[[Api], Valid]:
    def made(api: Api) -> Valid:
        return Valid(operation, tuple(api.state(state) for state in states), query, body)

    return made


def _create_project(api: Api) -> Valid:
    return Valid("createProject", body={"name": api.text("Project"), "timezone": "Europe/Berlin"})


def _archive_project(api: Api) -> Valid:
    return Valid("archiveProject", (api.made("createProject", body=_create_project(api).body)["id"],))


def _patch_project(api: Api) -> Valid:
    project = api.made("createProject", body=_create_project(api).body)["id"]
    return Valid("patchProject", (project,), body={"name": api.text("Renamed")})


def _audit(api: Api) -> Valid:
    """The log of a project of its own, that no other check adds to."""
    call = _patch_project(api)
    call.send(api)
    return Valid("listAuditLog", query={"projectId": call.path[0]})


def _patch_engagement(api: Api) -> Valid:
    project = api.made("createProject", body=_create_project(api).body)["id"]
    body = {"enabled": True, "firstComment": {"targets": ["tiktok"]}, "replyToComments": {"autoReplyDelay": "PT5M"}}
    return Valid("patchEngagement", (project,), body=body)


def _new_influencer(api: Api) -> str:
    return str(api.made("createInfluencer", api.state("project"), body={"name": api.text("Influencer")})["influencerId"])


def _attach(api: Api) -> Valid:
    upload = _upload(api)
    media = api.made(upload.operation, *upload.path, body=upload.body)["mediaId"]
    return Valid("attachReferenceImages", (_new_influencer(api),), body={"assetIds": [media]})


def _upload(api: Api) -> Valid:
    body = {"kind": "reference_image", "mimeType": "image/png", "dataBase64": PNG}
    return Valid("uploadMediaInline", (api.state("project"),), body=body)


def _finalize(api: Api) -> Valid:
    presign = _presign(api)
    upload = api.made(presign.operation, *presign.path, body=presign.body)
    api.put(upload["url"], b"a file", upload["headers"])
    return Valid("finalizeMediaUpload", (api.state("project"),), body={"uploadId": upload["uploadId"]})


def _presign(api: Api) -> Valid:
    return Valid("presignMediaUpload", (api.state("project"),), body={"kind": "image", "mimeType": "image/png"})


def _asset(api: Api) -> Valid:
    container = api.state("container")
    assets = api.made("getContent", container)["assets"]
    return Valid("getContentAsset", (container, assets[0]["assetId"]))


def _job(operation: str) -> Callable[[Api], Valid]:
    def made(api: Api) -> Valid:
        body = {"name": api.text("Influencer")}
        return Valid(operation, (api.made("createInfluencer", api.state("project"), body=body)["jobId"],))

    return made


def _regenerate(api: Api) -> Valid:
    if not api.is_shared:
        return Valid("regenerateContent", (api.state("container"),), body={})
    # Another check may be regenerating the one that all share.
    made = api.made("generateContent", api.state("project"), body={"format": "slideshow_remix"})
    api.finish(made)
    return Valid("regenerateContent", (made["containerIds"][0],), body={})


def _clone_from_post(api: Api) -> Valid:
    body = {"projectId": api.state("project"), "sourcePlatformPostId": api.state("post")}
    return Valid("cloneFromPost", (api.uuid(),), body=body)


def _metrics(api: Api) -> Valid:
    project = api.state("ranked_project")
    window = {"since": "2026-04-01T00:00:00Z", "until": "2026-04-08T00:00:00Z"}
    return Valid("getMetrics", (project,), {"scope": "project", "id": project, **window})


def _ads_metrics(api: Api) -> Valid:
    project = api.state("advertising_project")
    window = {"since": "2026-04-01", "until": "2026-04-08"}
    return Valid("getAdsMetrics", (project,), {"scope": "project", "id": project, **window})


def _ad_oauth_url(api: Api) -> Valid:
    body = {"platform": "meta_ads", "redirectUrl": api.state("return_url").replace("http://", "https://", 1)}
    return Valid("createAdAccountOauthUrl", (api.state("project"),), body=body)


def _patch_ads_content(api: Api) -> Valid:
    project = api.state("ranked_project")
    items = api.made("listAdsContent", project, query={"sort": "scored_at_desc"})["items"]
    if not items:
        raise UnprovidedError("the ranked project has nothing that can be promoted")
    return Valid("patchAdsContent", (project, items[0]["adsContentId"]), body={"override": "include"})


def _waiting(operation: str, **body: object) -> Callable[[Api], Valid]:
    def made(api: Api) -> Valid:
        accepted = api.made("generateContent", api.state("reviewing_project"), body={"format": "slideshow_remix"})
        return Valid(operation, (accepted["containerIds"][0],), body=body)

    return made


def _patch_policy(api: Api) -> Valid:
    project = api.made("createProject", body=_create_project(api).body)["id"]
    return Valid("patchApprovalPolicy", (project,), body={"requiresApproval": True})


def _schedule(api: Api) -> Valid:
    body = {"scheduledFor": "2031-05-06T07:08:09Z", **_targets(api)}
    return Valid("scheduleContent", (api.state("posted_container"),), body=body)


def _targets(api: Api) -> dict[str, object]:
    return {"targets": [{"socialAccountId": api.state("tiktok_account"), "mode": "direct_publish"}]}


def _post(operation: str, body: Any = UNSENT) -> Callable[[Api], Valid]:
    def made(api: Api) -> Valid:
        schedule = _schedule(api)
        posts = api.made(schedule.operation, *schedule.path, body=schedule.body)["scheduledPosts"]
        return Valid(operation, (posts[0]["scheduledPostId"],), body=body)

    return made


def _oauth_url(api: Api) -> Valid:
    body = {"platform": "tiktok", "returnUrl": api.state("return_url")}
    return Valid("createSocialOauthUrl", (api.state("project"),), body=body)


def _oauth_status(api: Api, key: str) -> Valid:
    begun = _oauth_url(api)
    return Valid("getSocialOauthStatus", (api.made(begun.operation, *begun.path, body=begun.body, key=key)["state"],))


def _reauth_url(api: Api) -> Valid:
    body = {"socialAccountId": api.state("tiktok_account"), "returnUrl": api.state("return_url")}
    return Valid("createSocialReauthUrl", (api.state("project"),), body=body)


def _revoke(api: Api) -> Valid:
    begun = _oauth_url(api)
    state = api.made(begun.operation, *begun.path, body=begun.body)["state"]
    api.consent(state)
    return Valid("revokeSocialAccount", (api.made("getSocialOauthStatus", state)["socialAccountId"],))


def _request_lease(api: Api) -> Valid:
    project = api.state("project")
    return Valid("requestLease", (project,), body={"projectId": project, "count": 1, "niche": {"vertical": "tea"}})


def _lease_request(api: Api) -> Valid:
    asked = _request_lease(api)
    made = api.made(asked.operation, *asked.path, body=asked.body)
    return Valid("getLeaseRequest", (*asked.path, made["requestId"]))


def _release(api: Api) -> Valid:
    asked = _request_lease(api)
    made = api.made(asked.operation, *asked.path, body=asked.body)
    api.decide_lease(made)
    assigned = api.made("getLeaseRequest", *asked.path, made["requestId"])["assignedSocialAccountIds"]
    return Valid("releaseLeasedAccount", (assigned[0],))


def _named(operation: str, state: str) -> Callable[[Api], Valid]:
    return lambda api: Valid(operation, (api.state(state),), body={"name": api.text("Influencer")})


def _ingest_website(api: Api) -> Valid:
    return Valid("ingestWebsite", (api.state("project"),), body={"url": api.state("website")})


def _ingest_app_store(api: Api) -> Valid:
    return Valid("ingestAppStore", (api.state("project"),), body={"iosBundleId": api.state("ios_app")})


def _ingest_github(api: Api) -> Valid:
    return Valid("ingestGithub", (api.state("project"),), body={"repoFullName": api.state("repo")})


def _install_url(api: Api) -> Valid:
    return Valid("getGithubInstallUrl", query={"returnUrl": api.state("return_url")})


def _register(api: Api) -> Valid:
    """The installation that is bound already, which changes nothing."""
    state = api.made("getGithubInstallUrl", query=_install_url(api).query)["state"]
    return Valid("registerGithubInstallation", body={"installationId": int(api.state("installation")), "state": state})


def _new_endpoint(api: Api, **fields: object) -> str:
    """The id of a new webhook endpoint."""
    return str(api.made("createWebhookEndpoint", body=_endpoint_body(api, **fields))["endpoint"]["id"])


def _endpoint_body(api: Api, **fields: object) -> dict[str, object]:
    return {"url": f"https://checked.example/hooks/{api.text('hook')}", "events": ["job.completed"], **fields}


def _of_endpoint(operation: str, body: Any = UNSENT) -> Callable[[Api], Valid]:
    return lambda api: Valid(operation, (_new_endpoint(api),), body=body)


def _replay(api: Api) -> Valid:
    return Valid("replayWebhookDelivery", (api.made("testWebhookEndpoint", _new_endpoint(api))["deliveryId"],))


def _create_sdk_app(api: Api) -> Valid:
    body = {"name": api.text("App"), "platform": "ios", "bundleId": "com.checked.app"}
    return Valid("createSdkApp", (api.state("project"),), body=body)


def _patch_sdk_app(api: Api) -> Valid:
    new = _create_sdk_app(api)
    app = api.made(new.operation, *new.path, body=new.body)["appId"]
    return Valid("patchSdkApp", (*new.path, app), body={"name": api.text("Renamed")})


_MONTH = {"since": "2026-04-01T00:00:00Z", "until": "2026-05-01T00:00:00Z"}

_MAKERS: Mapping[str, Callable[[Api], Valid]] = {
    "getWhoami": _on("getWhoami"),
    "rotateApiKey": _on("rotateApiKey", "spare_key"),
    "killApiKey": _on("killApiKey", "spare_key"),
    "deleteApiKey": _on("deleteApiKey", "retired_key"),
    "getCredits": _on("getCredits"),
    "listAuditLog": _audit,
    "createProject": _create_project,
    "listProjects": _on("listProjects"),
    "getProject": _on("getProject", "project"),
    "patchProject": _patch_project,
    "archiveProject": _archive_project,
    "ingestWebsite": _ingest_website,
    "ingestAppStore": _ingest_app_store,
    "ingestGithub": _ingest_github,
    "getGithubInstallUrl": _install_url,
    "registerGithubInstallation": _register,
    "getGithubInstallation": _on("getGithubInstallation"),
    "listGithubRepos": _on("listGithubRepos"),
    "createInfluencer": _named("createInfluencer", "project"),
    "listInfluencers": _on("listInfluencers", "project"),
    "getInfluencer": _on("getInfluencer", "influencer"),
    "patchInfluencer": lambda api: Valid("patchInfluencer", (_new_influencer(api),), body={"name": api.text("Renamed")}),
    "deleteInfluencer": lambda api: Valid("deleteInfluencer", (_new_influencer(api),)),
    "cloneInfluencer": _named("cloneInfluencer", "influencer"),
    "attachReferenceImages": _attach,
    "generateContent": _on("generateContent", "project", body={"format": "slideshow_remix"}),
    "listContent": _on("listContent", "project"),
    "getContent": _on("getContent", "container"),
    "getContentProgress": _on("getContentProgress", "container"),
    "getContentAsset": _asset,
    "regenerateContent": _regenerate,
    "cloneFromPost": _clone_from_post,
    "getApprovalPolicy": _on("getApprovalPolicy", "project"),
    "patchApprovalPolicy": _patch_policy,
    "approveContent": _waiting("approveContent"),
    "rejectContent": _waiting("rejectContent", reason="Not ours to say."),
    "scheduleContent": _schedule,
    "publishContent": lambda api: Valid("publishContent", (api.state("posted_container"),), body=_targets(api)),
    "getScheduledPost": _post("getScheduledPost"),
    "listScheduledPosts": _on("listScheduledPosts", "project"),
    "rescheduleScheduledPost": _post("rescheduleScheduledPost", {"scheduledFor": "2031-05-07T08:09:10Z"}),
    "cancelScheduledPost": _post("cancelScheduledPost"),
    "presignMediaUpload": _presign,
    "finalizeMediaUpload": _finalize,
    "uploadMediaInline": _upload,
    "getEngagement": _on("getEngagement", "project"),
    "patchEngagement": _patch_engagement,
    "getJob": _job("getJob"),
    "cancelJob": _job("cancelJob"),
    "getMetrics": _metrics,
    "listAdsContent": _on("listAdsContent", "scored_project"),
    "patchAdsContent": _patch_ads_content,
    "listRecommendations": _on("listRecommendations", "scored_project"),
    "listCampaigns": _on("listCampaigns", "advertising_project"),
    "createAdAccountOauthUrl": _ad_oauth_url,
    "listAdsets": _on("listAdsets", "advertising_project"),
    "listAds": _on("listAds", "advertising_project"),
    "getCapiStatus": _on("getCapiStatus", "advertising_project"),
    "getAdsMetrics": _ads_metrics,
    "listAdAccounts": _on("listAdAccounts", "advertising_project"),
    "createSocialOauthUrl": _oauth_url,
    "listSocialAccounts": _on("listSocialAccounts", "project"),
    "createSocialReauthUrl": _reauth_url,
    "revokeSocialAccount": _revoke,
    "requestLease": _request_lease,
    "getLeaseRequest": _lease_request,
    "listLeasedAccounts": _on("listLeasedAccounts", "project"),
    "releaseLeasedAccount": _release,
    "createSdkApp": _create_sdk_app,
    "listSdkApps": _on("listSdkApps", "project"),
    "getSdkApp": _on("getSdkApp", "project", "sdk_app"),
    "patchSdkApp": _patch_sdk_app,
    "getSdkInstallSpec": _on("getSdkInstallSpec", "project", "sdk_app"),
    "listEvents": _on("listEvents", "tracked_project", eventNames="purchase_success"),
    "getConversions": _on("getConversions", "tracked_project", **_MONTH),
    "listTopPerformers": _on("listTopPerformers", "ranked_project", metric="views"),
    "createWebhookEndpoint": lambda api: Valid("createWebhookEndpoint", body=_endpoint_body(api)),
    "listWebhookEndpoints": _on("listWebhookEndpoints"),
    "getWebhookEndpoint": _of_endpoint("getWebhookEndpoint"),
    "patchWebhookEndpoint": _of_endpoint("patchWebhookEndpoint", {"description": "Changed"}),
    "deleteWebhookEndpoint": _of_endpoint("deleteWebhookEndpoint"),
    "rotateWebhookSecret": _of_endpoint("rotateWebhookSecret"),
    "testWebhookEndpoint": _of_endpoint("testWebhookEndpoint"),
    "listWebhookDeliveries": _of_endpoint("listWebhookDeliveries"),
    "replayWebhookDelivery": _replay,
}
_MAKERS_OF_A_KEY: Mapping[str, Callable[[Api, str], Valid]] = {"getSocialOauthStatus": _oauth_status}
