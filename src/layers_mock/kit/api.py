"""The target as one check sees it: calls by operation, keys by role, states by name, time."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http import HTTPStatus
from itertools import count
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import quote, urlencode
from uuid import UUID

import orjson

from layers_mock.contract import Contract, Operation, OperationId
from layers_mock.kit.answer import Answer
from layers_mock.kit.exchange import SECRET_HEADERS, Exchange, Request, key_in
from layers_mock.kit.gate import NotAllowedError, Purse
from layers_mock.kit.outcome import NoAnswerError, UnprovidedError
from layers_mock.kit.provision import Provider, Provision
from layers_mock.kit.receiver import Arrival, Mailbox
from layers_mock.kit.transport import Transport, TransportError
from layers_mock.kit.waiting import pause

__all__ = ["UNSENT", "Api", "Call"]

Observer = Callable[[Exchange], None]
_Case = TypeVar("_Case")
UNSENT: Final[Any] = object()
"""Stands for no body; ``None`` is a JSON null."""
_WAITS_AFTER_429 = 3
_UNDONE_BY: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "createProject": ("archiveProject", ("id",)),
    "createInfluencer": ("deleteInfluencer", ("influencerId",)),
    "cloneInfluencer": ("deleteInfluencer", ("influencerId",)),
    "createWebhookEndpoint": ("deleteWebhookEndpoint", ("endpoint", "id")),
}
"""What a call made is undone by another one, which takes the id that these steps into the answer lead to."""
_POSTED_BY = frozenset({"scheduleContent", "publishContent"})
_SECRETS_TOLD_BY = {
    "rotateApiKey": "secret", "createSdkApp": "apiKey", "patchSdkApp": "apiKey", "createWebhookEndpoint": "signingSecret",
    "rotateWebhookSecret": "signingSecret",
}  # fmt: skip
"""The field in which the answer of an operation tells a secret."""
_KEPT_EXCHANGES = 40


class Call(NamedTuple):
    """A call that was prepared and not sent yet."""

    operation: Operation | None
    request: Request
    role: str | None
    body: object


class Api:
    """One check's view of the target."""

    def __init__(
        self,
        contract: Contract,
        transport: Transport,
        provision: Provision,
        purse: Purse,
        *,
        seed: str,
        observer: Observer | None = None,
        provider: Provider | None = None,
        is_quick: bool = False,
    ) -> None:
        self.contract = contract
        self.provision = provision
        self.exchanges: list[Exchange] = []
        self.calls: list[tuple[str, object]] = []
        """The operations called so far with their bodies, in order."""
        self.jobs: list[tuple[str, str]] = []
        """The jobs begun so far, with the role whose key began each."""
        self.states: set[str] = set()
        """The states asked for so far."""
        self.unanswered: list[str] = []
        """The operations that were called and gave no answer, so far."""
        self.secrets: set[str] = set(provision.secrets)
        """Keys, and what was sent in their place so far."""
        self.seed = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6])
        """For generators of cases: the same plan again for the same seed."""
        self.is_quick = is_quick
        """Whether the profile is quick: a few of many equal cases are enough."""
        self._transport = transport
        self._purse = purse
        self._seed = seed
        self._numbers = count(1)
        self._left: list[tuple[str, str, str | None]] = []
        self._observer = observer
        self._provider = provider

    # --- calls

    def call(
        self, operation_id: str, *path: str, query: Mapping[str, object] | None = None, body: Any = UNSENT,
        key: str | None = "full", headers: Mapping[str, str] | None = None, content: bytes | None = None,
    ) -> Answer:  # fmt: skip
        """Call an operation: ``path`` its path parameters in order, ``key`` a role or ``None`` for no key.

        ``content`` is sent in place of ``body`` as it stands. A list in ``query`` repeats the parameter. Raises
        :class:`UnprovidedError` where the call cannot be made or gets no answer.
        """
        return self.send(self.prepared(operation_id, *path, query=query, body=body, key=key, headers=headers, content=content))

    def made(self, operation_id: str, *path: str, **options: Any) -> Any:
        """The JSON of a call that only prepares what the check is about.

        Raises :class:`UnprovidedError` where it does not succeed, for then nothing can be said of the rule.
        """
        answer = self.call(operation_id, *path, **options)
        if not answer.is_success:
            key = options.get("key", "full")
            hint = f" Is keys.{key} of the target file a key of it?" if answer.code == "UNAUTHENTICATED" and key else ""
            raise UnprovidedError(f"{operation_id}, which the check builds on, answered {answer.brief[:200]}{hint}")
        try:
            return orjson.loads(answer.content)
        except orjson.JSONDecodeError:
            raise UnprovidedError(f"{operation_id}, which the check builds on, answered no JSON") from None

    def prepared(
        self, operation_id: str, *path: str, query: Mapping[str, object] | None = None, body: Any = UNSENT,
        key: str | None = "full", headers: Mapping[str, str] | None = None, content: bytes | None = None,
    ) -> Call:  # fmt: skip
        """The same call, not sent yet: for :meth:`together`."""
        operation = self.contract.operations[OperationId(operation_id)]
        target = _filled(operation.path, path)
        if query:
            target += "?" + urlencode(query, doseq=True)
        data = content if content is not None else b"" if body is UNSENT else orjson.dumps(body)
        request = self._request(operation.method, target, key, headers, data)
        return Call(operation, request, key, None if body is UNSENT else body)

    def raw(
        self, method: str, target: str, *, key: str | None = "full", headers: Mapping[str, str] | None = None,
        content: bytes = b"",
    ) -> Answer:  # fmt: skip
        """Send any method to any target below the base URL; only what can change nothing may be sent so."""
        return self.send(Call(None, self._request(method, target, key, headers, content), key, None))

    def together(self, calls: Sequence[Call]) -> list[Answer]:
        """Send all of them at once; the answers in the same order."""
        for call in calls:
            self._admit(call)
        with ThreadPoolExecutor(len(calls)) as threads:
            answers = list(threads.map(self._exchanged, calls))
        return [self._once_let_through(call, answer) for call, answer in zip(calls, answers, strict=True)]

    def send(self, call: Call) -> Answer:
        """Send a prepared call. Where the target asks to wait (429 with Retry-After), it is sent again after that."""
        self._admit(call)
        return self._once_let_through(call, self._exchanged(call))

    def _once_let_through(self, call: Call, answer: Answer) -> Answer:
        for _ in range(_WAITS_AFTER_429):
            if answer.status != 429 or not self.provision.waits_for(call.role, answer.header("Retry-After")):
                break
            answer = self._exchanged(call)
        return answer

    def fetch(self, url: str) -> Answer:
        """GET what a link of the target's leads to, without a key."""
        return self._exchanged(Call(None, Request("GET", url), None, None))

    def put(self, url: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        """PUT a file to where a presigned upload wants it."""
        return self._exchanged(Call(None, Request("PUT", url, tuple(headers.items()), content), None, None))

    def wire(self, data: bytes) -> bytes:
        """Send bytes that need not be HTTP to the target's host; what came back until it closed."""
        try:
            return self._transport.wire(self.provision.base_url, data)
        except TransportError as error:
            raise UnprovidedError(str(error)) from None

    @contextmanager
    def anew(self) -> Iterator["Api"]:
        """The target from its beginning once more, for one of the cases of a search.

        On a shared account that is the same account. Calls and exchanges count for this check.
        """
        if self._provider is None:
            raise UnprovidedError("the target cannot be had from its beginning again")
        with self._provider.provision(self._seed) as provision:
            again = Api(
                self.contract, self._transport, provision, self._purse,
                seed=self._seed, observer=self._observer, provider=self._provider, is_quick=self.is_quick,
            )  # fmt: skip
            again.exchanges, again.calls, again.states = self.exchanges, self.calls, self.states
            again.jobs = self.jobs
            again.unanswered, again.secrets = self.unanswered, self.secrets
            again.secrets.update(provision.secrets)
            again._left = self._left
            if self.is_shared:
                # The account remembers what earlier cases made; a world of its own is as it was, and so are the names.
                again._numbers = self._numbers
            yield again

    @property
    def is_shared(self) -> bool:
        """Whether other checks and people use the same account meanwhile."""
        return self._provider is None or self._provider.is_shared

    def offers(self, operation: Operation) -> bool:
        """Whether the target says that it has the operation."""
        return self._purse.offers(operation)

    # --- what the target holds

    def state(self, name: str) -> str:
        """The id of a state. Raises :class:`UnprovidedError` where the target cannot be brought into it."""
        self.states.add(name)
        try:
            return self.provision.state(name, self)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            raise UnprovidedError(f"the state {name} cannot be made: {type(error).__name__} {error}") from None

    def secret(self, role: str) -> str:
        """The key of a role. Raises :class:`UnprovidedError` where there is none."""
        return self.provision.secret(role)

    def scopes(self, role: str) -> list[str] | None:
        """The scope list of a role's key; ``None`` for one without."""
        return self.provision.scopes(role)

    # --- time

    def advance(self, seconds: float) -> None:
        """Let so much of the target's time pass. Raises :class:`UnprovidedError` where that would have to be waited for."""
        self.provision.advance(seconds)

    def let_pass(self, seconds: float, *, elsewhere: float = 0.0) -> None:
        """Let so much time pass where the target's clock can be moved; elsewhere wait so many real seconds."""
        try:
            self.advance(seconds)
        except UnprovidedError:
            if elsewhere:
                pause(elsewhere)

    def finish(self, job: Any, *, key: str = "full") -> Any:
        """The final state of a job, named by its id or by the body of a 202.

        By the clock where that can be moved, else by polling. Raises :class:`UnprovidedError` where it does not end.
        """
        return self.provision.finished(self, _job_id(job), key)

    def needs_failing_jobs(self) -> None:
        """Raises :class:`UnprovidedError` where :meth:`fail` would, before a job was paid for."""
        if not self.provision.can_fail:
            raise UnprovidedError("the target cannot be told to let a job fail")

    def fail(self, job: Any) -> None:
        """Let a job fail now. Raises :class:`UnprovidedError` where the target cannot be told to."""
        self.provision.fail(_job_id(job))

    def consent(self, state: str, outcome: str = "complete") -> None:
        """Decide an OAuth state as a person would on the platform: ``complete``, ``deny``, or ``fail`` for a fault there.

        Raises :class:`UnprovidedError` where the target cannot be told to.
        """
        self.provision.consent(state, outcome)

    def decide_lease(self, request: Any, count: int | None = None) -> None:
        """Decide a lease request, named by its id or by the body of its 202: assign ``count`` accounts, all if it is left out.

        0 rejects it. Raises :class:`UnprovidedError` where the target cannot be told to.
        """
        self.provision.decide_lease(request["requestId"] if isinstance(request, dict) else request, count)

    # --- webhooks

    def mailbox(self) -> Mailbox:
        """A new URL where webhooks can be received. Raises :class:`UnprovidedError` where the target cannot reach one."""
        return self.provision.receiver().mailbox()

    def arrived(self, mailbox: Mailbox, are_all: Callable[[list[Arrival]], bool]) -> list[Arrival]:
        """What came to a mailbox, once that is all or the target had the time for it.

        A second passes where the target's clock can be moved. Raises :class:`UnprovidedError` where nothing ever reaches the
        receiver.
        """
        self.provision.await_arrivals(lambda: are_all(mailbox.arrivals))
        found, receiver = mailbox.arrivals, self.provision.receiver()
        if not are_all(found) and not receiver.is_reached:
            receiver.is_given_up = True
            raise UnprovidedError(receiver.complaint)
        return found

    def clean_up(self) -> None:
        """Archive projects, delete influencers and webhook endpoints, cancel posts that this check made.

        What the target refuses stays.
        """
        left, self._left = self._left, []
        for operation_id, id_, role in reversed(left):
            try:
                self.call(operation_id, id_, key=role)
            except NotAllowedError:
                continue
            except UnprovidedError:
                return

    # --- what a check makes up

    def some(self, cases: Iterable[_Case], most: int) -> list[_Case]:
        """All cases, in their order; where the profile is quick at most so many of them, which the seed chooses."""
        every = list(cases)
        if not self.is_quick or len(every) <= most:
            return every
        drawn = sorted(range(len(every)), key=lambda place: hashlib.sha256(f"{self._seed}/case {place}".encode()).digest())
        return [every[place] for place in sorted(drawn[:most])]

    def text(self, kind: str = "check") -> str:
        """A text that nothing else on the target has."""
        return f"{kind}-{self._next().hex[:16]}"

    def uuid(self) -> str:
        """A UUID that nothing else on the target has."""
        return str(UUID(bytes=self._next().bytes, version=4))

    def _next(self) -> UUID:
        text = f"{self.provision.salt}/{self._seed}/{next(self._numbers)}"
        return UUID(bytes=hashlib.sha256(text.encode()).digest()[:16])

    def _request(self, method: str, target: str, key: str | None, headers: Mapping[str, str] | None, data: bytes) -> Request:
        sent = list((headers or {}).items())
        names = {name.lower() for name, _ in sent}
        if key is not None and "x-api-key" not in names:
            sent.append(("X-Api-Key", self.secret(key)))
        if data and "content-type" not in names:
            sent.append(("Content-Type", "application/json"))
        self.secrets.update(key_in(text) for name, text in sent if name.lower() in SECRET_HEADERS)
        return Request(method, self.provision.base_url + target, tuple(sent), data)

    def _admit(self, call: Call) -> None:
        """Let a call pass the gate. Raises :class:`UnprovidedError` where it may not be made."""
        if call.operation is None:
            self._purse.admit_method(call.request.method)
        else:
            self._purse.admit(call.operation, call.body)

    def _exchanged(self, call: Call) -> Answer:
        operation = None if call.operation is None else str(call.operation.id)
        if operation is not None:
            self.calls.append((operation, call.body))
        try:
            response = self._transport.send(call.request)
        except TransportError as error:
            if operation is not None and len(call.request.content) <= self.contract.most_body_bytes:
                self.unanswered.append(operation)
            raise NoAnswerError(str(error)) from None
        exchange = Exchange(operation, call.role, call.request, response)
        self.exchanges.append(exchange)
        del self.exchanges[:-_KEPT_EXCHANGES]
        answer = Answer(exchange)
        self._hide(_SECRETS_TOLD_BY.get(operation or ""), answer)
        self._remember(operation, answer)
        if self._observer is not None:
            self._observer(exchange)
        return answer

    def _hide(self, field: str | None, answer: Answer) -> None:
        """Keep a secret that the target has just told out of whatever is told of this check."""
        if field is None or not answer.is_success:
            return
        with suppress(orjson.JSONDecodeError):
            told = orjson.loads(answer.content)
            if isinstance(told, dict) and isinstance(told.get(field), str):
                self.secrets.add(told[field])

    def _remember(self, operation: str | None, answer: Answer) -> None:
        """Note what a call has made, for :meth:`clean_up`, and the job it began."""
        undone = _UNDONE_BY.get(operation or "")
        is_noted = undone is not None or operation in _POSTED_BY or answer.status == HTTPStatus.ACCEPTED
        if not answer.is_success or not is_noted:
            return
        try:
            made = orjson.loads(answer.content)
        except orjson.JSONDecodeError:
            return
        if isinstance(made, dict) and isinstance(made.get("jobId"), str):
            self.jobs.append((made["jobId"], answer.exchange.key or "full"))
        if isinstance(made, dict) and operation in _POSTED_BY:
            posts = made.get("scheduledPosts")
            ids = [post.get("scheduledPostId") for post in posts if isinstance(post, dict)] if isinstance(posts, list) else []
            self._left += [("cancelScheduledPost", id_, answer.exchange.key) for id_ in ids if isinstance(id_, str)]
        if undone is None:
            return
        for step in undone[1]:
            made = made.get(step) if isinstance(made, dict) else None
        if isinstance(made, str):
            self._left.append((undone[0], made, answer.exchange.key))


def _job_id(job: Any) -> str:
    """The id of a job that is given by it or by the body of a 202. Raises :class:`UnprovidedError` where that names none."""
    found = job.get("jobId") if isinstance(job, dict) else job
    if not isinstance(found, str):
        raise UnprovidedError("the answer that began a job names none")
    return found


def _filled(template: str, values: tuple[str, ...]) -> str:
    parts = template.split("{")
    if len(parts) - 1 != len(values):
        raise ValueError(f"{template} takes {len(parts) - 1} path parameters, {len(values)} were given")
    filled = [parts[0]]
    for part, value in zip(parts[1:], values, strict=True):
        filled += [quote(value, safe=""), part.partition("}")[2]]
    return "".join(filled)
