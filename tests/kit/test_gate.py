"""What a run may do to a target, and how much it may spend there."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import pytest

from layers_mock.contract import OperationId
from layers_mock.kit.gate import Gate, NotAllowedError, Purse, worst_price
from layers_mock.kit.plan import PlannedCheck
from tests.harness import contract

DEAREST = max(contract().prices.values())


def gate(*, live: bool = False, most: int = 0, outward: Collection[str] = (), disposable: bool = False) -> Gate:
    return Gate(contract(), is_live=live, max_credits=most, outward=outward, is_disposable=disposable)


def admit(purse: Purse, operation: str, body: object = None) -> None:
    purse.admit(contract().operations[OperationId(operation)], body)


def price(operation: str, body: object = None) -> int:
    return worst_price(contract(), contract().operations[OperationId(operation)], body)


READS = [one.id for one in contract().operations.values() if one.effect == "read"]
CHANGES = [one.id for one in contract().operations.values() if one.effect != "read"]


def test_without_live_every_operation_that_reads_passes_and_no_other() -> None:
    with gate().purse(PlannedCheck()) as purse:
        for name in READS:
            admit(purse, name)
        for name in CHANGES:
            with pytest.raises(
                NotAllowedError,
                match=rf"^{name} is \w+: it needs (--live, or `disposable: true` in the target file|--outward {name})$",
            ):
                admit(purse, name)


def test_every_get_reads_and_nothing_else_does() -> None:
    assert {one.id for one in contract().operations.values() if one.method == "GET"} == set(READS)


def test_a_check_that_would_change_something_is_stopped_before_its_first_call() -> None:
    planned = PlannedCheck({"getWhoami": 3, "createProject": 1})
    with pytest.raises(NotAllowedError, match="createProject is reversible: it needs --live"), gate().purse(planned):
        pytest.fail("it got a purse")


def test_with_live_what_can_be_undone_passes_and_what_costs_needs_credits() -> None:
    with gate(live=True).purse(PlannedCheck()) as purse:
        admit(purse, "createProject", {"name": "x"})
        with pytest.raises(NotAllowedError, match="generateContent may cost 50 credits, of which 0 were planned"):
            admit(purse, "generateContent", {"format": "slideshow_remix"})


def test_a_disposable_target_may_be_written_and_spent_on() -> None:
    with gate(disposable=True).purse(PlannedCheck({"generateContent": 9}, (), 10_000)) as purse:
        for name in (*READS, *CHANGES):
            admit(purse, name)
        purse.admit_method("DELETE")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "get"])
def test_requests_of_no_operation_may_only_read_without_live(method: str) -> None:
    with gate().purse(PlannedCheck()) as purse:
        for reading in ("GET", "HEAD", "OPTIONS"):
            purse.admit_method(reading)
        with pytest.raises(NotAllowedError, match=f"^{method} may change something: it needs --live"):
            purse.admit_method(method)
    with gate(live=True).purse(PlannedCheck()) as purse:
        purse.admit_method(method)


def test_a_check_that_may_cost_more_than_is_left_does_not_begin() -> None:
    limited = gate(live=True, most=100)
    with (
        pytest.raises(NotAllowedError, match="it may cost 101 credits: --max-credits leaves 100"),
        limited.purse(PlannedCheck({}, (), 101)),
    ):
        pytest.fail("it got a purse")
    assert limited.held == 0


def test_credits_that_a_check_did_not_spend_come_back_and_those_it_spent_do_not() -> None:
    limited = gate(live=True, most=200)
    with limited.purse(PlannedCheck({}, (), 200)) as purse:
        assert limited.held == 200
        admit(purse, "generateContent", {"format": "slideshow_remix"})
    assert limited.held == 50
    with pytest.raises(NotAllowedError, match="leaves 150"), limited.purse(PlannedCheck({}, (), 151)):
        pytest.fail("it got a purse")


def test_credits_come_back_from_a_check_that_crashes() -> None:
    limited = gate(live=True, most=100)
    with pytest.raises(KeyError), limited.purse(PlannedCheck({}, (), 100)):
        raise KeyError
    assert limited.held == 0


def test_checks_at_once_never_get_more_than_there_is() -> None:
    limited = gate(live=True, most=500)
    spent: list[int] = []

    def spend(_: int) -> None:
        try:
            with limited.purse(PlannedCheck({}, (), 100)) as purse:
                while True:
                    admit(purse, "generateContent", {"format": "slideshow_remix"})
                    spent.append(50)
        except NotAllowedError:
            return

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(spend, range(40)))
    assert sum(spent) == limited.held == 500


def test_what_a_call_costs_is_its_worst_case() -> None:
    assert price("getWhoami") == 0
    assert price("generateContent", {"format": "slideshow_remix"}) == 50
    assert price("generateContent", {"format": "slideshow_remix", "variantCount": 3}) == 150
    assert price("generateContent", {"format": "slideshow_remix", "variantCount": 0}) == 50
    odd: object
    for odd in (None, [], "x", {}, {"format": None}, {"format": "unheard_of"}):
        assert price("generateContent", odd) == DEAREST
    assert price("cloneFromPost", {"variations": 2}) == 2 * DEAREST
    assert price("regenerateContent", {}) >= DEAREST


def test_outward_operations_need_to_be_named() -> None:
    operation = contract().operations[OperationId("createProject")]._replace(effect="outward")
    with pytest.raises(NotAllowedError, match=r"^createProject is outward: it needs --outward createProject$"):
        gate(live=True).check_effect(operation)
    with pytest.raises(NotAllowedError, match="it needs --live"):
        gate(outward=["createProject"]).check_effect(operation)
    gate(live=True, outward=["createProject"]).check_effect(operation)
