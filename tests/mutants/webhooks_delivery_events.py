"""Servers that tell the wrong things of what happens, or nothing, or too much."""

from collections.abc import Callable
from typing import Any

from tests.mutants.asked import without
from tests.mutants.inside import inside
from tests.mutants.wrong import Mutant

__all__ = ["MUTANTS"]

_Event = tuple[str, dict[str, Any]]
_Edit = Callable[[str, dict[str, Any]], list[_Event]]
_WHERE = {
    "job": "jobs", "content.generated": "containers", "content": "approval", "post": "publishing", "social_account": "social",
    "lease_request": "leases",
}  # fmt: skip
_OTHER = "01HY0AB3C5D7E9F1G3H5J7K9M4"
_NOW = "2026-04-24T12:00:00.000Z"


def _place(event: str) -> str:
    """Where events of a type are announced."""
    module = _WHERE.get(event) or _WHERE[event.partition(".")[0]]
    return f"layers_mock.world.{module}:announce"


def _announcing(rule: str, wrong: str, event: str, edit: _Edit) -> Mutant:
    """Events of a type are announced as ``edit`` has them, all others as they are."""

    def by(right: Any) -> Any:
        def announce(world: Any, organization: Any, type_: str, data: Any, at: int, **more: Any) -> None:
            for name, told in edit(type_, data) if type_ == event else [(type_, data)]:
                right(world, organization, name, told, at, **more)

        return announce

    return inside(f"events.{rule}", wrong, _place(event), by=by)


def _rule(event: str) -> str:
    return event.replace(".", "-").replace("_", "-")


def _lost(event: str) -> Mutant:
    return _announcing(f"{_rule(event)}.cause", f"{event} is never announced", event, lambda _type, _data: [])


def _twice(event: str) -> Mutant:
    wrong = f"{event} is announced twice, under two ids"
    return _announcing(f"{_rule(event)}.cause", wrong, event, lambda type_, data: [(type_, data)] * 2)


def _also(event: str, other: str) -> Mutant:
    wrong = f"{event} is announced as {other} as well"
    return _announcing(f"{_rule(event)}.cause", wrong, event, lambda type_, data: [(type_, data), (other, data)])


def _lacking(event: str, name: str) -> Mutant:
    wrong = f"{event} does not tell {name}"
    return _announcing(f"{_rule(event)}.data", wrong, event, lambda type_, data: [(type_, without(data, name))])


def _telling(event: str, wrong: str, **fields: Any) -> Mutant:
    told = f"{event} tells {wrong}"
    return _announcing(f"{_rule(event)}.data", told, event, lambda type_, data: [(type_, {**data, **fields})])


def _editing(event: str, wrong: str, edit: Callable[[dict[str, Any]], dict[str, Any]], part: str = "data") -> Mutant:
    told = f"{event} tells {wrong}"
    return _announcing(f"{_rule(event)}.{part}", told, event, lambda type_, data: [(type_, edit(data))])


def _dropping(rule: str, event: str, wrong: str, is_lost: Callable[[dict[str, Any]], object]) -> Mutant:
    """Events of a type are lost where their data is so."""
    return _announcing(rule, wrong, event, lambda type_, data: [] if is_lost(data) else [(type_, data)])


def _counted(rule: str, event: str, wrong: str, is_lost: Callable[[int], object]) -> Mutant:
    """Of the events of a type about one thing those are lost whose number is so."""

    def by(right: Any) -> Any:
        seen: dict[str, int] = {}

        def announce(world: Any, organization: Any, type_: str, data: Any, at: int, **more: Any) -> None:
            if type_ == event:
                name = f"{id(world)}/{data.get('id') or data.get('socialAccountId')}"
                seen[name] = seen.get(name, 0) + 1
                if is_lost(seen[name]):
                    return
            right(world, organization, type_, data, at, **more)

        return announce

    return inside(f"events.{rule}", wrong, _place(event), by=by)


def _jobs_first(rule: str, wrong: str, *, only_later: bool) -> Mutant:
    """Content is announced behind its job; with ``only_later`` but the last container of a job alone."""

    def by(of_content: Any, of_jobs: Any) -> Any:
        held: list[Any] = []

        def content(world: Any, organization: Any, type_: str, data: Any, at: int, **more: Any) -> None:
            if only_later and held:
                args, rest = held.pop()
                of_content(*args, **rest)
            held.append(((world, organization, type_, data, at), more))

        def jobs(*args: Any, **more: Any) -> None:
            of_jobs(*args, **more)
            while held:
                given, rest = held.pop(0)
                of_content(*given, **rest)

        return content, jobs

    return inside(rule, wrong, _place("content.generated"), _place("job.completed"), by=by)


def _when_asked(rule: str, wrong: str) -> Mutant:
    """job.canceled comes when somebody asks for it, and not when the job has stopped."""

    def by(ask: Any, announce: Any) -> Any:
        def asked(world: Any, organization: Any, job: Any, now: int) -> Any:
            answer = ask(world, organization, job, now)
            if answer == "accepted":
                announce(world, organization, "job.canceled", {"jobId": job.id, "kind": job.kind}, now, project=job.project)
            return answer

        def told(world: Any, organization: Any, type_: str, *more: Any, **rest: Any) -> None:
            if type_ != "job.canceled":
                announce(world, organization, type_, *more, **rest)

        return asked, told

    return inside(rule, wrong, "layers_mock.operations.jobs:request_cancel", _place("job.canceled"), by=by)


def _moved_again(rule: str, wrong: str, event: str) -> Mutant:
    """A post that is moved is announced once more, as an event of this type."""

    def by(right: Any, announce: Any) -> Any:
        def moved(world: Any, organization: Any, post: Any, scheduled_for: int, now: int) -> Any:
            after = right(world, organization, post, scheduled_for, now)
            data = {"scheduledPostId": post.id, "containerId": _OTHER, "scheduledFor": _NOW}
            announce(world, organization, event, data, now, project=post.project)
            return after

        return moved, announce

    places = ("layers_mock.operations.publishing:reschedule_post", _place("post.scheduled"))
    return inside(f"events.{rule}", wrong, *places, by=by)


def _drafts(rule: str, wrong: str, event: str) -> Mutant:
    """A draft that is in its inbox is announced as an event of this type."""

    def by(right: Any, announce: Any) -> Any:
        def ended(world: Any, organization: Any, post: Any, at: int) -> None:
            right(world, organization, post, at)
            if post.mode == "draft_to_device":
                data = {"scheduledPostId": post.id, "containerId": _OTHER, "externalId": None, "externalUrl": None}
                announce(world, organization, event, data, at, project=post.project)

        return ended, announce

    return inside(f"events.{rule}", wrong, "layers_mock.world.publishing:_end", _place("post.published"), by=by)


def _only_first(rule: str, wrong: str) -> Mutant:
    """Of posts that are canceled together the first alone is announced."""

    def by(right: Any, announce: Any) -> Any:
        def together(world: Any, organization: Any, posts: Any, now: int) -> int:
            for number, post in enumerate(posts):
                silent.append(number > 0)
                right(world, organization, [post], now)
                silent.pop()
            return len(posts)

        def told(*args: Any, **more: Any) -> None:
            if not any(silent):
                announce(*args, **more)

        silent: list[bool] = []
        return together, told

    places = ("layers_mock.world.social:cancel_posts", _place("post.canceled"))
    return inside(f"events.{rule}", wrong, *places, by=by)


def _quiet_archiving(rule: str, wrong: str) -> Mutant:
    """Posts that go with their project are not announced."""

    def by(right: Any, announce: Any) -> Any:
        silent: list[bool] = []

        def together(world: Any, organization: Any, posts: Any, now: int) -> int:
            silent.append(True)
            count: int = right(world, organization, posts, now)
            silent.pop()
            return count

        def told(*args: Any, **more: Any) -> None:
            if not silent:
                announce(*args, **more)

        return together, told

    places = ("layers_mock.world.projects:cancel_posts", _place("post.canceled"))
    return inside(f"events.{rule}", wrong, *places, by=by)


_CAUSES = (
    "job.completed", "job.failed", "job.canceled", "content.generated", "content.approved", "content.rejected",
    "post.scheduled", "post.published", "post.failed", "post.canceled", "social_account.connected",
    "social_account.needs_reauth", "social_account.revoked", "lease_request.assigned", "lease_request.rejected",
)  # fmt: skip

MUTANTS: tuple[Mutant, ...] = (
    *(_lost(event) for event in _CAUSES),
    *(_twice(event) for event in _CAUSES),
    _dropping(
        "job-completed.cause", "job.completed", "only renderings announce that they are completed",
        lambda data: data["kind"] != "influencer_create",
    ),
    _also("job.failed", "job.canceled"),
    _when_asked("events.job-canceled.cause", "job.canceled comes when somebody asks for it, while the job still runs"),
    _counted(
        "content-generated.cause", "content.generated", "what was generated first is not announced", lambda number: number == 1
    ),
    _also("content.rejected", "content.approved"),
    _also("lease_request.rejected", "lease_request.assigned"),
    _dropping(
        "lease-request-assigned.cause", "lease_request.assigned", "a request that gets some of its accounts is not announced",
        lambda data: data["status"] == "partial",
    ),
    # Content
    _counted("content-generated.again", "content.generated", "a container is announced once and never again", lambda n: n > 1),
    _counted("content-generated.again", "content.generated", "of what is made anew the first is announced", lambda n: n > 2),
    _jobs_first("events.content-generated.before-job", "the job is announced before its content", only_later=False),
    _jobs_first("events.content-generated.before-job", "the last container comes behind the job", only_later=True),
    _dropping(
        "content-approved.by-itself", "content.approved", "only approvals by a call are announced",
        lambda data: data["approvedBy"] == "auto_approve",
    ),
    _announcing(
        "content-approved.by-itself", "an approval by itself is announced as a rejection as well", "content.approved",
        lambda type_, data: [(type_, data), *([("content.rejected", data)] if data["approvedBy"] == "auto_approve" else [])],
    ),
    # Posts
    _moved_again("post-scheduled.not-again", "a moved post is announced as scheduled again", "post.scheduled"),
    _moved_again("post-scheduled.not-again", "a moved post is announced as canceled", "post.canceled"),
    _drafts("post-published.not-for-drafts", "a draft is announced as published", "post.published"),
    _drafts("post-published.not-for-drafts", "a draft is announced as failed", "post.failed"),
    _only_first("post-canceled.with-others", "of the posts of a revoked account one is announced"),
    _quiet_archiving("post-canceled.with-others", "posts of an archived project are not announced"),
    # Accounts
    _counted("social-account-connected.renewed", "social_account.connected", "a renewal is not announced", lambda n: n > 1),
    _counted("social-account-connected.renewed", "social_account.connected", "the second renewal is silent", lambda n: n > 2),
    _dropping(
        "social-account-revoked.released", "social_account.revoked", "a released account is not announced",
        lambda data: data["disconnectedReason"] == "released_by_partner",
    ),
    _editing(
        "social_account.revoked", "that a released account was revoked by the partner",
        lambda data: {**data, "disconnectedReason": "revoked_by_partner"}, "released",
    ),
    # Data
    _lacking("job.completed", "result"),
    _telling("job.completed", "an empty result", result={}),
    _lacking("job.failed", "error"),
    _telling("job.failed", "an error of its own", error={"code": "INTERNAL", "message": "The job failed somehow."}),
    _lacking("job.canceled", "kind"),
    _telling("job.canceled", "the wrong kind", kind="job"),
    _lacking("content.generated", "projectId"),
    _editing("content.generated", "one asset of several", lambda data: {**data, "assets": data["assets"][:1]}),
    _editing("content.generated", "the assets without their links", lambda data: {**data, "assets": [
        {**asset, "assetId": "ast_" + _OTHER} for asset in data["assets"]
    ]}),
    _lacking("content.approved", "approvedBy"),
    _telling("content.approved", "the moment of something else", approvedAt=_NOW),
    _lacking("content.rejected", "reason"),
    _editing("content.rejected", "a reason without its last letter", lambda data: {**data, "reason": data["reason"][:-1]}),
    _lacking("post.scheduled", "scheduledFor"),
    _telling("post.scheduled", "when it was scheduled, not for when", scheduledFor=_NOW),
    _lacking("post.published", "externalUrl"),
    _editing("post.published", "our id in place of the platform's", lambda data: {**data, "externalId": data["scheduledPostId"]}),
    _lacking("post.failed", "error"),
    _editing("post.failed", "the message alone", lambda data: {**data, "error": data["error"]["message"]}),
    _lacking("post.canceled", "canceledAt"),
    _editing("post.canceled", "no reason where none was given", lambda data: (
        data if data["reason"] is not None else without(data, "reason")
    )),
    _lacking("social_account.connected", "displayName"),
    _editing("social_account.connected", "the handle behind an @", lambda data: {**data, "displayName": "@" + data["displayName"]}),
    _lacking("social_account.needs_reauth", "platform"),
    _telling("social_account.needs_reauth", "TikTok whatever the platform", platform="tiktok"),
    _lacking("social_account.revoked", "disconnectedReason"),
    _telling("social_account.revoked", "the moment of something else", disconnectedAt=_NOW),
    _lacking("lease_request.assigned", "assignedSocialAccountIds"),
    _editing("lease_request.assigned", "all as assigned where some are", lambda data: {**data, "status": "assigned"}),
    _lacking("lease_request.rejected", "note"),
    _telling("lease_request.rejected", "another project", projectId="prj_" + _OTHER),
)  # fmt: skip
