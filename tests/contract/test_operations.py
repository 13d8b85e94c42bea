"""The document's operations are those of the edition: all of them and no others."""

from tests.docs.operations import named_operations
from tests.harness import contract


def test_the_edition_has_86_operations_under_as_many_methods_and_paths() -> None:
    named = named_operations()
    assert len(named) == len(set(named.values())) == 86


def test_the_document_has_every_operation_of_the_edition_and_no_other() -> None:
    assert set(contract().operations) == named_operations().keys()


def test_each_operation_is_called_as_the_edition_calls_it() -> None:
    named = named_operations()
    called = {str(operation.id): (operation.method, operation.path) for operation in contract().operations.values()}
    assert called == {name: named.get(name) for name in called}
