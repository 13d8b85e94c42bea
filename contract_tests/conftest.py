"""The suites under plain pytest.

``pytest contract_tests`` checks the layers-mock of this installation. ``LAYERS_MOCK_CHECK_URL`` and ``LAYERS_MOCK_TARGET`` name
another target, ``LAYERS_MOCK_LIVE=1`` and ``LAYERS_MOCK_MAX_CREDITS`` allow what ``--live`` and ``--max-credits`` do.
"""

import os
from pathlib import Path

import pytest

from layers_mock.contract import load
from layers_mock.kit.attempt import Run
from layers_mock.kit.connect import connect
from layers_mock.kit.gate import Gate
from layers_mock.kit.loading import suites_directory
from layers_mock.kit.plan import read_plan
from layers_mock.kit.target import read_target

__all__ = ["kit_run"]

_EDITION = "2026-04"
_SEED = 1


@pytest.fixture(scope="session")
def kit_run(request: pytest.FixtureRequest) -> Run:
    """The target, connected once."""
    file = os.environ.get("LAYERS_MOCK_TARGET")
    target = read_target(Path(file)) if file else None
    url = os.environ.get("LAYERS_MOCK_CHECK_URL") or (target.base_url if target else None)
    if url is None:
        url = str(request.getfixturevalue("layers_server").base_url)
    contract = load(_EDITION)
    found = connect(url, target, contract, seed=_SEED)
    gate = Gate(
        contract,
        is_disposable=found.is_disposable,
        is_live=os.environ.get("LAYERS_MOCK_LIVE") == "1",
        max_credits=int(os.environ.get("LAYERS_MOCK_MAX_CREDITS", "0")),
        offered=found.offered,
    )
    plan = read_plan(suites_directory())
    return Run(contract, (), found.transport, found.provider, gate, found.base_url, found.about, _SEED, 1, plan)
