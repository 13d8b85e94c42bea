"""The counters of coverage: they add up, can be kept elsewhere, and never tell of behaviours that no document gives."""

from hypothesis import given
from hypothesis import strategies as st

from layers_mock.contract import OperationId
from layers_mock.contract.behaviours import behaviours
from layers_mock.world.coverage import Coverage
from tests.harness import contract

OPERATIONS = list(contract().operations.values())
CALLS = st.lists(
    st.sampled_from(OPERATIONS).flatmap(
        lambda operation: st.tuples(
            st.just(operation.id), st.lists(st.sampled_from([*behaviours(operation), "599"]), max_size=3)
        )
    ),
    max_size=20,
)


@given(CALLS)
def test_every_behaviour_is_counted_as_often_as_it_was_met(calls: list[tuple[OperationId, list[str]]]) -> None:
    coverage = Coverage()
    for operation, met in calls:
        coverage.meet(operation, met)
    report = {found.operation: found for found in coverage.report(contract())}
    assert set(report) == {operation for operation, _ in calls}
    for operation, found in report.items():
        known = behaviours(contract().operations[operation])
        assert tuple(found.counts) == known
        met = [name for other, names in calls if other == operation for name in names]
        assert found.counts == {name: met.count(name) for name in known}
        assert found.met == len(set(met) & set(known))


@given(CALLS, CALLS)
def test_counters_go_on_from_where_they_were_kept(
    before: list[tuple[OperationId, list[str]]], after: list[tuple[OperationId, list[str]]]
) -> None:
    whole, first, second = Coverage(), Coverage(), Coverage()
    for operation, met in [*before, *after]:
        whole.meet(operation, met)
    for operation, met in before:
        first.meet(operation, met)
    kept = first.counts()
    second.restore(kept)
    for operation, met in after:
        second.meet(operation, met)
    assert second.counts() == whole.counts()
    assert first.counts() == kept
