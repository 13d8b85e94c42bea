"""Finding out what a target is: ours, with a control API, or one that a file describes."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from layers_mock.contract import Contract, OperationId
from layers_mock.errors import TargetError
from layers_mock.kit.exchange import Request
from layers_mock.kit.fuse import Fuse
from layers_mock.kit.given_provider import GivenProvider, states_within
from layers_mock.kit.provision import Provider
from layers_mock.kit.target import ROLES, STATES, Target
from layers_mock.kit.transport import HttpTransport, Transport, TransportError
from layers_mock.kit.world_provider import WorldProvider
from layers_mock.kit.written import near, unknown_operation

__all__ = ["Connection", "connect", "refuse_unknown_names"]

_NO_FILE = """{url} is not ours (no /__mock answers), so a target file has to say what to check with; give it with --target:

  base_url: {url}
  disposable: false        # true where nobody's account pays: checks may write and spend
  keys:
    full: {{env: LAYERS_API_KEY}}      # a key without a scope list
    other: {{env: OTHER_API_KEY}}      # a key of another organisation
  states:
    project: prj_…        # ids that exist, or calls that make them

Roles and states that it leaves out skip the checks that need them."""


class Connection(NamedTuple):
    """A target that answers: how to reach it, and what it can be brought into."""

    base_url: str
    transport: Transport
    provider: Provider
    about: str
    is_disposable: bool
    concurrency: int
    offered: tuple[str, ...] | None = None
    """The operations it offers, where its file says so."""


def connect(url: str | None, target: Target | None, contract: Contract, *, seed: int, token: str | None = None) -> Connection:
    """Reach the target. Raises :class:`TargetError` where nothing answers or nothing says what to check with."""
    if target is not None:
        refuse_unknown_names(target, contract)
    base_url = (url or (target.base_url if target else None) or "").rstrip("/").removesuffix("/v1")
    if not base_url:
        raise TargetError("Say what to check: a URL, or a target file with base_url.")
    _refuse_odd_url(base_url)
    transport = Fuse(HttpTransport(patience=target.patience.answer if target else 30.0))
    info = _info(base_url, transport, token)
    editions = info.get("editions") if info else None
    if info is not None and not (isinstance(editions, list) and contract.edition in editions):
        raise TargetError(f"{base_url} serves edition {info.get('edition')}, not {contract.edition}.")
    if target is not None:
        given = GivenProvider(target, base_url)
        about = "described by its target file"
        if target.operations is not None:
            about += f", which offers {len(set(target.operations))} of {len(contract.operations)} operations"
        is_disposable = target.disposable or info is not None
        offered = None if target.operations is None else tuple(target.operations)
        return Connection(base_url, transport, given, about, is_disposable, target.concurrency, offered)
    if info is None:
        raise TargetError(_NO_FILE.format(url=base_url))
    worlds = WorldProvider(base_url, transport, seed=seed, token=token)
    about = f"layers-mock {info.get('version')}, each check in a world of its own"
    return Connection(base_url, transport, worlds, about, is_disposable=True, concurrency=8)


def _refuse_odd_url(base_url: str) -> None:
    """Raises :class:`TargetError` for what is no address of a server, or one that holds a password."""
    try:
        parts = urlsplit(base_url)
        _ = parts.port
    except ValueError as error:
        raise TargetError(f"{base_url!r} is no URL: {error}.") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise TargetError(f"{base_url!r} is no URL of a server: it begins with http:// or https:// and names a host.")
    if "@" in parts.netloc:
        raise TargetError("The URL holds a user or password, which would show in every report: keys belong in a target file.")
    if parts.query or parts.fragment or not base_url.isprintable() or " " in base_url:
        raise TargetError(f"{base_url!r} is no base URL: paths are appended to it.")


def refuse_unknown_names(target: Target, contract: Contract) -> None:
    """Raises :class:`TargetError` where the file is for another edition, or names an operation, role or state there is not."""
    if target.edition != contract.edition:
        raise TargetError(f"The target file is for edition {target.edition}, not {contract.edition}: see --edition.")
    for place, name in _named_operations(target):
        if name not in contract.operations:
            raise TargetError(f"{place}: no operation {unknown_operation(name, contract)}")
    for state, given in target.states.items():
        if given.call is None:
            continue
        wanted = contract.operations[OperationId(given.call)].path.count("{")
        if len(given.path) != wanted:
            raise TargetError(f"states.{state}.path: {given.call} takes {wanted} path parameters, {len(given.path)} are given.")
        if given.key not in ROLES:
            raise TargetError(f"states.{state}.key: no key role is called {given.key!r}{near(given.key, ROLES)}")
        for name in states_within([given.path, given.query, given.body]):
            if name not in STATES:
                raise TargetError(f"states.{state}: no state is called {name!r}{near(name, STATES)}")


def _named_operations(target: Target) -> Iterator[tuple[str, str]]:
    yield from (("operations", name) for name in target.operations or ())
    yield from ((f"states.{state}.call", given.call) for state, given in target.states.items() if given.call is not None)


def _info(base_url: str, transport: Transport, token: str | None) -> dict[str, Any] | None:
    """What a target that is ours says of itself; ``None`` for others. Raises :class:`TargetError` where nothing answers."""
    headers = (("X-Layers-Mock-Token", token),) if token else ()
    try:
        answer = transport.send(Request("GET", f"{base_url}/__mock/info", headers))
    except TransportError as error:
        raise TargetError(f"Nothing answers at {base_url}: {error}") from None
    try:
        info = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return None
    if answer.status in {401, 403} and "X-Layers-Mock-Token" in answer.content.decode(errors="replace"):
        raise TargetError(f"{base_url} asks for its control token; give it with --control-token.")
    return info if answer.status == 200 and isinstance(info, dict) and info.get("name") == "layers-mock" else None
