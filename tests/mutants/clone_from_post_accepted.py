"""Servers that answer a clone wrongly, or make the wrong container."""

from typing import Any

from layers_mock.kit.exchange import Response
from layers_mock.world.ids import parse, ulid
from tests.mutants.clone_from_post_servers import CLONE, elsewhere, is_made, spoils
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    asks,
    json_of,
    read,
    refusal,
    replies,
    with_json,
    without,
)

__all__ = ["MUTANTS"]


def _as_ulid(container: Any) -> Any:
    key = parse(container["id"])
    return container if key is None else container | {"id": f"cnt_{ulid(key)}"}


def _hidden_while_queued(came: Came, ask: Ask) -> Response:
    is_queued = came.status == 200 and came.body["status"] == "queued"
    return refusal(came.response, 404, "NOT_FOUND") if is_queued else came.response


def _under_another_id(asked: Asked, ask: Ask) -> Response:
    """Reimagined clones are made under an id of the server's, while the answer gives that of the path."""
    if asked.operation != CLONE or asked.body.get("mode") != "reimagine":
        return ask(asked.request)
    came = ask(elsewhere(asked))
    return with_json(came, json_of(came) | {"containerId": f"cnt_{asked.path[0]}"}) if is_made(came) else came


def _own_id(asked: Asked, ask: Ask) -> Response:
    return ask(elsewhere(asked) if asked.operation == CLONE else asked.request)


def _when(status: str, /, **changes: Any) -> Any:
    """Containers of clones in a status read otherwise."""

    def edit(container: Any, sent: Any) -> None:
        if container["status"] == status:
            container.update(changes)

    return spoils(edit)


def _unless_completed(**changes: Any) -> Any:
    def edit(container: Any, sent: Any) -> None:
        if container["status"] != "completed":
            container.update(changes)

    return spoils(edit)


def _reimagined(**changes: Any) -> Any:
    def edit(container: Any, sent: Any) -> None:
        if sent.get("mode") == "reimagine" and container["status"] == "completed":
            container.update(changes)

    return spoils(edit)


def _assets_on_second_read() -> Server:
    seen: set[str] = set()

    def edit(container: Any, sent: Any) -> None:
        if container["assets"] and container["id"] not in seen:
            seen.add(container["id"])
            container["assets"] = []

    return spoils(edit)()


def _approved_at_the_end(container: Any, sent: Any) -> None:
    if container["status"] == "completed" and container["approvalStatus"] == "pending":
        container["approvalStatus"] = "approved"


def _publishes() -> Server:
    """A clone shows up among the posts of its project."""
    made: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == CLONE and is_made(came):
            made[asked.body["projectId"]] = json_of(came)["containerId"]
        if asked.operation != "listTopPerformers" or not is_made(came) or asked.path[0] not in made:
            return came
        items = json_of(came)["items"]
        row = {"rank": len(items) + 1, "metricValue": 0, "sourceType": "content_container", "sourceId": made[asked.path[0]]}
        return with_json(came, {"items": [*items, row]})

    return server


def _reposts() -> Server:
    """A clone's source is published a second time, where it is tracked."""
    sources: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == CLONE and is_made(came):
            sources.append(asked.body["sourcePlatformPostId"])
        if asked.operation != "listTopPerformers" or not is_made(came):
            return came
        items = json_of(came)["items"]
        again = [row | {"platformPostId": "pp_01KMN081G0M7W6793VNTM5H999"} for row in items if row["platformPostId"] in sources]
        return with_json(came, {"items": items + again})

    return server


def _with_assets_of_the_source(asked: Asked, ask: Ask) -> Response:
    came = ask(asked.request)
    if asked.operation != "getContent" or not is_made(came) or asked.is_at("ranked-container"):
        return came
    theirs = read(asked, ask, f"/v1/content/{asked.memory.ids['ranked-container']}")["assets"]
    made = json_of(came)
    return with_json(came, made | {"assets": theirs}) if made["assets"] else came


def _touches_its_source() -> Server:
    cloned: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == CLONE and is_made(came):
            cloned.append(asked.path[0])
        if asked.operation != "getContent" or asked.path[0] != asked.memory.ids["ranked-container"] or not cloned:
            return came
        return with_json(came, json_of(came) | {"updatedAt": "2026-04-24T12:00:00.001Z"})

    return server


def _one_set_for_all() -> Server:
    first: list[Any] = []

    def edit(container: Any, sent: Any) -> None:
        if container["assets"]:
            first.extend([] if first else container["assets"])
            container["assets"] = list(first)

    return spoils(edit)()


MUTANTS = (
    Mutant("clone-from-post.accepted", "The answer tells the stage as well.", answers(CLONE, lambda a: a | {"stage": "queued"})),
    Mutant("clone-from-post.accepted", "A clone is answered 201.", answers(CLONE, lambda a: a, status=201)),
    Mutant("clone-from-post.accepted", "Several variations are told as containerIds too.", answers(
        CLONE, lambda a: a | {"containerIds": [a["containerId"]]}, when=lambda asked: asked.body.get("variations", 1) > 1)),
    Mutant("clone-from-post.job-kind", "The job of a reimagined clone is told as a generation.", answers(
        CLONE, lambda a: a | {"kind": "content_generate"}, when=lambda asked: asked.body.get("mode") == "reimagine")),
    Mutant("clone-from-post.job-kind", "A clone is accepted as queued.", answers(CLONE, lambda a: a | {"status": "queued"})),
    Mutant("clone-from-post.job-kind", "locationUrl leaves the prefix of the job's id out.", answers(
        CLONE, lambda a: a | {"locationUrl": a["locationUrl"].replace("job_", "")})),
    Mutant("clone-from-post.job-kind", "Reading the job tells another kind than the 202.", answers("getJob", lambda job: job | {
        "kind": job["kind"].replace("clone_from_post", "clone")})),
    Mutant("clone-from-post.makes-a-container", "The container is not found before its job leaves the queue.", replies(
        "getContent", _hidden_while_queued)),
    Mutant("clone-from-post.makes-a-container", "A reimagined clone's container is not there under the id that was answered.",
           lambda: _under_another_id),
    Mutant("clone-from-post.target-is-the-path", "The server draws the container's id itself.", lambda: _own_id),
    Mutant("clone-from-post.target-is-the-path", "The answer gives the bare id.", answers(
        CLONE, lambda a: a | {"containerId": a["containerId"].removeprefix("cnt_")})),
    Mutant("clone-from-post.target-is-the-path", "The container reads under a ULID, unlike the 202.", answers("getContent", _as_ulid)),
    Mutant("clone-from-post.completes", "A reimagined clone ends without a caption.", _reimagined(caption=None)),
    Mutant("clone-from-post.completes", "The first look at a completed container shows no assets.", _assets_on_second_read),
    Mutant("clone-from-post.completes", "The container is still generating when its job is completed.",
           _when("completed", status="generating")),
    Mutant("clone-from-post.modes-differ", "mode is not read.", asks(CLONE, lambda body: without(body, "mode"))),
    Mutant("clone-from-post.modes-differ", "Once completed, every clone has the caption of the source.",
           _when("completed", caption="The sound your afternoon was missing.")),
    Mutant("clone-from-post.format", "A reimagined clone is a video in the end.", _reimagined(format="video_remix")),
    Mutant("clone-from-post.format", "The format is auto until the job is completed.", _unless_completed(format="auto")),
    Mutant("clone-from-post.format", "A clone of a slideshow is made as a video.", answers("getContent", lambda c: c | {
        "format": "video_remix"})),
    Mutant("clone-from-post.approval", "Approval becomes pending when the job is completed, not before.",
           _unless_completed(approvalStatus="not_required")),
    Mutant("clone-from-post.approval", "Every clone waits for approval.", spoils(lambda c, sent: c.update(
        approvalStatus="pending"))),
    Mutant("clone-from-post.approval", "Completed, a clone is approved by itself.", spoils(_approved_at_the_end)),
    Mutant("clone-from-post.no-repost", "A clone is published as a post of its project.", _publishes),
    Mutant("clone-from-post.no-repost", "The source is published again.", _reposts),
    Mutant("clone-from-post.new-item", "A clone shows the assets of its source.", lambda: _with_assets_of_the_source),
    Mutant("clone-from-post.new-item", "Cloning touches the source's container.", _touches_its_source),
    Mutant("clone-from-post.new-item", "All clones share the assets of the first.", _one_set_for_all),
)  # fmt: skip
