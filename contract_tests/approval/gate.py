"""patchApprovalPolicy: what the settings do to containers."""

from layers_mock.kit import Api, check, equal

from ..making import container_now, later
from .making import counter, new, new_project, patched, policy, reviewing_project, status, waiting_in

__all__: list[str] = []

_HOUR = 3600.0


@check("patch-approval-policy.gates-new-content")
def new_content_waits_while_approval_is_required(api: Api) -> None:
    """Pending while it is on, whatever was approved before; not_required once it is off."""
    project = new_project(api)
    for _ in range(2):
        patched(api, project, requiresApproval=True)
        for _ in range(2):
            container = new(api, project)
            equal(status(api, container), "pending", "approvalStatus while approval is required")
            api.made("approveContent", container)
        patched(api, project, requiresApproval=False)
        equal(status(api, new(api, project)), "not_required", "approvalStatus once it is not")


@check("patch-approval-policy.leaves-what-waits")
def existing_content_keeps_its_status(api: Api) -> None:
    """What waits goes on waiting when the gate is lifted, and what is there is not made to wait when it is set."""
    project = new_project(api)
    free = new(api, project)
    patched(api, project, requiresApproval=True, firstNPostsBlocked=3)
    equal(status(api, free), "not_required", "approvalStatus of what was there before")
    kept, approved = waiting_in(api, project), waiting_in(api, project)
    api.made("approveContent", approved)
    for settings in ({"requiresApproval": False}, {"firstNPostsBlocked": None}, {"requiresApproval": True}):
        patched(api, project, **settings)
        came = [status(api, each) for each in (free, kept, approved)]
        equal(came, ["not_required", "pending", "approved"], f"approvalStatus of three containers behind {settings}")


@check("patch-approval-policy.blocks-the-first")
def content_waits_until_so_many_were_approved(api: Api) -> None:
    """Two approvals lift the gate; one does not, nor does a rejection, nor does the number of containers."""
    project = reviewing_project(api, firstNPostsBlocked=2)
    made = [new(api, project) for _ in range(4)]
    equal([status(api, each) for each in made], ["pending"] * 4, "approvalStatus of four containers")
    api.made("approveContent", made[0])
    api.made("rejectContent", made[1], body={"reason": "Not this one."})
    equal(status(api, new(api, project)), "pending", "approvalStatus behind one approval and one rejection")
    api.made("approveContent", made[2])
    equal(status(api, new(api, project)), "not_required", "approvalStatus behind two approvals")
    equal(status(api, made[3]), "pending", "approvalStatus of what waited before")


@check("patch-approval-policy.current-count")
def the_count_begins_at_the_number(api: Api) -> None:
    """The count is the number, anew each time that is sent, and 0 behind null; firstNPostsBlocked does not count down."""
    project = new_project(api)
    equal(counter(api, project), 0, "currentBlockedCount of a new project")
    for number in (3, 50, 3, 3):
        patched(api, project, firstNPostsBlocked=number)
        equal(counter(api, project), number, f"currentBlockedCount behind firstNPostsBlocked {number}")
        api.made("approveContent", waiting_in(api, project))
        equal(policy(api, project)["firstNPostsBlocked"], number, "firstNPostsBlocked behind an approval")
        row = api.made("getProject", project)
        equal(row["firstNPostsBlocked"], number, "firstNPostsBlocked of the project behind an approval")
    before = counter(api, project)
    patched(api, project, autoApproveAfter="P1D")
    equal(counter(api, project), before, "currentBlockedCount behind another setting")
    patched(api, project, firstNPostsBlocked=None)
    equal(counter(api, project), 0, "currentBlockedCount behind null")


@check("patch-approval-policy.auto-approves")
def what_waited_long_enough_is_approved(api: Api) -> None:
    """Pending a minute before the hours are over, approved a minute behind; what was rejected stays so."""
    project = reviewing_project(api, requiresApproval=True, autoApproveAfter="PT2H")
    container, rejected = waiting_in(api, project), waiting_in(api, project)
    api.made("rejectContent", rejected, body={"reason": "Not this one."})
    api.advance(2 * _HOUR - 60)
    equal(status(api, container), "pending", "approvalStatus a minute before two hours are over")
    second = waiting_in(api, project)
    api.advance(120)
    equal(status(api, container), "approved", "approvalStatus a minute behind them")
    equal(status(api, rejected), "rejected", "approvalStatus of what was rejected")
    equal(status(api, second), "pending", "approvalStatus of what has waited for two minutes")
    api.advance(2 * _HOUR)
    equal(status(api, second), "approved", "approvalStatus of the second one two hours later")


@check("patch-approval-policy.auto-approves")
def each_unit_of_a_duration_counts(api: Api) -> None:
    """Minutes, hours, days and weeks are as long as they are."""
    for text, seconds in (("PT30M", 1800.0), ("PT1H30M", 5400.0), ("P1DT1H", 90_000.0), ("P1W", 604_800.0)):
        project = reviewing_project(api, requiresApproval=True, autoApproveAfter=text)
        container = waiting_in(api, project)
        api.advance(seconds - 60)
        equal(status(api, container), "pending", f"approvalStatus a minute before {text} is over")
        api.advance(120)
        equal(status(api, container), "approved", f"approvalStatus a minute behind {text}")


@check("patch-approval-policy.auto-approves-what-waits")
def a_new_setting_holds_for_what_waits(api: Api) -> None:
    """The wait counts from its beginning: a shorter one ends it at once, a longer one later than the first would have."""
    project = reviewing_project(api, requiresApproval=True)
    first = waiting_in(api, project)
    api.advance(3 * _HOUR)
    second = waiting_in(api, project)
    patched(api, project, autoApproveAfter="PT2H")
    later(api, 1.0)
    equal(status(api, first), "approved", "approvalStatus of what has waited for three hours")
    equal(status(api, second), "pending", "approvalStatus of what has just begun to wait")
    patched(api, project, autoApproveAfter="PT4H")
    api.advance(3 * _HOUR)
    equal(status(api, second), "pending", "approvalStatus behind three hours, when it became four")
    api.advance(_HOUR + 60)
    equal(status(api, second), "approved", "approvalStatus behind four hours")


@check("patch-approval-policy.auto-approve-null")
def null_ends_the_approvals(api: Api) -> None:
    """Null reads null, and what waited when it was sent waits on, long behind the time."""
    project = reviewing_project(api, requiresApproval=True, autoApproveAfter="PT1H")
    container = waiting_in(api, project)
    equal(patched(api, project, autoApproveAfter=None)["autoApproveAfter"], None, "autoApproveAfter in the answer")
    equal(policy(api, project)["autoApproveAfter"], None, "autoApproveAfter")
    api.advance(5 * _HOUR)
    equal(container_now(api, container)["approvalStatus"], "pending", "approvalStatus five hours later")
