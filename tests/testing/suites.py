"""A user's test suite that is run by a pytest of its own."""

from pathlib import Path

import pytest

__all__ = ["Suite", "suite", "text_of"]

CALL = '''
import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

def call(layers, method, path, body=None, key=None):
    """A client: status and body of one answer."""
    headers = {"X-Api-Key": key or layers.api_key, "Content-Type": "application/json"}
    request = Request(layers.base_url + path, None if body is None else json.dumps(body).encode(), headers, method=method)
    try:
        with urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except HTTPError as answer:
        with answer:
            return answer.code, json.loads(answer.read())

def clone(layers, name="A clone"):
    return call(layers, "POST", f"/v1/influencers/{layers.ids['ava']}/clone", {"name": name})

def names(layers):
    items = call(layers, "GET", f"/v1/projects/{layers.ids['harbor-tea']}/influencers")[1]["items"]
    return [item["name"] for item in items]
'''


# Plugins of ours that these suites do not use: most of a run's time would go into importing them.
_UNUSED = ("anyio", "cacheprovider", "hypothesispytest", "randomly", "schemathesis", "timeout")
_OURS = ("-W", "error", "--no-header", *(option for name in _UNUSED for option in ("-p", f"no:{name}")))


class Suite:
    """A user's test suite in a folder of its own."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester

    @property
    def folder(self) -> Path:
        return self._pytester.path

    def run(self, tests: str, *options: str) -> pytest.RunResult:
        """Run tests under ``-W error``, in a process of its own, without the plugins that only our own suite wants."""
        self._pytester.makepyfile(CALL + tests)
        return self._pytester.runpytest_subprocess(*_OURS, *options, timeout=90)

    def run_here(self, tests: str, *options: str) -> pytest.RunResult:
        """The same in this process: quicker, for runs in which no server starts."""
        self._pytester.makepyfile(CALL + tests)
        return self._pytester.runpytest_inprocess(*_OURS, *options)


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Suite:
    for name in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "LAYERS_MOCK_CONTROL_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return Suite(pytester)


def text_of(result: pytest.RunResult) -> str:
    return result.stdout.str() + result.stderr.str()
