"""Ways along the document's links: what one answer names is asked for next, as schemathesis chooses."""

from typing import TYPE_CHECKING, Any, cast

from layers_mock.kit import Answer, Api, UnprovidedError, check

from ..laws.search import SEARCHING, Life, search
from .aim import Aim
from .operations import RULES
from .source import made_of, schema_of
from .verdict import judge

if TYPE_CHECKING:
    from schemathesis import Case, Response
    from schemathesis.generation.stateful.state_machine import StepInput, StepOutput

__all__: list[str] = []

_WAYS = 8
_FEW_WAYS = 3
_STEPS = 8


class _EndedError(BaseException):
    """What ended a way, past the search, which would try for minutes to make the way shorter."""

    def __init__(self, cause: Exception) -> None:
        super().__init__()
        self.cause = cause


class _Follower(Life):
    """Sends the steps that a state machine of schemathesis comes up with, and judges the answers."""

    check_followed: list[str]
    """Operations that a link led to, with success."""

    def __init__(self) -> None:
        super().__init__()
        self._aims: dict[str, Aim] = {}

    def step(self, input: "StepInput") -> "StepOutput | None":  # noqa: A002 - the name is that of the step it replaces
        """Take one step: along a link to what that names, else to what the target holds."""
        from schemathesis.generation.stateful.state_machine import StepOutput

        try:
            answer = self._answer(input)
        except UnprovidedError:
            # An earlier step may have archived or used up what this one is to be prepared with.
            return None
        except Exception as error:  # noqa: BLE001 - whatever it is, the check tells it
            raise _EndedError(error) from None
        if answer is None:
            return None
        response = _response(answer)
        self.after_call(response, input.case)
        return StepOutput(response, input.case)

    def _answer(self, step: "StepInput") -> Answer | None:
        operation = self.api.contract.operations[step.case.operation.definition.raw["operationId"]]
        made = made_of(operation, step.case)
        if made is None:
            return None
        if operation.id not in self._aims:
            self._aims[operation.id] = Aim(self.api, operation)
        is_linked = step.transition is not None and step.is_applied
        answer = self._aims[operation.id].send(made, is_path_meant=is_linked)
        if answer is None:
            return None
        judge(self.api.contract, self.api.provision.base_url, answer)
        if is_linked and answer.is_success:
            self.check_followed.append(str(operation.id))
        if answer.status == 202 and "jobId" in answer.json and not self.api.is_shared and len(self.api.calls) % 2:
            # What a job has made looks otherwise once it is over.
            self.api.finish(answer.json)
        return answer

    if TYPE_CHECKING:

        def after_call(self, response: "Response", case: "Case[Any]") -> None:
            """Let the machine remember an answer, for the choice of its next steps."""


def _response(answer: Answer) -> "Response":
    """An answer as schemathesis reads it, to find what its links name."""
    import requests
    from schemathesis import Response

    request, came = answer.exchange.request, answer.exchange.response
    asked = requests.Request(request.method, request.url).prepare()
    headers: dict[str, list[str]] = {}
    for name, text in came.headers:
        headers.setdefault(name.lower(), []).append(text)
    return Response(came.status, headers, came.content, asked, elapsed=0.0, verify=False)


@check(*RULES, long=True)
def every_answer_along_the_links_is_as_documented(api: Api) -> None:
    """What an answer names is asked for next, in whatever order, and each answer on the way fits the document."""
    followed: list[str] = []
    with SEARCHING:
        machine = schema_of(api.contract).as_state_machine()
    life = type("Follower", (_Follower, machine), {"check_followed": followed})
    try:
        search(api, cast("type[Life]", life), lives=_FEW_WAYS if api.is_shared else _WAYS, steps=_STEPS)
    except _EndedError as ended:
        raise ended.cause from None
    if not followed:
        raise UnprovidedError("no link of an answer led to anything")
