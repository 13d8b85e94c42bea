"""What tests of the control API share: the calls of a story, and how a problem is read."""

from typing import Any

from layers_mock.http.control.models import Problem
from tests.harness import Answer, Api

__all__ = ["UNKNOWN_JOB", "clone", "fork", "job", "now", "problem"]

UNKNOWN_JOB = "job_01HXZ9G7KMV2QX8Y1S5RJW3B7T"
"""The id of no job."""


def problem(answer: Answer) -> str:
    """The sentence of a refused control request, which is all it holds."""
    Problem.model_validate_json(answer.raw)
    assert answer.headers["Cache-Control"] == "no-store"
    return str(answer.body["error"]["message"])


def clone(api: Api) -> str:
    """Begin to clone Ava; the job's id."""
    return str(api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "Ava"}).body["jobId"])


def fork(api: Api) -> Answer:
    """Begin to clone a post."""
    body = {"projectId": api.id("harbor-tea"), "sourcePlatformPostId": api.id("kettle-asmr")}
    return api.post("/v1/content/7d4f3b0e-9c54-4c0a-8f0e-0d2f6c1b9a77/clone-from-post", body)


def job(api: Api, job_id: str) -> Any:
    """A job as the API shows it."""
    return api.get(f"/v1/jobs/{job_id}").body


def now(api: Api) -> str:
    """The world's time as the control API tells it."""
    return str(api.control("GET", "clock").body["now"])
