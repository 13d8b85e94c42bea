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


def valid_call(api: Api, operation: str) -> Valid:
    """A valid call of an operation, new each time."""
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
    return Valid("getMetrics", (project,), {"scope": "project", "id": project})


def _patch_ads_content(api: Api) -> Valid:
    project = api.state("ranked_project")
    items = api.made("listAdsContent", project, query={"sort": "scored_at_desc"})["items"]
    if not items:
        raise UnprovidedError("the ranked project has nothing that can be promoted")
    return Valid("patchAdsContent", (project, items[0]["adsContentId"]), body={"override": "include"})


def _named(operation: str, state: str) -> Callable[[Api], Valid]:
    return lambda api: Valid(operation, (api.state(state),), body={"name": api.text("Influencer")})


_MAKERS: Mapping[str, Callable[[Api], Valid]] = {
    "getWhoami": _on("getWhoami"),
    "getCredits": _on("getCredits"),
    "createProject": _create_project,
    "listProjects": _on("listProjects"),
    "getProject": _on("getProject", "project"),
    "patchProject": _patch_project,
    "archiveProject": _archive_project,
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
    "presignMediaUpload": _presign,
    "finalizeMediaUpload": _finalize,
    "uploadMediaInline": _upload,
    "getJob": _job("getJob"),
    "cancelJob": _job("cancelJob"),
    "getMetrics": _metrics,
    "listAdsContent": _on("listAdsContent", "scored_project"),
    "patchAdsContent": _patch_ads_content,
    "listRecommendations": _on("listRecommendations", "scored_project"),
    "listCampaigns": _on("listCampaigns", "advertising_project"),
    "listAdAccounts": _on("listAdAccounts", "advertising_project"),
    "listTopPerformers": _on("listTopPerformers", "ranked_project", metric="views"),
}
