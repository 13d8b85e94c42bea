"""Finding out what a target is: ours, with a control API, or one that a file describes."""

from typing import Any, NamedTuple

import orjson

from layers_mock.contract import Contract
from layers_mock.errors import TargetError
from layers_mock.kit.exchange import Request
from layers_mock.kit.provision import GivenProvider, Provider, WorldProvider
from layers_mock.kit.target import Target
from layers_mock.kit.transport import HttpTransport, Transport, TransportError

__all__ = ["Connection", "connect"]

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


def connect(url: str | None, target: Target | None, contract: Contract, *, seed: int, token: str | None = None) -> Connection:
    """Reach the target. Raises :class:`TargetError` where nothing answers or nothing says what to check with."""
    base_url = (url or (target.base_url if target else None) or "").rstrip("/").removesuffix("/v1")
    if not base_url:
        raise TargetError("Say what to check: a URL, or a target file with base_url.")
    transport = HttpTransport(patience=target.patience.answer if target else 30.0)
    info = _info(base_url, transport, token)
    if info is not None and contract.edition not in info.get("editions", ()):
        raise TargetError(f"{base_url} serves edition {info.get('edition')}, not {contract.edition}.")
    if target is not None:
        given = GivenProvider(target, base_url)
        about = "described by its target file"
        return Connection(base_url, transport, given, about, target.disposable or info is not None, target.concurrency)
    if info is None:
        raise TargetError(_NO_FILE.format(url=base_url))
    worlds = WorldProvider(base_url, transport, seed=seed, token=token)
    about = f"layers-mock {info.get('version')}, each check in a world of its own"
    return Connection(base_url, transport, worlds, about, is_disposable=True, concurrency=8)


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
