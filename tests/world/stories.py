"""Random stories: what clients, people and time do to a world, told so that the same story can be told to two worlds."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hypothesis import strategies as st

from layers_mock.world import deliveries
from layers_mock.world.ids import uuid
from tests.world.teller import Teller, idempotent, pick, prefer

__all__ = ["STORIES", "Step", "tell"]

Step = tuple[str, int, int]
"""What happens, and two numbers that say to whom and how."""
_ACCOUNTS = ("harbor-tiktok", "harbor-instagram", "northwind-tiktok", "northwind-instagram")
_POLICIES: tuple[dict[str, Any], ...] = (
    {"requiresApproval": True}, {"firstNPostsBlocked": 3}, {"autoApproveAfter": "PT1H"}, {"autoApproveAfter": "P2D"},
    {"requiresApproval": False, "firstNPostsBlocked": None, "autoApproveAfter": None},
)  # fmt: skip
_SLOTS = ("2026-01-01T00:00:00Z", "2026-04-24T18:00:00+02:00", "2026-04-25T12:00:00.500Z", "2031-01-01T00:00:00Z")
_POSTS = ("steep-slow-tiktok", "kettle-asmr", "desk-ritual", "rest-day-reel")
_FORMATS = ("video_remix", "slideshow_remix", "ugc_remix", "auto")
_SCENARIOS: tuple[dict[str, Any], ...] = (
    {"name": "wallet", "when": {"operation": "generateContent", "nth": 2}, "then": {"wallet": "empty"}},
    {"name": "killed", "when": {"key": "throttled", "first": 1}, "then": {"key": "killed"}, "times": 1},
    {"name": "slow", "when": {"probability": 0.5}, "then": {"job": {"slow": 2.5}}, "expires": "1h"},
    {"name": "late", "when": {"body": {"/name": "n1"}, "after": "1m"}, "then": {"job": {"fails": "queued"}}},
    {"name": "every", "when": {"operation": "getCredits", "every": 2}, "then": {"error": "RATE_LIMITED"}},
    {"name": "prepared", "then": {"error": "INTERNAL", "details": {"a": 1.0, "b": [True, None]}}, "prepared": True},
)  # fmt: skip


def _clone(t: Teller, one: int, other: int) -> None:
    body = {"name": f"n{other % 3}", "overrides": {"personality": {"traits": ["x"]}, "vibe": "calm"}}
    made = t.call("POST", f"/v1/influencers/{pick(t.influencers, one)}/clone", body, **idempotent(other), **prefer(one))
    t.influencers += [made["influencerId"]] if "influencerId" in made else []


def _create(t: Teller, one: int, other: int) -> None:
    body: dict[str, Any] = {"name": f"c{one % 2}", "gender": "female"}
    if t.media and other % 2:
        body["referenceImages"] = {"assetIds": [pick(t.media, one)]}
    made = t.call("POST", f"/v1/projects/{pick(t.projects, one)}/influencers", body, **prefer(other))
    t.influencers += [made["influencerId"]] if "influencerId" in made else []


def _generate(t: Teller, one: int, other: int) -> None:
    body = {"format": _FORMATS[one % 4], "variantCount": 1 + other % 3, "brief": {"topic": f"t{one % 2}", "angle": "1.0"}}
    made = t.call("POST", f"/v1/projects/{pick(t.projects, one // 4)}/content", body, **idempotent(one), **prefer(other))
    t.contents += made.get("containerIds", [])


def _clone_from_post(t: Teller, one: int, other: int) -> None:
    id_ = f"00000000-0000-4000-8000-00000000000{one % 5}"
    body = {"projectId": t.api.id("harbor-tea"), "sourcePlatformPostId": t.api.id(_POSTS[other % 4]), "variations": 1 + one % 2}
    made = t.call("POST", f"/v1/content/{id_}/clone-from-post", body, **prefer(one + other))
    t.contents += [id_] if "jobId" in made else []


def _project(t: Teller, one: int, other: int) -> None:
    body: dict[str, Any] = {
        "name": f"p{one % 3}",
        "timezone": "Europe/Paris",
        "primaryLanguage": "fr",
        "customerExternalId": f"ext-{other % 4}",
        "metadata": {"b": 1.0, "a": [1, {}]},
    }
    made = t.call("POST", "/v1/projects", body, **idempotent(one))
    t.projects += [made["id"]] if "id" in made and made["id"] not in t.projects else []


def _ingest(t: Teller, one: int, other: int) -> None:
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        ("website", {"url": f"https://{('tea', 'maps')[one % 2]}.example", "followLinks": bool(one % 3), "maxPages": 4}),
        ("appstore", {"iosBundleId": f"com.tea.app{one % 2}"}),
        ("github", {"repoFullName": f"acme-studio/{('website', 'nothing')[one % 2]}", "openPR": bool(one % 3)}),
        ("website", {"url": "https://nobody.invalid"}),
    )
    source, body = asked[other % 4]
    t.call("POST", f"/v1/projects/{pick(t.projects, one)}/ingest/{source}", body, **idempotent(other), **prefer(one))


def _install(t: Teller, one: int, other: int) -> None:
    key, own = ("full", "other")[one % 2], f"&state=s{other % 2}" if other % 3 else ""
    url = f"/v1/github/installation/install-url?returnUrl=https://localhost:3000/{own}"
    state = t.call("GET", url, key=key).get("state", "none")
    if other % 2:
        body = {"installationId": 40112233 + other % 3, "state": state}
        t.call("POST", "/v1/github/installation", body, key=key)
    t.call("GET", "/v1/github/repos?limit=2", key=key)


def _upload(t: Teller, one: int, other: int) -> None:
    content = (b"\x89PNG\r\n\x1a\n\xff", b"plain text", b"")[one % 3] * (1 + other)
    body = {"kind": "image", "mimeType": "image/png", "dataBase64": b64encode(content).decode(), "filename": "ü.png"}
    t.call("POST", f"/v1/projects/{pick(t.projects, other)}/media", body)


def _presign(t: Teller, one: int, other: int) -> None:
    body: dict[str, Any] = {"kind": "logo", "mimeType": "image/png", **({"sizeBytes": 3.0} if other % 2 else {})}
    t.call("POST", f"/v1/projects/{t.projects[0]}/media/presign", body)
    if t.uploads and one % 2:
        t.put(pick(t.uploads, one // 2), b"\x00\xff\x01")


def _finalize(t: Teller, one: int, other: int) -> None:
    t.call("POST", f"/v1/projects/{t.projects[0]}/media/finalize", {"uploadId": pick(t.uploads, one).replace("job_", "upl_")})


def _poll(t: Teller, one: int, other: int) -> None:
    t.call("GET", f"/v1/jobs/{pick(t.jobs, one)}", **({"If_None_Match": t.etag} if other % 2 else {}))


def _sdk_app(t: Teller, one: int, other: int) -> None:
    body: dict[str, Any] = {"name": f"a{one % 3}", "platform": "ios", "bundleId": "com.story.app"}
    if other % 3 == 1:
        body["appId"] = f"app_{one % 4:024x}"
    made = t.call("POST", f"/v1/projects/{pick(t.projects, other)}/sdk-apps", body, **idempotent(one))
    t.apps += [made["appId"]] if "appId" in made else []


def _patch_app(t: Teller, one: int, other: int) -> None:
    relays = {"capi": {("meta", "tiktok", "apple")[other % 3]: {"enabled": bool(other % 2)}}}
    bodies: tuple[dict[str, Any], ...] = ({"rotateKey": True}, relays, {"name": f"b{other}", "bundleId": "com.other.app"})
    t.call("PATCH", f"/v1/projects/{t.projects[0]}/sdk-apps/{pick(t.apps, one)}", bodies[one % 3])


def _read(t: Teller, one: int, other: int) -> None:
    project = pick(t.projects, one)
    paths = (
        "/v1/whoami", "/v1/credits", "/v1/projects?limit=2", f"/v1/projects/{project}",
        f"/v1/projects/{project}/content?limit=3",
        f"/v1/projects/{project}/influencers", f"/v1/influencers/{pick(t.influencers, one)}",
        f"/v1/content/{pick(t.contents, one)}", f"/v1/content/{pick(t.contents, one)}/progress",
        f"/v1/projects/{project}/top-performers?metric=views&window=90d",
        f"/v1/projects/{project}/scheduled-posts?limit=2", f"/v1/scheduled-posts/{pick(t.posts, one)}",
        f"/v1/projects/{project}/approval-policy",
        "/v1/audit-log?limit=7", f"/v1/audit-log?projectId={project}", f"/v1/projects/{project}/engagement",
        f"/v1/projects/{project}/sdk-apps?limit=2", f"/v1/projects/{t.projects[0]}/sdk-apps/{pick(t.apps, one)}",
        f"/v1/projects/{project}/events?limit=3",
        f"/v1/projects/{project}/conversions?since=2026-04-20T00:00:00Z&until=2026-06-01T00:00:00Z&groupBy=day",
        f"/v1/projects/{project}/metrics?scope=project&id={project}", f"/v1/projects/{project}/ads-content",
        f"/v1/projects/{project}/ads-metrics?scope=project&id={project}", f"/v1/projects/{project}/ads/ads?limit=2",
        f"/v1/projects/{project}/ads/capi-status", f"/v1/projects/{project}/ads/adsets?status=active",
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
    t.call("POST", f"/v1/projects/{pick(t.projects, one)}/social/oauth-url", body, key=("full", "throttled")[other % 2])


def _renew(t: Teller, one: int, other: int) -> None:
    body = {"socialAccountId": pick(t.accounts, one).replace("job_", "sa_"), "returnUrl": "https://localhost:3000/x"}
    t.call("POST", f"/v1/projects/{pick(t.projects, other)}/social/reauth-url", {**body, "scopes": ["video.publish"]})


def _advertise(t: Teller, one: int, other: int) -> None:
    body = {
        "platform": ("meta_ads", "tiktok_ads", "apple_ads")[one % 3],
        "redirectUrl": "https://app.example.com/x?y=1",
        "state": f"s{other % 2}",
    }
    project = pick(t.projects, one)
    path, key = f"/v1/projects/{project}/ads/ad-accounts/oauth-url", ("full", "throttled")[other % 2]
    url = t.call("POST", path, body, key=key).get("url", "")
    t.states += parse_qs(urlsplit(url).query).get("state", [])
    if other % 3:
        t.control("POST", f"oauth/{t.states[-1] if t.states else 'st_1'}/{('complete', 'deny')[other % 5 == 4]}", {})
    t.call("GET", f"/v1/projects/{project}/ads/ad-accounts")


def _decide(t: Teller, one: int, other: int) -> None:
    handle = {"handle": "the.same"} if other % 4 == 3 else {}
    state, outcome = pick(t.states, one), ("complete", "complete", "deny", "complete", "fail")[other % 5]
    t.control("POST", f"oauth/{state}/{outcome}", handle if outcome == "complete" else {})
    t.call("GET", f"/v1/social/oauth-status/{state}")


def _accounts(t: Teller, one: int, other: int) -> None:
    query = ("", "?status=connected", "?leased=true", "?platform=instagram&status=disconnected")[other % 4]
    kind = ("social-accounts", "leased-accounts")[one % 2]
    t.call("GET", f"/v1/projects/{pick(t.projects, one // 2)}/{kind}{'' if one % 2 else query}")


def _revoke(t: Teller, one: int, other: int) -> None:
    t.call("DELETE", f"/v1/social-accounts/{pick(t.accounts, one).replace('job_', 'sa_')}")


def _lease(t: Teller, one: int, other: int) -> None:
    project = pick(t.projects, one)
    body = {"projectId": project, "count": 1 + other % 3, "niche": {"vertical": "tea", "geo": ["GB"]}, "note": f"n{one % 2}"}
    made = t.call("POST", f"/v1/projects/{project}/leased-accounts/request", body, **idempotent(other))
    t.call("GET", f"/v1/projects/{project}/leased-accounts/requests/{made.get('requestId', 'lreq')}")


def _decide_lease(t: Teller, one: int, other: int) -> None:
    request = pick(t.leases, one)
    decision = ({"count": 1 + other % 2}, {"note": "Here."}, {})[other % 3]
    t.control("POST", f"leases/{request}/{'reject' if other % 3 == 2 else 'assign'}", decision)


def _release(t: Teller, one: int, other: int) -> None:
    t.call(
        "DELETE", f"/v1/leased-accounts/{pick(t.accounts, one).replace('job_', 'sa_')}", {"reason": "r"} if other % 2 else None
    )


def _key(t: Teller, one: int, other: int) -> None:
    key = next(key for key in t.api.world.keys.values() if key.name == ("limited", "throttled", "limited")[one % 3])
    path = f"/v1/api-keys/{uuid(key.key)}"
    if other % 3 == 2 and one % 5 == 0:
        t.call("DELETE", path)
    else:
        t.call("POST", f"{path}/{('rotate', 'rotate', 'kill')[other % 3]}", **idempotent(one))


def _engage(t: Teller, one: int, other: int) -> None:
    bodies: tuple[dict[str, Any], ...] = (
        {"enabled": bool(one % 2)},
        {"firstComment": {"targets": ["tiktok", "instagram"][: one % 3], "commentTemplate": f"t{one}"}},
        {"replyToComments": {"autoReplyDelay": "PT5M"}},
        {"replies": {"tone": "warm"}},
    )
    t.call("PATCH", f"/v1/projects/{pick(t.projects, one)}/engagement", bodies[other % len(bodies)])


def _raw(t: Teller, one: int, other: int) -> None:
    """An Idempotency-Key that is no UTF-8, as HTTP allows."""
    t.call("POST", f"/v1/influencers/{t.influencers[0]}/clone", {"name": "raw"}, Idempotency_Key="k\udcff")


def _regenerate(t: Teller, one: int, other: int) -> None:
    t.call("POST", f"/v1/content/{pick(t.contents, one)}/regenerate", {"preserveAssets": bool(other % 2)})


def _patch(t: Teller, one: int, other: int) -> None:
    body = {"personality": {"tone": f"{other}"}, "name": "p"}
    t.call("PATCH", f"/v1/influencers/{pick(t.influencers, one)}", body)


def _delete(t: Teller, one: int, other: int) -> None:
    t.call("DELETE", f"/v1/influencers/{pick(t.influencers, one)}", {"reason": "r"})


def _attach(t: Teller, one: int, other: int) -> None:
    t.call("POST", f"/v1/influencers/{pick(t.influencers, one)}/reference-images", {"assetIds": t.media[:3] or ["x"]})


def _patch_project(t: Teller, one: int, other: int) -> None:
    body = {"customerExternalId": f"ext-{other % 4}", "metadata": {"z": 1, "a": 2.0}}
    t.call("PATCH", f"/v1/projects/{pick(t.projects, one)}", body)


def _override(t: Teller, one: int, other: int) -> None:
    path = f"/v1/projects/{t.api.id('harbor-tea')}/ads-content"
    items = t.call("GET", path).get("items", [])
    body = {"override": ("include", "exclude", None)[other % 3], **({"note": f"n{one}"} if one % 2 else {})}
    if items:
        t.call("PATCH", f"{path}/{pick([item['adsContentId'] for item in items], one)}", body)


def _archive(t: Teller, one: int, other: int) -> None:
    t.call("DELETE", f"/v1/projects/{t.projects[-1]}")


def _policy(t: Teller, one: int, other: int) -> None:
    t.call("PATCH", f"/v1/projects/{pick(t.projects, one)}/approval-policy", _POLICIES[other % len(_POLICIES)])


def _review(t: Teller, one: int, other: int) -> None:
    name, body = (("approve", {"note": "n"}), ("reject", {"reason": "r"}))[other % 3 == 2]
    t.call("POST", f"/v1/content/{pick(t.contents, one)}/{name}", body)


def _schedule(t: Teller, one: int, other: int) -> None:
    account = t.api.id(_ACCOUNTS[other % 4])
    mode = ("direct_publish", "reels")[other % 2] if other < 30 else "draft_to_device"
    targets = [{"socialAccountId": account, "mode": mode, "captionOverride": "c"}, {"socialAccountId": account, "mode": mode}]
    name = ("schedule", "publish")[one % 7 == 6]
    body = {"scheduledFor": _SLOTS[other // 4 % 4], "targets": targets[: 1 + one % 2]}
    t.call("POST", f"/v1/content/{pick(t.contents, one)}/{name}", body, **idempotent(one))


def _change_post(t: Teller, one: int, other: int) -> None:
    id_ = pick(t.posts, one)
    if other % 2:
        t.call("DELETE", f"/v1/scheduled-posts/{id_}", {"reason": "r"})
    else:
        t.call("POST", f"/v1/scheduled-posts/{id_}/reschedule", {"scheduledFor": _SLOTS[2 + other // 2 % 2]})


def _cancel(t: Teller, one: int, other: int) -> None:
    t.call("POST", f"/v1/jobs/{pick(t.jobs, one)}/cancel")


def _steer_job(t: Teller, one: int, other: int) -> None:
    t.control("POST", f"jobs/{pick(t.jobs, one)}/{('complete', 'fail', 'advance')[other % 3]}")


def _webhook(t: Teller, one: int, other: int) -> None:
    body: dict[str, Any] = {"url": f"https://hooks.example/{one}", "events": ["job.completed", "post.failed"][: 1 + one % 2]}
    if other % 2:
        body["projectId"] = pick(t.projects, one)
    made = t.call("POST", "/v1/webhook-endpoints", body, **idempotent(other))
    t.webhooks += [made["endpoint"]["id"]] if "endpoint" in made else []


def _hook(t: Teller, number: int) -> str:
    return "/v1/webhook-endpoints/" + pick(t.webhooks or ["01KPZNRWG0ZWMJSSF2571B3YC3"], number)


def _patch_webhook(t: Teller, one: int, other: int) -> None:
    t.call("PATCH", _hook(t, one), {"status": ("active", "paused")[other % 2], "description": f"d{other}"})


def _delete_webhook(t: Teller, one: int, other: int) -> None:
    t.call("DELETE", _hook(t, one))


def _rotate_secret(t: Teller, one: int, other: int) -> None:
    t.call("POST", f"{_hook(t, one)}/rotate-secret", **idempotent(other))


def _ping(t: Teller, one: int, other: int) -> None:
    made = t.call("POST", f"{_hook(t, one)}/test", {"payload": {"n": 1.0, "l": [other]}} if other % 2 else None)
    t.deliveries += [made["deliveryId"]] if "deliveryId" in made else []


def _replay(t: Teller, one: int, other: int) -> None:
    made = t.call("POST", f"/v1/webhook-deliveries/{pick(t.deliveries or ['01KPZNRWG0ZWMJSSF2571B3YC3'], one)}/replay")
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
    _accounts, _advance, _advertise, _archive, _attach, _attempt, _begin, _cancel, _change_post, _clone, _clone_from_post, _create,
    _decide, _decide_lease, _delete, _delete_webhook, _deliveries, _engage, _finalize, _fire, _generate, _ingest, _install,
    _key, _lease, _next_event, _no_scenario, _override, _patch, _patch_app, _patch_project, _patch_webhook, _ping, _policy,
    _poll, _presign, _project, _raw, _read, _regenerate, _release, _renew, _replay, _review, _revoke, _rotate_secret,
    _scenario, _schedule, _sdk_app, _speed, _steer_job, _storm, _upload, _webhook,
)  # fmt: skip
_STEPS = {step.__name__.strip("_").replace("_", "-"): step for step in _ALL}


STORIES = st.lists(st.tuples(st.sampled_from(sorted(_STEPS)), st.integers(0, 40), st.integers(0, 40)), max_size=25)


def tell(teller: Teller, steps: list[Step]) -> None:
    """Tell them all."""
    for name, one, other in steps:
        _STEPS[name](teller, one, other)
