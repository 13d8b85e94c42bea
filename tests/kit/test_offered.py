"""Targets that offer a part of the API, and target files that name what there is not."""

import pytest

from layers_mock.contract import OperationId
from layers_mock.errors import TargetError
from layers_mock.kit import Api
from layers_mock.kit.connect import connect
from layers_mock.kit.gate import Gate, NotAllowedError, offered_part
from layers_mock.kit.plan import PlannedCheck
from layers_mock.kit.target import Target
from layers_mock.kit.world_provider import WorldProvider
from tests.harness import contract
from tests.kit.fake import fake


def connecting(**written: object) -> str:
    """What is said of a target file that names what there is not."""
    with pytest.raises(TargetError) as raised:
        connect("http://127.0.0.1:9", Target.model_validate(written), contract(), seed=1)
    return str(raised.value)


@pytest.mark.parametrize("is_disposable", [True, False])
def test_a_call_that_is_not_offered_does_not_pass(is_disposable: bool) -> None:
    gate = Gate(contract(), is_disposable=is_disposable, is_live=True, offered=["getJob"])
    with gate.purse(PlannedCheck()) as purse:
        purse.admit(contract().operations[OperationId("getJob")], None)
        with pytest.raises(NotAllowedError, match=r"^the target does not offer cancelJob$"):
            purse.admit(contract().operations[OperationId("cancelJob")], None)


def test_a_check_is_about_what_is_offered_where_one_of_its_rules_is() -> None:
    gate = Gate(contract(), is_disposable=True, offered=["getJob"])
    gate.check_rules(["get-job.etag"])
    gate.check_rules(["cancel-job.accepted", "get-job.etag"])
    gate.check_rules(["cancel-job.accepted", "jobs.finished-at"])
    with pytest.raises(NotAllowedError, match=r"^the target does not offer cancelJob$"):
        gate.check_rules(["cancel-job.accepted", "cancel-job.not-found"])
    Gate(contract(), is_disposable=True).check_rules(["cancel-job.accepted"])


def test_a_check_that_can_call_nothing_billed_needs_no_credits() -> None:
    planned = PlannedCheck({"generateContent": 2, "getCredits": 1}, (), 240)
    assert offered_part(contract(), planned, None) == planned
    assert offered_part(contract(), planned, ["getCredits"]) == PlannedCheck({"getCredits": 1}, (), 0)
    assert offered_part(contract(), planned, ["generateContent"]) == PlannedCheck({"generateContent": 2}, (), 240)
    with Gate(contract(), offered=["getCredits"]).purse(planned) as purse:
        assert purse.left == 0


def test_cleaning_up_goes_on_behind_what_cannot_be_undone() -> None:
    offered = ["createInfluencer", "createProject", "deleteInfluencer"]
    provider = WorldProvider(fake().url, fake(), seed=1)
    gate = Gate(contract(), is_disposable=True, offered=offered)
    with gate.purse(PlannedCheck()) as purse, provider.provision("cleaning") as provision:
        api = Api(contract(), fake(), provision, purse, seed="cleaning")
        made = api.made("createInfluencer", api.state("project"), body={"name": "Left"})
        api.made("createProject", body={"name": "Left", "timezone": "UTC"})
        api.clean_up()
        assert api.raw("GET", f"/v1/influencers/{made['influencerId']}").status == 404


def test_an_operation_that_there_is_not_is_refused() -> None:
    assert (
        connecting(operations=["getJob", "getjob"])
        == "operations: no operation 'getjob' in edition 2026-04. Did you mean getJob?"
    )
    told = connecting(states={"project": {"call": "makeProject"}})
    assert told.startswith("states.project.call: no operation 'makeProject' in edition 2026-04. Did you mean getProject, ")


def test_a_file_for_another_edition_is_refused() -> None:
    assert connecting(edition="2026-06") == "The target file is for edition 2026-06, not 2026-04: see --edition."


def test_a_role_that_there_is_not_is_refused() -> None:
    told = connecting(states={"project": {"call": "createProject", "key": "ful"}})
    assert told.startswith("states.project.key: no key role is called 'ful'. Did you mean full?")


def test_a_call_with_another_number_of_path_parameters_is_refused() -> None:
    told = connecting(states={"influencer": {"call": "createInfluencer", "body": {"name": "A"}}})
    assert told == "states.influencer.path: createInfluencer takes 1 path parameters, 0 are given."


@pytest.mark.parametrize(
    "given",
    [
        {"call": "createInfluencer", "path": ["{projekt}"]},
        {"call": "createProject", "body": {"metadata": {"list": ["{projekt}"]}}},
    ],
)
def test_a_state_that_there_is_not_is_refused_in_place_of_an_id(given: dict[str, object]) -> None:
    assert connecting(states={"influencer": given}).startswith(
        "states.influencer: no state is called 'projekt'. Did you mean project?"
    )
