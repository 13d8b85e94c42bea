"""What a check made on a shared account is taken away after it."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit import Api, UnprovidedError
from layers_mock.kit.attempt import run_check
from layers_mock.kit.exchange import Request, Response
from layers_mock.kit.transport import TransportError
from tests.kit.provided import controlled, worlds
from tests.kit.subjects import Scripted, a_check, a_run, an_api, given, json_answer, refused


def make_things(api: Api) -> None:
    api.made("createProject", body={"name": "x"})
    api.made("createInfluencer", "prj_1", body={"name": "x"}, key="second")
    api.made("cloneInfluencer", "inf_1", body={"name": "x"})


def making(request: Request) -> Response:
    last = request.url.rpartition("/")[2]
    made = {"projects": {"id": "prj_1"}, "influencers": {"influencerId": "inf_1"}, "clone": {"influencerId": "inf_2"}}
    return json_answer(made.get(last, {}), 201)


REMOVED = ["DELETE /v1/influencers/inf_2", "DELETE /v1/influencers/inf_1", "DELETE /v1/projects/prj_1"]


def test_what_a_check_made_on_a_shared_account_is_taken_away_last_first_with_the_key_that_made_it() -> None:
    transport = Scripted(making)
    run_check(a_run([], transport), a_check(make_things))
    assert transport.told[3:] == REMOVED
    assert ("X-Api-Key", "lp_live_second_90417bd3") in transport.asked[4].headers


def test_it_is_taken_away_where_the_check_fails_crashes_or_is_skipped() -> None:
    def ends(error: Exception) -> Callable[[Api], None]:
        def look(api: Api) -> None:
            make_things(api)
            raise error

        return look

    for error in (RuntimeError(), UnprovidedError("no"), KeyError("x")):
        transport = Scripted(making)
        run_check(a_run([], transport), a_check(ends(error)))
        assert transport.told[3:] == REMOVED


def test_what_was_refused_was_not_made_and_what_is_no_object_is_not_known() -> None:
    for answer in (
        lambda _: refused(422, "VALIDATION"),
        lambda _: json_answer([]),
        lambda _: Response(201, (), b"<"),
        lambda _: json_answer({"id": 7}),
    ):
        transport = Scripted(answer)
        run_check(a_run([], transport), a_check(lambda api: bool(api.call("createProject", body={}))))  # type: ignore[arg-type]
        assert transport.told == ["POST /v1/projects"]


def test_a_refusal_to_take_it_away_is_no_matter_and_a_target_that_is_gone_is_not_asked_on() -> None:
    def refusing(request: Request) -> Response:
        return refused(500, "INTERNAL") if request.method == "DELETE" else making(request)

    transport = Scripted(refusing)
    assert run_check(a_run([], transport), a_check(make_things)).verdicts[0].status == "passed"
    assert transport.told[3:] == REMOVED

    def gone(request: Request) -> Response:
        if request.method == "DELETE":
            raise TransportError("gone")
        return making(request)

    transport = Scripted(gone)
    assert run_check(a_run([], transport), a_check(make_things)).verdicts[0].status == "passed"
    assert transport.told[3:] == REMOVED[:1]


def test_cases_of_a_search_are_cleaned_up_with_their_check_and_make_up_other_names() -> None:
    named: list[str] = []

    def search(api: Api) -> None:
        for _ in range(2):
            with api.anew() as again:
                named.append(again.text())
                again.made("createProject", body={"name": named[-1]})

    transport = Scripted(making)
    outcome = run_check(a_run([], transport), a_check(search))
    assert transport.told == ["POST /v1/projects"] * 2 + ["DELETE /v1/projects/prj_1"] * 2
    assert outcome.done.operations == {"createProject": 2}
    assert len(set(named)) == 2


def test_made_up_names_repeat_in_a_world_and_differ_between_runs_on_an_account() -> None:
    def texts(provider: Any) -> list[str]:
        with an_api(Scripted(controlled), provider=provider) as api:
            return [api.text(), api.uuid(), api.text("name")]

    assert texts(worlds(Scripted(controlled))) == texts(worlds(Scripted(controlled)))
    assert not set(texts(given())) & set(texts(given()))
