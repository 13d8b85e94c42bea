"""Random stories: what clients, people and time do to a world, told so that the same story can be told to two worlds."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from hypothesis import strategies as st

from layers_mock.world import deliveries
from layers_mock.world.ids import uuid
from layers_mock.world.media import find_upload, put
from tests.harness import Answer, Api

__all__ = ["STORIES", "Step", "Teller"]

Step = tuple[str, int, int]
"""What happens, and two numbers that say to whom and how."""
Heard = tuple[int, list[tuple[str, str]], bytes]
_PROJECTS = ("harbor-tea", "northwind-fit", "quiet-ledger")
_INFLUENCERS = ("ava", "noah", "iris", "leo", "kai")
_CONTENTS = ("steep-slow", "storm-brew", "plank-challenge", "rest-day")
_ACCOUNTS = ("harbor-tiktok", "harbor-instagram", "northwind-tiktok", "northwind-instagram")
_POLICIES: tuple[dict[str, Any], ...] = (
    {"requiresApproval": True}, {"firstNPostsBlocked": 3}, {"autoApproveAfter": "PT1H"}, {"autoApproveAfter": "P2D"},
    {"requiresApproval": False, "firstNPostsBlocked": None, "autoApproveAfter": None},
)  # fmt: skip
_SLOTS = ("2026-01-01T00:00:00Z", "2026-04-24T18:00:00+02:00", "2026-04-25T12:00:00.500Z", "2031-01-01T00:00:00Z")
_POSTS = ("steep-slow-tiktok", "kettle-asmr", "desk-ritual", "rest-day-reel")
_FORMATS = ("video_remix", "slideshow_remix", "ugc_remix", "auto")
_PREFERS = ("job=fail", "job=slow", "job=hang", "job=complete", "error=RATE_LIMITED", "code=404")
_SCENARIOS: tuple[dict[str, Any], ...] = (
    {"name": "wallet", "when": {"operation": "generateContent", "nth": 2}, "then": {"wallet": "empty"}},
    {"name": "killed", "when": {"key": "throttled", "first": 1}, "then": {"key": "killed"}, "times": 1},
    {"name": "slow", "when": {"probability": 0.5}, "then": {"job": {"slow": 2.5}}, "expires": "1h"},
    {"name": "late", "when": {"body": {"/name": "n1"}, "after": "1m"}, "then": {"job": {"fails": "queued"}}},
    {"name": "every", "when": {"operation": "getCredits", "every": 2}, "then": {"error": "RATE_LIMITED"}},
    {"name": "prepared", "then": {"error": "INTERNAL", "details": {"a": 1.0, "b": [True, None]}}, "prepared": True},
)  # fmt: skip


class Teller:
    """Tells steps to a world and keeps what it heard; the ids it met say what later steps are about."""

    def __init__(self, api: Api, met: "Teller | None" = None) -> None:
        self.api = api
        self.heard: list[Heard] = []
        self.jobs: list[str] = list(met.jobs) if met else []
        self.influencers: list[str] = list(met.influencers) if met else [api.id(label) for label in _INFLUENCERS]
        self.contents: list[str] = list(met.contents) if met else [api.id(label) for label in _CONTENTS]
        self.projects: list[str] = list(met.projects) if met else [api.id(label) for label in _PROJECTS]
        self.media: list[str] = list(met.media) if met else []
        self.uploads: list[str] = list(met.uploads) if met else []
        self.posts: list[str] = list(met.posts) if met else []
        self.webhooks: list[str] = list(met.webhooks) if met else []
        self.deliveries: list[str] = list(met.deliveries) if met else []
        self.states: list[str] = list(met.states) if met else []
        self.accounts: list[str] = list(met.accounts) if met else []
        self.leases: list[str] = list(met.leases) if met else []
        self.etag: str = met.etag if met else '"none"'

    def tell(self, steps: list[Step]) -> None:
        """Tell them all."""
        for name, one, other in steps:
            _STEPS[name](self, one, other)

    def call(self, method: str, path: str, json: Any = None, key: str = "full", **headers: str) -> Any:
        """One call; the body of its answer, where it is one."""
        answer = self.api.request(method, path, json, key=key, headers={n.replace("_", "-"): v for n, v in headers.items()})
        return self._hear(answer)

    def control(self, method: str, path: str, json: Any = None) -> None:
        """One control request."""
        self._hear(self.api.control(method, path, json))

    def _hear(self, answer: Answer) -> dict[str, Any]:
        self.heard.append((answer.status, sorted(answer.headers.items()), answer.raw))
        body: dict[str, Any] = answer.body if isinstance(answer.body, dict) else {}
        self.etag = answer.headers.get("ETag", self.etag)
        if answer.status == 202 and "kind" in body:
            self.jobs.append(body["jobId"])
        if answer.status in {200, 201}:
            self.media += [body["assetId"]] if "sizeBytes" in body else []
            self.uploads += [body["uploadId"]] if "method" in body else []
            self.posts += [made["scheduledPostId"] for made in body.get("scheduledPosts", ())]
            self.posts += (body.get("pendingSchedulePromotion") or {}).get("scheduledPostIds", [])
        self.states += [body["state"]] if answer.status == 200 and "authorizeUrl" in body else []
        self.leases += [body["requestId"]] if answer.status == 202 and "submittedAt" in body else []
        self.accounts += [body["socialAccountId"]] if answer.status == 200 and body.get("socialAccountId") else []
        self.accounts += body.get("assignedSocialAccountIds", [])
        return body

    def put(self, upload_id: str, content: bytes) -> None:
        """What a PUT to the link of an upload does."""
        found = find_upload(self.api.world, upload_id)
        assert found is not None
        put(*found, content, sha256(content).hexdigest())


def _pick(items: list[str], number: int) -> str:
    return items[number % len(items)] if items else "job_01HXZ9G7KMV2QX8Y1S5RJW3B7T"


def _idempotent(number: int) -> dict[str, str]:
    return {"Idempotency_Key": f"key-{number % 3}"} if number % 2 else {}


def _prefer(number: int) -> dict[str, str]:
    return {"Prefer": _PREFERS[number % 18]} if number % 18 < len(_PREFERS) else {}


def _clone(t: Teller, one: int, other: int) -> None:
    body = {"name": f"n{other % 3}", "overrides": {"personality": {"traits": ["x"]}, "vibe": "calm"}}
    made = t.call("POST", f"/v1/influencers/{_pick(t.influencers, one)}/clone", body, **_idempotent(other), **_prefer(one))
    t.influencers += [made["influencerId"]] if "influencerId" in made else []


def _create(t: Teller, one: int, other: int) -> None:
    body: dict[str, Any] = {"name": f"c{one % 2}", "gender": "female"}
    if t.media and other % 2:
        body["referenceImages"] = {"assetIds": [_pick(t.media, one)]}
    made = t.call("POST", f"/v1/projects/{_pick(t.projects, one)}/influencers", body, **_prefer(other))
    t.influencers += [made["influencerId"]] if "influencerId" in made else []


def _generate(t: Teller, one: int, other: int) -> None:
    body = {"format": _FORMATS[one % 4], "variantCount": 1 + other % 3, "brief": {"topic": f"t{one % 2}", "angle": "1.0"}}
    made = t.call("POST", f"/v1/projects/{_pick(t.projects, one // 4)}/content", body, **_idempotent(one), **_prefer(other))
    t.contents += made.get("containerIds", [])


def _clone_from_post(t: Teller, one: int, other: int) -> None:
    id_ = f"00000000-0000-4000-8000-00000000000{one % 5}"
    body = {"projectId": t.api.id("harbor-tea"), "sourcePlatformPostId": t.api.id(_POSTS[other % 4]), "variations": 1 + one % 2}
    made = t.call("POST", f"/v1/content/{id_}/clone-from-post", body, **_prefer(one + other))
    t.contents += [id_] if "jobId" in made else []


def _project(t: Teller, one: int, other: int) -> None:
    body: dict[str, Any] = {
        "name": f"p{one % 3}",
        "timezone": "Europe/Paris",
        "primaryLanguage": "fr",
        "customerExternalId": f"ext-{other % 4}",
        "metadata": {"b": 1.0, "a": [1, {}]},
    }
    made = t.call("POST", "/v1/projects", body, **_idempotent(one))
    t.projects += [made["id"]] if "id" in made and made["id"] not in t.projects else []


def _upload(t: Teller, one: int, other: int) -> None:
    content = (b"\x89PNG\r\n\x1a\n\xff", b"plain text", b"")[one % 3] * (1 + other)
    body = {"kind": "image", "mimeType": "image/png", "dataBase64": b64encode(content).decode(), "filename": "ü.png"}
    t.call("POST", f"/v1/projects/{_pick(t.projects, other)}/media", body)


def _presign(t: Teller, one: int, other: int) -> None:
    body: dict[str, Any] = {"kind": "logo", "mimeType": "image/png", **({"sizeBytes": 3.0} if other % 2 else {})}
    t.call("POST", f"/v1/projects/{t.projects[0]}/media/presign", body)
    if t.uploads and one % 2:
        t.put(_pick(t.uploads, one // 2), b"\x00\xff\x01")


def _finalize(t: Teller, one: int, other: int) -> None:
    t.call("POST", f"/v1/projects/{t.projects[0]}/media/finalize", {"uploadId": _pick(t.uploads, one).replace("job_", "upl_")})


def _poll(t: Teller, one: int, other: int) -> None:
    t.call("GET", f"/v1/jobs/{_pick(t.jobs, one)}", **({"If_None_Match": t.etag} if other % 2 else {}))


def _read(t: Teller, one: int, other: int) -> None:
    project = _pick(t.projects, one)
    paths = (
        "/v1/whoami", "/v1/credits", "/v1/projects?limit=2", f"/v1/projects/{project}",
        f"/v1/projects/{project}/content?limit=3",
        f"/v1/projects/{project}/influencers", f"/v1/influencers/{_pick(t.influencers, one)}",
        f"/v1/content/{_pick(t.contents, one)}", f"/v1/content/{_pick(t.contents, one)}/progress",
        f"/v1/projects/{project}/top-performers?metric=views&window=90d",
        f"/v1/projects/{project}/scheduled-posts?limit=2", f"/v1/scheduled-posts/{_pick(t.posts, one)}",
        f"/v1/projects/{project}/approval-policy",
        "/v1/audit-log?limit=7", f"/v1/audit-log?projectId={project}", f"/v1/projects/{project}/engagement",
    )  # fmt: skip
    t.call("GET", paths[other % len(paths)], key=("full", "full", "throttled", "other")[one % 4])


def _storm(t: Teller, one: int, other: int) -> None:
    for _ in range(1 + one % 25):
        t.call("POST", f"/v1/influencers/{t.influencers[0]}/clone", {"nome": "x"}, key="throttled")


def _begin(t: Teller, one: int, other: int) -> None:
    body = {
        "platform": ("tiktok", "instagram")[one % 2],
        "returnUrl": "https://app.example.com/x",
        "usageNote": f"u{other % 2}",
    }
    t.call("POST", f"/v1/projects/{_pick(t.projects, one)}/social/oauth-url", body, key=("full", "throttled")[other % 2])


def _renew(t: Teller, one: int, other: int) -> None:
    body = {"socialAccountId": _pick(t.accounts, one).replace("job_", "sa_"), "returnUrl": "https://localhost:3000/x"}
    t.call("POST", f"/v1/projects/{_pick(t.projects, other)}/social/reauth-url", {**body, "scopes": ["video.publish"]})


def _decide(t: Teller, one: int, other: int) -> None:
    handle = {"handle": "the.same"} if other % 4 == 3 else {}
    state, outcome = _pick(t.states, one), ("complete", "complete", "deny", "complete", "fail")[other % 5]
    t.control("POST", f"oauth/{state}/{outcome}", handle if outcome == "complete" else {})
    t.call("GET", f"/v1/social/oauth-status/{state}")


def _accounts(t: Teller, one: int, other: int) -> None:
    query = ("", "?status=connected", "?leased=true", "?platform=instagram&status=disconnected")[other % 4]
    kind = ("social-accounts", "leased-accounts")[one % 2]
    t.call("GET", f"/v1/projects/{_pick(t.projects, one // 2)}/{kind}{'' if one % 2 else query}")


def _revoke(t: Teller, one: int, other: int) -> None:
    t.call("DELETE", f"/v1/social-accounts/{_pick(t.accounts, one).replace('job_', 'sa_')}")


def _lease(t: Teller, one: int, other: int) -> None:
    project = _pick(t.projects, one)
    body = {"projectId": project, "count": 1 + other % 3, "niche": {"vertical": "tea", "geo": ["GB"]}, "note": f"n{one % 2}"}
    made = t.call("POST", f"/v1/projects/{project}/leased-accounts/request", body, **_idempotent(other))
    t.call("GET", f"/v1/projects/{project}/leased-accounts/requests/{made.get('requestId', 'lreq')}")


def _decide_lease(t: Teller, one: int, other: int) -> None:
    request = _pick(t.leases, one)
    decision = ({"count": 1 + other % 2}, {"note": "Here."}, {})[other % 3]
    t.control("POST", f"leases/{request}/{'reject' if other % 3 == 2 else 'assign'}", decision)


def _release(t: Teller, one: int, other: int) -> None:
    t.call(
        "DELETE", f"/v1/leased-accounts/{_pick(t.accounts, one).replace('job_', 'sa_')}", {"reason": "r"} if other % 2 else None
    )


def _key(t: Teller, one: int, other: int) -> None:
    key = next(key for key in t.api.world.keys.values() if key.name == ("limited", "throttled", "limited")[one % 3])
    path = f"/v1/api-keys/{uuid(key.key)}"
    if other % 3 == 2 and one % 5 == 0:
        t.call("DELETE", path)
    else:
        t.call("POST", f"{path}/{('rotate', 'rotate', 'kill')[other % 3]}", **_idempotent(one))


def _engage(t: Teller, one: int, other: int) -> None:
    bodies: tuple[dict[str, Any], ...] = (
        {"enabled": bool(one % 2)},
        {"firstComment": {"targets": ["tiktok", "instagram"][: one % 3], "commentTemplate": f"t{one}"}},
        {"replyToComments": {"autoReplyDelay": "PT5M"}},
        {"replies": {"tone": "warm"}},
    )
    t.call("PATCH", f"/v1/projects/{_pick(t.projects, one)}/engagement", bodies[other % len(bodies)])


def _raw(t: Teller, one: int, other: int) -> None:
    """An Idempotency-Key that is no UTF-8, as HTTP allows."""
    t.call("POST", f"/v1/influencers/{t.influencers[0]}/clone", {"name": "raw"}, Idempotency_Key="k\udcff")


def _regenerate(t: Teller, one: int, other: int) -> None:
    t.call("POST", f"/v1/content/{_pick(t.contents, one)}/regenerate", {"preserveAssets": bool(other % 2)})


def _patch(t: Teller, one: int, other: int) -> None:
    body = {"personality": {"tone": f"{other}"}, "name": "p"}
    t.call("PATCH", f"/v1/influencers/{_pick(t.influencers, one)}", body)


def _delete(t: Teller, one: int, other: int) -> None:
    t.call("DELETE", f"/v1/influencers/{_pick(t.influencers, one)}", {"reason": "r"})


def _attach(t: Teller, one: int, other: int) -> None:
    t.call("POST", f"/v1/influencers/{_pick(t.influencers, one)}/reference-images", {"assetIds": t.media[:3] or ["x"]})


def _patch_project(t: Teller, one: int, other: int) -> None:
    body = {"customerExternalId": f"ext-{other % 4}", "metadata": {"z": 1, "a": 2.0}}
    t.call("PATCH", f"/v1/projects/{_pick(t.projects, one)}", body)


def _archive(t: Teller, one: int, other: int) -> None:
    t.call("DELETE", f"/v1/projects/{t.projects[-1]}")


def _policy(t: Teller, one: int, other: int) -> None:
    t.call("PATCH", f"/v1/projects/{_pick(t.projects, one)}/approval-policy", _POLICIES[other % len(_POLICIES)])


def _review(t: Teller, one: int, other: int) -> None:
    name, body = (("approve", {"note": "n"}), ("reject", {"reason": "r"}))[other % 3 == 2]
    t.call("POST", f"/v1/content/{_pick(t.contents, one)}/{name}", body)


def _schedule(t: Teller, one: int, other: int) -> None:
    account = t.api.id(_ACCOUNTS[other % 4])
    mode = ("direct_publish", "reels")[other % 2] if other < 30 else "draft_to_device"
    targets = [{"socialAccountId": account, "mode": mode, "captionOverride": "c"}, {"socialAccountId": account, "mode": mode}]
    name = ("schedule", "publish")[one % 7 == 6]
    body = {"scheduledFor": _SLOTS[other // 4 % 4], "targets": targets[: 1 + one % 2]}
    t.call("POST", f"/v1/content/{_pick(t.contents, one)}/{name}", body, **_idempotent(one))


def _change_post(t: Teller, one: int, other: int) -> None:
    id_ = _pick(t.posts, one)
    if other % 2:
        t.call("DELETE", f"/v1/scheduled-posts/{id_}", {"reason": "r"})
    else:
        t.call("POST", f"/v1/scheduled-posts/{id_}/reschedule", {"scheduledFor": _SLOTS[2 + other // 2 % 2]})


def _cancel(t: Teller, one: int, other: int) -> None:
    t.call("POST", f"/v1/jobs/{_pick(t.jobs, one)}/cancel")


def _steer_job(t: Teller, one: int, other: int) -> None:
    t.control("POST", f"jobs/{_pick(t.jobs, one)}/{('complete', 'fail', 'advance')[other % 3]}")


def _webhook(t: Teller, one: int, other: int) -> None:
    body: dict[str, Any] = {"url": f"https://hooks.example/{one}", "events": ["job.completed", "post.failed"][: 1 + one % 2]}
    if other % 2:
        body["projectId"] = _pick(t.projects, one)
    made = t.call("POST", "/v1/webhook-endpoints", body, **_idempotent(other))
    t.webhooks += [made["endpoint"]["id"]] if "endpoint" in made else []


def _hook(t: Teller, number: int) -> str:
    return "/v1/webhook-endpoints/" + _pick(t.webhooks or ["01KPZNRWG0ZWMJSSF2571B3YC3"], number)


def _patch_webhook(t: Teller, one: int, other: int) -> None:
    t.call("PATCH", _hook(t, one), {"status": ("active", "paused")[other % 2], "description": f"d{other}"})


def _delete_webhook(t: Teller, one: int, other: int) -> None:
    t.call("DELETE", _hook(t, one))


def _rotate_secret(t: Teller, one: int, other: int) -> None:
    t.call("POST", f"{_hook(t, one)}/rotate-secret", **_idempotent(other))


def _ping(t: Teller, one: int, other: int) -> None:
    made = t.call("POST", f"{_hook(t, one)}/test", {"payload": {"n": 1.0, "l": [other]}} if other % 2 else None)
    t.deliveries += [made["deliveryId"]] if "deliveryId" in made else []


def _replay(t: Teller, one: int, other: int) -> None:
    made = t.call("POST", f"/v1/webhook-deliveries/{_pick(t.deliveries or ['01KPZNRWG0ZWMJSSF2571B3YC3'], one)}/replay")
    t.deliveries += [made["replayDeliveryId"]] if "replayDeliveryId" in made else []


def _deliveries(t: Teller, one: int, other: int) -> None:
    t.call("GET", f"{_hook(t, one)}/deliveries?limit={1 + other % 3}")
    t.call("GET", "/v1/webhook-endpoints?limit=2")


def _attempt(t: Teller, one: int, other: int) -> None:
    """What whoever sends deliveries does to a world: one attempt that is due, with what came of it."""
    world = t.api.world
    now = world.clock.now()
    world.settle(now)
    attempt = world.outbox.take(world, now)
    if attempt is None:
        return
    organization = world.organizations[attempt.organization]
    _, delivery = deliveries.begin(world, attempt)
    if other % 2:
        deliveries.succeeded(organization, delivery, 204, now)
    else:
        deliveries.failed(world, organization, delivery, "It answered 503.", now, response_status=503)


def _advance(t: Teller, one: int, other: int) -> None:
    t.control("POST", "clock/advance", {"seconds": (0.5, 4, 31, 70, 4000, 90_000, 2_700_000)[one % 7]})


def _next_event(t: Teller, one: int, other: int) -> None:
    t.control("POST", "clock/advance", {"to": "next-event"})


def _speed(t: Teller, one: int, other: int) -> None:
    t.control("PUT", "clock", {"speed": 1.5 + one})


def _scenario(t: Teller, one: int, other: int) -> None:
    t.control("POST", "scenarios", _SCENARIOS[one % len(_SCENARIOS)])


def _fire(t: Teller, one: int, other: int) -> None:
    t.control("POST", "scenarios/prepared/fire")


def _no_scenario(t: Teller, one: int, other: int) -> None:
    t.control("DELETE", f"scenarios/{_SCENARIOS[one % len(_SCENARIOS)]['name']}")


_ALL: tuple[Callable[[Teller, int, int], None], ...] = (
    _accounts, _advance, _archive, _attach, _attempt, _begin, _cancel, _change_post, _clone, _clone_from_post, _create,
    _decide, _decide_lease, _delete, _delete_webhook, _deliveries, _engage, _finalize, _fire, _generate, _key, _lease,
    _next_event, _no_scenario, _patch, _patch_project, _patch_webhook, _ping, _policy, _poll, _presign, _project, _raw,
    _read, _regenerate, _release, _renew, _replay, _review, _revoke, _rotate_secret, _scenario, _schedule, _speed,
    _steer_job, _storm, _upload, _webhook,
)  # fmt: skip
_STEPS = {step.__name__.strip("_").replace("_", "-"): step for step in _ALL}


STORIES = st.lists(st.tuples(st.sampled_from(sorted(_STEPS)), st.integers(0, 40), st.integers(0, 40)), max_size=25)
