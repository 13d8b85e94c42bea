"""Wrong policies, and gates that let through or hold back what they must not."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.approval_servers import always, asking, get, loses, remembers, side, success_of
from tests.mutants.wrong import (
    Ask,
    Asked,
    Mutant,
    Server,
    answers,
    asks,
    json_of,
    refuses,
    turns,
    with_json,
)

__all__ = ["MUTANTS"]

GET, PATCH, GENERATE, CONTENT = "getApprovalPolicy", "patchApprovalPolicy", "generateContent", "getContent"
BOTH = {GET, PATCH}


def has(name: str, *values: Any) -> Callable[[Asked], bool]:
    """Bodies with the field, and with one of the values where some are given."""
    return lambda asked: isinstance(asked.body, dict) and name in asked.body and (not values or asked.body[name] in values)


def without(*names: str) -> Callable[[Any], Any]:
    """An edit that leaves fields out."""
    return lambda body: {name: value for name, value in body.items() if name not in names}


def policy_path(asked: Asked) -> str:
    """Where the policy is that a call is about."""
    return f"/v1/projects/{asked.path[0]}/approval-policy"


def resets(asked: Asked, ask: Ask) -> None:
    """Settings that were not sent fall back."""
    sent = asked.body if isinstance(asked.body, dict) else {}
    if set(sent) & {"requiresApproval", "firstNPostsBlocked", "autoApproveAfter"} and not has("firstNPostsBlocked", 51, -1)(
        asked
    ):
        ask(side(asked, "PATCH", policy_path(asked), {"autoApproveAfter": None}))


def done_before(change: Callable[[Asked, Ask], Any]) -> Callable[[], Server]:
    """Something is done before each change of a policy."""

    def before(asked: Asked, ask: Ask) -> None:
        change(asked, ask)

    return asking(PATCH, before)


def theirs(asked: Asked, ask: Ask) -> Response | None:
    """Policies of another organisation are told."""
    came = ask(side(asked, "GET", policy_path(asked), key="other"))
    return came if came.status == 200 and not get(asked, ask, f"/v1/projects/{asked.path[0]}") else None


def changes_theirs(asked: Asked, ask: Ask) -> Response | None:
    """A foreign policy is refused and changed."""
    came = ask(asked.request)
    if came.status == 404:
        ask(side(asked, "PATCH", policy_path(asked), asked.body, key="other"))
    return came


def changes_the_rest(asked: Asked, ask: Ask) -> Response:
    """What is right in a refused body is done."""
    came = ask(asked.request)
    body = asked.body
    if came.status == 400 and isinstance(body, dict) and body.get("autoApproveAfter") == "PT1H":
        ask(side(asked, "PATCH", policy_path(asked), {"autoApproveAfter": "PT1H"}))
    return came


def clears(name: str, value: object, when: Callable[[Asked], bool]) -> Callable[[], Server]:
    """With some changes another setting changes as well."""
    return done_before(lambda asked, ask: when(asked) and ask(side(asked, "PATCH", policy_path(asked), {name: value})))


def renamed_is_changed() -> Server:
    """A change of the project's name counts as a change of its policy."""
    renamed: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = success_of(came)
        if asked.operation == "patchProject" and body is not None:
            renamed[asked.path[0]] = body["updatedAt"].replace("000+00:00", "Z")
        if asked.operation == GET and body is not None and asked.path[0] in renamed:
            return with_json(came, body | {"updatedAt": renamed[asked.path[0]]})
        return came

    return server


def tells_since(spoil: Callable[[Any, str], Any]) -> Callable[[], Server]:
    """Containers read wrongly by what their project's policy was changed to: ``spoil(policy, status)`` gives the status."""

    def make() -> Server:
        policies: dict[str, list[Any]] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = success_of(came)
            if asked.operation == PATCH and body is not None:
                policies.setdefault(body["projectId"], []).append(asked.body)
            if asked.operation == CONTENT and body is not None:
                project = body["projectId"].rpartition("_")[2]
                if project in policies:
                    return with_json(came, body | {"approvalStatus": spoil(policies[project], body["approvalStatus"])})
            return came

        return server

    return make


def counts_rejections(asked: Asked, ask: Ask) -> Response:
    """A rejection takes one off the count as well: it is done as an approval, and told as a rejection."""
    if asked.operation == CONTENT and asked.path[0] in asked.memory.notes.setdefault("rejected", set()):
        came = ask(asked.request)
        return with_json(came, json_of(came) | {"approvalStatus": "rejected"})
    if asked.operation != "rejectContent" or not isinstance(asked.body, dict):
        return ask(asked.request)
    came = ask(side(asked, "POST", f"/v1/content/{asked.path[0]}/approve"))
    if came.status != 200:
        return came
    asked.memory.notes["rejected"].add(asked.path[0])
    told = json_of(came)
    answer = {
        "id": told["id"],
        "approvalStatus": "rejected",
        "rejectedAt": told["approvedAt"],
        "rejectedBy": told["approvedBy"],
    }
    return with_json(came, answer | {"reason": asked.body.get("reason")})


def counts_the_made(asked: Asked, ask: Ask) -> Response:
    """Three containers lift the gate, approved or not."""
    made = asked.memory.notes.setdefault("made", {})
    if asked.operation == GENERATE:
        made[asked.path[0]] = made.get(asked.path[0], 0) + 1
        if made[asked.path[0]] == 4 and get(asked, ask, f"/v1/projects/{asked.path[0]}").get("firstNPostsBlocked"):
            ask(side(asked, "PATCH", policy_path(asked), {"firstNPostsBlocked": None}))
    return ask(asked.request)


def lets_go(asked: Asked, ask: Ask) -> Response:
    """What waits is approved when the gate is lifted."""
    came = ask(asked.request)
    if asked.operation == PATCH and came.status == 200 and has("requiresApproval", False)(asked):
        for item in get(asked, ask, f"/v1/projects/{asked.path[0]}/content").get("items", ()):
            ask(side(asked, "POST", f"/v1/content/{item['id']}/approve"))
    return came


def approves_rejected(asked: Asked, ask: Ask) -> Response:
    """Behind the time what was rejected reads approved as well."""
    came = ask(asked.request)
    body = success_of(came)
    is_late = asked.memory.notes.get("passed", 0) > 7000
    if asked.operation == CONTENT and body is not None and body["approvalStatus"] == "rejected" and is_late:
        return with_json(came, body | {"approvalStatus": "approved"})
    return came


def rewrites(edit: Callable[[str], str]) -> Callable[[], Server]:
    """Another duration is stored than was sent; it reads as it was sent."""

    def make() -> Server:
        sent: dict[str, str] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            body = asked.body
            text = body.get("autoApproveAfter") if asked.operation == PATCH and isinstance(body, dict) else None
            is_changed = isinstance(text, str) and text.startswith("P")
            came = ask(asked.with_body(body | {"autoApproveAfter": edit(str(text))}) if is_changed else asked.request)
            told = success_of(came)
            if isinstance(text, str) and is_changed and told is not None:
                sent[told["projectId"]] = text
            if asked.operation in BOTH and told is not None and told["autoApproveAfter"] and told["projectId"] in sent:
                return with_json(came, told | {"autoApproveAfter": sent[told["projectId"]]})
            return came

        return server

    return make


def only_for_new(asked: Asked, ask: Ask) -> Response:
    """A new time leaves those that wait without one: until it is sent again, they read as pending."""
    waiting = asked.memory.notes.setdefault("waiting", set())
    if asked.operation == PATCH and has("autoApproveAfter")(asked):
        for item in get(asked, ask, f"/v1/projects/{asked.path[0]}/content").get("items", ()):
            if item["approvalStatus"] == "pending":
                waiting.add(item["id"])
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == CONTENT and body is not None and body["id"] in waiting:
        return with_json(came, body | {"approvalStatus": "pending"})
    return came


def counts_from_the_change(asked: Asked, ask: Ask) -> Response:
    """The wait of those that wait already counts from the change: what is approved by itself at once reads pending for an hour."""
    changed = asked.memory.notes.setdefault("changed", {})
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == PATCH and body is not None and has("autoApproveAfter")(asked):
        changed[body["projectId"]] = asked.memory.notes.get("passed", 0)
    if asked.operation == CONTENT and body is not None and body["approvalStatus"] == "approved":
        since = changed.get(body["projectId"].rpartition("_")[2])
        if since is not None and asked.memory.notes.get("passed", 0) - since < 3600:
            return with_json(came, body | {"approvalStatus": "pending"})
    return came


def keeps_the_time(asked: Asked, ask: Ask) -> Response | None:
    """null is told and not stored."""
    if not has("autoApproveAfter", None)(asked):
        return None
    told = get(asked, ask, policy_path(asked))
    return with_json(ask(side(asked, "GET", "/v1/whoami")), told | {"autoApproveAfter": None}) if told else None


def behind_null(asked: Asked, ask: Ask) -> Response:
    """null reads null, and what waits is approved all the same when its time has come."""
    notes = asked.memory.notes
    came = ask(asked.request)
    if asked.operation == PATCH and came.status == 200 and has("autoApproveAfter", None)(asked):
        notes["off"] = notes.get("passed", 0)
    body = success_of(came)
    if asked.operation == CONTENT and body is not None and "off" in notes and notes.get("passed", 0) - notes["off"] > 3600:
        return with_json(came, body | {"approvalStatus": "approved"})
    return came


def down_by(body: Any, kept: Any, asked: Asked) -> Any:
    """firstNPostsBlocked counts down with the approvals."""
    return body | {"firstNPostsBlocked": max(0, body["firstNPostsBlocked"] - sum(map(len, kept.values())))}


def tells_before(asked: Asked, ask: Ask) -> Response:
    """The answer tells the policy as it was."""
    before = get(asked, ask, policy_path(asked))
    came = ask(asked.request)
    return with_json(came, before) if came.status == 200 else came


def is_same_number(asked: Asked, ask: Ask) -> Response | None:
    """A number that is set already begins nothing anew."""
    before = get(asked, ask, policy_path(asked))
    number = asked.body.get("firstNPostsBlocked") if isinstance(asked.body, dict) else None
    if number and before.get("firstNPostsBlocked") == number and set(asked.body) == {"firstNPostsBlocked"}:
        return with_json(ask(side(asked, "GET", "/v1/whoami")), before)
    return None


MUTANTS = (
    Mutant("get-approval-policy.fields", "autoApproveAfter is left out where it is null.", answers(
        GET, lambda body: body if body["autoApproveAfter"] else without("autoApproveAfter")(body))),
    Mutant("get-approval-policy.fields", "firstNPostsBlocked is a text.", answers(
        GET, lambda body: body | {"firstNPostsBlocked": str(body["firstNPostsBlocked"])})),
    Mutant("get-approval-policy.fields", "The time is told in seconds.", answers(
        GET, lambda body: body | {"autoApproveAfter": body["autoApproveAfter"] and "86400"})),
    Mutant("get-approval-policy.project-id", "projectId is prefixed.", answers(
        BOTH, lambda body: body | {"projectId": f"prj_{body['projectId']}"})),
    Mutant("get-approval-policy.project-id", "projectId is what the path says.", answers(
        GET, lambda body, asked: body | {"projectId": asked.path[0]})),
    Mutant("get-approval-policy.gate-off", "A new project blocks the first three.", answers(
        GET, lambda body: body | {"firstNPostsBlocked": 3} if not body["requiresApproval"] else body)),
    Mutant("get-approval-policy.gate-off", "What was never set is approved after a day.", answers(
        GET, lambda body: body | {"autoApproveAfter": body["autoApproveAfter"] or "PT24H"})),
    Mutant("get-approval-policy.gate-off", "Its content waits all the same.", answers(
        CONTENT, lambda body: body | {"approvalStatus": "pending"})),
    Mutant("get-approval-policy.updated-at", "updatedAt is null until the first change.", remembers(
        PATCH, GET, lambda body, kept, asked: None if asked.path[0] in kept else body | {"updatedAt": None})),
    Mutant("get-approval-policy.updated-at", "updatedAt stays at the first one told.", remembers(
        GET, GET, lambda body, kept, asked: body | {"updatedAt": kept[asked.path[0]][0]["updatedAt"]})),
    Mutant("get-approval-policy.updated-at", "It moves with the project's name.", renamed_is_changed),
    Mutant("get-approval-policy.not-found", "A foreign policy is told.", asking(GET, theirs)),
    Mutant("get-approval-policy.not-found", "An unknown project is 403.", turns(GET, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("patch-approval-policy.not-found", "A foreign policy is refused and changed.", asking(PATCH, changes_theirs)),
    Mutant("patch-approval-policy.not-found", "An unknown project is 400.", turns(PATCH, 404, "NOT_FOUND", to=(400, "VALIDATION"))),
    Mutant("patch-approval-policy.answers-the-policy", "The answer is empty.", answers(PATCH, lambda body: {})),
    Mutant("patch-approval-policy.answers-the-policy", "The answer tells the policy before the change.", asking(PATCH, tells_before)),
    Mutant("patch-approval-policy.answers-the-policy", "The answer is 202.", answers(PATCH, lambda body: None, status=202)),
    Mutant("patch-approval-policy.partial", "What is not sent falls back.", done_before(resets)),
    Mutant("patch-approval-policy.partial", "Where approval is not required, nothing is blocked.", clears(
        "firstNPostsBlocked", None, has("requiresApproval", False))),
    Mutant("patch-approval-policy.first-n-null", "null is taken as not sent.", asks(
        PATCH, lambda body: without("firstNPostsBlocked")(body) | {"notKnown": 1, "requiresApproval": body.get("requiresApproval", False)},
        when=has("firstNPostsBlocked", None))),
    Mutant("patch-approval-policy.first-n-null", "It reads null.", answers(
        BOTH, lambda body: body | {"firstNPostsBlocked": body["firstNPostsBlocked"] or None})),
    Mutant("patch-approval-policy.first-n-null", "null switches approval off.", clears(
        "requiresApproval", False, has("firstNPostsBlocked", None))),
    Mutant("patch-approval-policy.invalid-is-400", "A wrong number is 422, as elsewhere.", turns(
        PATCH, 400, "VALIDATION", to=(422, "VALIDATION"), when=lambda came: has("firstNPostsBlocked", 51)(came.asked))),
    Mutant("patch-approval-policy.invalid-is-400", "An empty body is fine.", loses(
        PATCH, lambda asked, ask: get(asked, ask, policy_path(asked)), when=lambda asked: asked.body == {})),
    Mutant("patch-approval-policy.invalid-is-400", "What is right beside a fault is done.", asking(PATCH, changes_the_rest)),
    Mutant("patch-approval-policy.unknown-field", "The body is strict.", refuses(
        PATCH, 400, "VALIDATION", when=has("trustThreshold"))),
    Mutant("patch-approval-policy.unknown-field", "updatedAt is taken from the body.", remembers(
        "-", GET, lambda body, kept, asked: body | {"updatedAt": None})),
    Mutant("patch-approval-policy.unknown-field", "With an unknown field nothing is done.", loses(
        PATCH, lambda asked, ask: get(asked, ask, policy_path(asked)), when=has("policy"))),
    Mutant("patch-approval-policy.gates-new-content", "New content never waits.", answers(
        CONTENT, lambda body: body | {"approvalStatus": "not_required"}, when=lambda asked: True)),
    Mutant("patch-approval-policy.gates-new-content", "The gate cannot be set twice.", tells_since(
        lambda sent, status: "not_required" if len(sent) > 2 else status)),
    Mutant("patch-approval-policy.gates-new-content", "It stays set once it was.", tells_since(
        lambda sent, status: "pending" if status == "not_required" else status)),
    Mutant("patch-approval-policy.leaves-what-waits", "What waits is approved when the gate is lifted.", always(lets_go)),
    Mutant("patch-approval-policy.leaves-what-waits", "What is there begins to wait.", tells_since(
        lambda sent, status: "pending" if status == "not_required" else status)),
    Mutant("patch-approval-policy.leaves-what-waits", "With the number unset nothing waits any more.", tells_since(
        lambda sent, status: "not_required" if {"firstNPostsBlocked": None} in sent and status == "pending" else status)),
    Mutant("patch-approval-policy.blocks-the-first", "A rejection counts as well.", always(counts_rejections)),
    Mutant("patch-approval-policy.blocks-the-first", "Containers are counted, approved or not.", always(counts_the_made)),
    Mutant("patch-approval-policy.blocks-the-first", "The number has no effect.", answers(
        CONTENT, lambda body: body | {"approvalStatus": "not_required"} if body["approvalStatus"] == "pending" else body)),
    Mutant("patch-approval-policy.current-count", "The count begins at 0.", answers("getProject", lambda body: body | {"currentBlockedCount": 0})),
    Mutant("patch-approval-policy.current-count", "The number counts down.", remembers("approveContent", GET, down_by)),
    Mutant("patch-approval-policy.current-count", "The same number begins nothing anew.", asking(PATCH, is_same_number)),
    Mutant("patch-approval-policy.auto-approves", "Nothing is approved by itself.", remembers(
        "approveContent", CONTENT,
        lambda body, kept, asked: body | {"approvalStatus": "pending"} if body["approvalStatus"] == "approved" and asked.path[0] not in kept else None)),
    Mutant("patch-approval-policy.auto-approves", "A rejection does not last.", always(approves_rejected)),
    Mutant("patch-approval-policy.auto-approves", "PT2H is two minutes.", rewrites(lambda text: text.replace("H", "M"))),
    Mutant("patch-approval-policy.auto-approves", "A week has five days.", rewrites(lambda text: text.replace("P1W", "P5D"))),
    Mutant("patch-approval-policy.auto-approves-what-waits", "What waits is left out.", always(only_for_new)),
    Mutant("patch-approval-policy.auto-approves-what-waits", "Its wait begins with the change.", always(counts_from_the_change)),
    Mutant("patch-approval-policy.auto-approve-null", "null is told and not stored.", asking(PATCH, keeps_the_time)),
    Mutant("patch-approval-policy.auto-approve-null", "What waits is approved all the same.", always(behind_null)),
)  # fmt: skip
