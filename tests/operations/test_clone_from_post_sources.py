"""cloneFromPost: the project, the layer and the source that are named."""

from typing import Any

import pytest

from layers_mock.world.ids import ulid, uuid
from layers_mock.world.rows import Layer
from tests.acme import archive, container_row, content, key_of, organization, project_row
from tests.harness import Api
from tests.operations.cloning import OTHER_TARGET, TARGET, clone, refused

EXTERNAL_ID = "7361245098812345601"


@pytest.mark.rule("clone-from-post.project-required", "clone-from-post.source-required", "clone-from-post.validation-code")
@pytest.mark.parametrize("field", ["projectId", "sourcePlatformPostId"])
def test_project_and_source_are_required(api: Api, field: str) -> None:
    missing: dict[str, Any] = {field: None}
    answer = clone(api, **missing)
    assert (answer.status, answer.code, answer.issue_paths) == (422, "VALIDATION_FAILED", [field])
    assert api.get(f"/v1/content/{TARGET}").status == 404


@pytest.mark.rule("clone-from-post.validation-code", "clone-from-post.validation-status")
@pytest.mark.parametrize(("content_", "status"), [(b"", 422), (b"[]", 422), (b"{", 400)])
def test_a_body_that_is_no_object_is_refused_with_the_code_of_the_page(api: Api, content_: bytes, status: int) -> None:
    answer = api.post(f"/v1/content/{TARGET}/clone-from-post", content=content_)
    assert (answer.status, answer.code) == (status, "VALIDATION_FAILED")


@pytest.mark.rule("clone-from-post.project-id-form")
def test_a_project_id_is_taken_in_each_form_and_refused_in_another(api: Api) -> None:
    key = project_row(api, "harbor-tea").key
    for number, text in enumerate((uuid(key), f"proj_{ulid(key)}", f"prj_{ulid(key)}", ulid(key))):
        assert clone(api, f"{TARGET[:-1]}{number}", projectId=text).status == 202
    for wrong in ("harbor-tea", "", 7):
        assert refused(clone(api, OTHER_TARGET, projectId=wrong), 422, "VALIDATION_FAILED", "project-id-form")


@pytest.mark.rule("clone-from-post.project-not-found")
def test_a_project_outside_the_organisation_is_not_found(api: Api) -> None:
    for project_id in (api.id("polar-maps"), "proj_01HXA1NHKJZXPV8RABCDEFGH12"):
        answer = clone(api, projectId=project_id)
        assert refused(answer, 404, "NOT_FOUND", "project-not-found")
    assert api.get(f"/v1/content/{TARGET}").status == 404


@pytest.mark.rule("clone-from-post.archived-project")
def test_an_archived_project_takes_no_clone(api: Api) -> None:
    archive(api, "harbor-tea")
    assert refused(clone(api), 409, "CONFLICT", "archived-project")


@pytest.mark.rule("clone-from-post.layer-optional")
def test_the_only_layer_may_be_named_or_left_out(api: Api) -> None:
    assert clone(api).status == 202
    assert clone(api, OTHER_TARGET, projectLayerId=api.id("harbor-tea/social-content")).status == 202


@pytest.mark.rule("clone-from-post.layer-named")
@pytest.mark.parametrize("layer", ["social-content", "ugc-studio"])
def test_with_several_layers_the_named_one_is_run_through(api: Api, layer: str) -> None:
    layer_id = api.id(f"northwind-fit/{layer}")
    assert clone(api, projectId=api.id("northwind-fit"), projectLayerId=layer_id).status == 202
    assert container_row(api, TARGET).layer == key_of(layer_id)


@pytest.mark.rule("clone-from-post.layer-form")
@pytest.mark.parametrize("layer", ["", "social-content", "prj_01HXA1NHKJZXPV8RABCDEFGH12", 3])
def test_a_malformed_layer_id_is_refused(api: Api, layer: Any) -> None:
    assert refused(clone(api, projectLayerId=layer), 422, "VALIDATION_FAILED", "layer-form")


@pytest.mark.rule("clone-from-post.layer-not-found")
def test_a_layer_that_the_project_does_not_have_is_not_found(api: Api) -> None:
    for layer in (api.id("northwind-fit/ugc-studio"), "pl_01HXA1NHKJZXPV8RABCDEFGH12"):
        assert refused(clone(api, projectLayerId=layer), 404, "NOT_FOUND", "layer-not-found")


@pytest.mark.rule("clone-from-post.layer-ambiguous", "clone-from-post.layer-count")
def test_several_layers_without_a_named_one_conflict(api: Api) -> None:
    answer = clone(api, projectId=api.id("northwind-fit"))
    assert refused(answer, 409, "CONFLICT", "layer-ambiguous")
    assert answer.body["error"]["details"] == {"layerCount": 2}


@pytest.mark.rule("clone-from-post.no-layer", "clone-from-post.layer-count")
def test_a_project_without_a_layer_conflicts(api: Api) -> None:
    answer = clone(api, projectId=api.id("quiet-ledger"))
    assert refused(answer, 409, "CONFLICT", "no-layer")
    assert answer.body["error"]["details"] == {"layerCount": 0}


def test_a_layer_that_is_switched_off_does_not_count(api: Api) -> None:
    row = project_row(api, "northwind-fit")
    off = row.layers[1]._replace(is_active=False)
    organization(api).projects.replace(row._replace(layers=(row.layers[0], off)))
    assert clone(api, projectId=api.id("northwind-fit")).status == 202
    assert clone(api, OTHER_TARGET, projectId=api.id("northwind-fit"), projectLayerId=off.id).status == 404


@pytest.mark.rule("clone-from-post.layer-count")
def test_the_conflict_counts_active_layers(api: Api) -> None:
    row = project_row(api, "northwind-fit")
    third = Layer(api.world.ids.named("third"), "pl_third", "third")
    organization(api).projects.replace(row._replace(layers=(*row.layers, third)))
    assert clone(api, projectId=api.id("northwind-fit")).body["error"]["details"] == {"layerCount": 3}


@pytest.mark.rule("clone-from-post.source-internal-id", "clone-from-post.source-external-id")
def test_a_source_is_named_by_its_own_id_in_either_form_or_by_that_of_its_platform(api: Api) -> None:
    key = key_of(api.id("steep-slow-tiktok"))
    for number, text in enumerate((f"pp_{ulid(key)}", ulid(key), uuid(key), f"pp_{uuid(key)}", EXTERNAL_ID)):
        target = f"{TARGET[:-1]}{number}"
        assert clone(api, target, sourcePlatformPostId=text).status == 202
        assert content(api, target)["brief"]["cta"] == "Try the tasting box"


@pytest.mark.rule("clone-from-post.source-not-found")
def test_a_source_out_of_reach_is_not_found(api: Api) -> None:
    for source in (api.id("ice-lines-tiktok"), "7360000000000000777", "pp_01HXB2M6Q8S0V2X4Z6B8D0F2H4"):
        answer = clone(api, sourcePlatformPostId=source)
        assert refused(answer, 404, "NOT_FOUND", "source-not-found")
        assert answer.body["error"]["message"] == "Source post not found."


@pytest.mark.rule("clone-from-post.source-untracked")
@pytest.mark.parametrize(
    "source", ["https://www.tiktok.com/@tea/video/7361245098812345601", "x", " ", "a" * 26, "\U0001f375" * 26, "\x00"]
)
def test_text_that_names_no_tracked_post_is_not_found(api: Api, source: str) -> None:
    assert refused(clone(api, sourcePlatformPostId=source), 404, "NOT_FOUND", "source-not-found")


@pytest.mark.rule("clone-from-post.source-untracked")
def test_ids_of_other_things_and_near_misses_of_a_post_id_are_not_found(api: Api) -> None:
    post = api.id("steep-slow-tiktok")
    bare = post.removeprefix("pp_")
    for text in (api.id("steep-slow"), api.id("ava"), f"cnt_{bare}", bare.lower(), f" {bare[1:]}", f"x{post}", f"{post}\n"):
        assert refused(clone(api, sourcePlatformPostId=text), 404, "NOT_FOUND", "source-not-found"), text


@pytest.mark.rule("clone-from-post.source-required")
@pytest.mark.parametrize("source", ["", 7361245098812345601, ["x"]])
def test_a_source_is_a_text_that_is_not_empty(api: Api, source: Any) -> None:
    assert refused(clone(api, sourcePlatformPostId=source), 422, "VALIDATION_FAILED", "source-required")
