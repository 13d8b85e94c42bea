"""What a clone is answered, and the container that it leaves behind at once."""

from layers_mock.kit import UNSENT, Api, check, equal, holds, is_same_id

from .calls import clone, cloned, is_there

__all__: list[str] = []

_FIELDS = ["containerId", "jobId", "kind", "locationUrl", "status"]


@check("clone-from-post.accepted")
def a_clone_is_202_with_five_fields(api: Api) -> None:
    """The 202 has exactly the fields of the page, for a plain clone and for one with everything."""
    plain = clone(api, api.uuid()).succeeded(202)
    overrides = {"caption": api.text(), "cta": api.text(), "voiceOverScript": api.text()}
    full = clone(api, api.uuid(), mode="reimagine", variations=2, overrides=overrides).succeeded(202)
    for accepted in (plain, full):
        equal(sorted(accepted), _FIELDS, "fields of the 202")


@check("clone-from-post.job-kind")
def the_job_is_a_running_clone(api: Api) -> None:
    """The 202 tells kind, status and link of the job, and the job itself the same kind."""
    for mode in (UNSENT, "reimagine"):
        accepted = clone(api, api.uuid(), mode=mode).succeeded()
        equal(accepted.get("kind"), "content_clone_from_post", "kind of the 202")
        equal(accepted.get("status"), "running", "status of the 202")
        equal(accepted.get("locationUrl"), f"/v1/jobs/{accepted['jobId']}", "locationUrl")
        equal(api.made("getJob", accepted["jobId"]).get("kind"), "content_clone_from_post", "kind of the job")


@check("clone-from-post.makes-a-container")
def the_container_can_be_read_at_once(api: Api) -> None:
    """Not there before the 202, there behind it, for both modes."""
    for mode in ("fork", "reimagine"):
        target = api.uuid()
        holds(not is_there(api, target), f"the container {target} before anybody made it")
        cloned(api, target, mode=mode)
        found = api.call("getContent", target).succeeded(200)
        holds(is_same_id(found.get("id"), target), f"{target} reads as {found.get('id')}")


@check("clone-from-post.target-is-the-path")
def the_path_names_the_container(api: Api) -> None:
    """The answer gives the id of the path back behind cnt_, and the container has it."""
    for _ in range(2):
        target = api.uuid()
        equal(clone(api, target).succeeded()["containerId"], f"cnt_{target}", "containerId of the 202")
        equal(api.call("getContent", target).succeeded()["id"], f"cnt_{target}", "id of the container")
