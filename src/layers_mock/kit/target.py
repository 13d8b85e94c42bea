"""The target file: where an implementation is, its keys by role, and the states the checks need."""

import os
import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from layers_mock.errors import TargetError
from layers_mock.kit.written import near, read_written

__all__ = ["ROLES", "STATES", "GivenReceiver", "GivenState", "Key", "Patience", "Target", "read_target"]

ROLES = {
    "full": "a key without a scope list, of an organisation with credits",
    "second": "another key without a scope list, of the same organisation",
    "limited": "a key of the same organisation with a scope list; say which scopes",
    "writer": "a key of the same organisation with another scope list, that together with `limited` leaves out each scope once",
    "throttled": "a key of the same organisation in the standard tier, which the checks may exhaust",
    "killed": "a key of the same organisation that was killed",
    "other": "a key of another organisation",
    "broke": "a key of an organisation without credits and without a GitHub installation",
    "frugal": "a key of an organisation with 130 included credits left and 1000 prepaid ones, whose GitHub app was uninstalled",
}
"""The roles of keys, and what each has to be."""

STATES = {
    "project": "an active project with one active content layer, that reviews nothing",
    "layer": "the content layer of `project`",
    "layered_project": "an active project with two active content layers",
    "layer_a": "one layer of `layered_project`",
    "layer_b": "the other one",
    "bare_project": "an active project without a content layer",
    "reviewing_project": "an active project that reviews content (requires approval), with one content layer",
    "ranked_project": "a project with tracked posts, of several platforms and origins",
    "ranked_account": "a social account with followers, behind all the Instagram posts of `ranked_project`",
    "ranked_layer": "the only content layer of `ranked_project`",
    "scored_project": "a project with tracked posts of all origins, with few views and many, of days and of weeks ago; "
    "several briefs of its content name value propositions",
    "advertising_project": "a project with ad accounts on all three platforms, one of them with an expired token, and two of "
    "different currencies on one platform; with campaigns, ad sets and ads of all statuses, some spending, some showing a "
    "tracked post; and with SDK apps that have pixels on file",
    "empty_project": "a project without tracked posts",
    "archived_project": "an archived project",
    "ingested_project": "a project whose ingest ran, so that brandContext is filled",
    "influencer": "an influencer that is ready, with reference images",
    "failed_influencer": "an influencer that is failed",
    "container": "a completed video container of `project`",
    "slideshow": "a completed slideshow container",
    "posted_container": "a completed container of `project`, that the checks post and never make anew",
    "failed_container": "a failed container",
    "reviewed_container": "a completed container of a reviewing project",
    "bare_container": "a completed container that has no job behind it",
    "post": "the id that Layers gave a tracked post of the organisation",
    "external_post": "the id that its platform gave that post",
    "slideshow_post": "a tracked post whose format is slideshow_remix",
    "foreign_project": "a project of the organisation of `other`",
    "foreign_influencer": "an influencer of the organisation of `other`",
    "foreign_container": "a container of the organisation of `other`",
    "foreign_post": "a tracked post of the organisation of `other`",
    "tiktok_account": "a connected TikTok account of `project`",
    "instagram_account": "a connected Instagram account of `project`",
    "expired_account": "an account of `project` that needs to be authorised again",
    "reviewing_account": "a connected TikTok account of `reviewing_project`",
    "spare_project": "an active project that the checks may archive and restore, and whose policy they may change",
    "spare_account": "a connected TikTok account of `spare_project`",
    "foreign_account": "a connected account of `foreign_project`",
    "busy_account": "a connected account on which exactly two posts wait; a check revokes it",
    "leased_account": "a leased account of `leasing_project` that is assigned",
    "foreign_leased_account": "a leased account of `foreign_project`",
    "leasing_project": "an active project with a leased account, and with accounts of both platforms and of every status",
    "return_url": "an https URL without a query, whose host is on the return_url_allowlist of every key, in lower case",
    "sdk_app": "an SDK app of `project`",
    "tracked_project": "a project whose SDK apps sent events of several users, with purchases and trials, and now send none",
    "tracked_app": "an iOS app of `tracked_project` with events and a pixel on file with Meta",
    "second_tracked_app": "another app of `tracked_project` with events, of another platform",
    "silent_app": "an app of `tracked_project` that never sent an event",
    "foreign_app": "an SDK app of `foreign_project`",
    "foreign_layer": "a layer of a project of the organisation of `other`",
    "broke_project": "a project of the organisation of `broke`, with one content layer",
    "broke_container": "a completed container of the organisation of `broke`",
    "broke_post": "a tracked post that `broke` can clone",
    "frugal_project": "a project of the organisation of `frugal`, with one content layer",
    "frugal_post": "a tracked post that `frugal` can clone, whose format is slideshow_remix",
    "twice_engaged_project": "a project with two Social Engagement layers",
    "engagement_layer_a": "the older Social Engagement layer of `twice_engaged_project`",
    "engagement_layer_b": "the younger one",
    "spare_key": "the id of a key of the organisation that checks may rotate and kill; it may read projects",
    "retired_key": "the id of a key of the organisation that was deleted, or that checks may delete",
    "webhook_endpoint": "an active webhook endpoint with failures in a row and deliveries of several statuses and types",
    "auto_paused_endpoint": "a webhook endpoint that failures paused; a check resumes it",
    "delivered_delivery": "a delivered delivery of `webhook_endpoint`",
    "failed_delivery": "a failed delivery of `webhook_endpoint`",
    "foreign_webhook_endpoint": "a webhook endpoint of the organisation of `other`",
    "website": "the URL of a website that can be read",
    "ios_app": "the bundle id of an app in the App Store",
    "repo": "owner/name of a repository that the GitHub installation of `full` sees",
    "branched_repo": "owner/name of another one, whose default branch is `default_branch`",
    "default_branch": "the default branch of `branched_repo`, not main",
    "installation": "the number of the GitHub installation that the organisation of `full` registered",
    "new_installation": "the number of an installation that the organisation of `broke` may register",
    "crowded_project": "a project with more than 25 tracked posts, some of them with equal numbers",
}
"""The states by name, and what each has to be: ids that exist."""

_Text = Annotated[str, Field(min_length=1)]
_KEY = re.compile("[!-~]+")
_NO_KEY = "no key that a header can carry: it has spaces, line ends or letters beyond ASCII"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Key(_Model):
    """An API key: written out, or the environment variable that holds it."""

    value: _Text | None = None
    env: _Text | None = None
    scopes: list[_Text] | None = None
    """The scope list it was given; left out for a key without one."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: object) -> object:
        return {"value": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.value is None) == (self.env is None):
            raise ValueError("give the key itself, or `env: VARIABLE` with the variable that holds it")
        if self.value is not None and not _KEY.fullmatch(self.value):
            raise ValueError(f"this is {_NO_KEY}")
        return self


class GivenState(_Model):
    """A state that the target can be brought into: an id that exists, or a call that makes it.

    ``call`` is an operationId; ``path``, ``query`` and ``body`` are sent as they stand, where ``{state}`` in a text stands
    for the id of another state. ``take`` names the field of the answer that is the id. Where the answer is a job's,
    the check waits until that is over.
    """

    id: _Text | None = None
    call: _Text | None = None
    path: list[_Text] = []
    query: dict[str, _Text] = {}
    body: dict[str, object] | None = None
    take: _Text = "id"
    key: _Text = "full"

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: object) -> object:
        return {"id": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.id is None) == (self.call is None):
            raise ValueError("give an id that exists, or `call: OPERATION` that makes one")
        return self


class Patience(_Model):
    """How long to wait, in seconds."""

    answer: Annotated[float, Field(gt=0, le=600)] = 30.0
    """For one answer."""
    job: Annotated[float, Field(gt=0, le=86_400)] = 900.0
    """For a job to end, polled from every 2 seconds on and slowing down to 10, as the vendor documents."""
    webhook: Annotated[float, Field(gt=0, le=3600)] = 90.0
    """For a webhook to arrive; the vendor speaks of about a minute."""


class GivenReceiver(_Model):
    """Where the kit may receive webhooks: ``listen`` is ``host:port`` on this machine, ``url`` how the target gets there."""

    listen: Annotated[str, Field(pattern=r"^([^:\s]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}$")]
    url: Annotated[str, Field(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")]

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen on."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


class Target(_Model):
    """An implementation under test."""

    base_url: Annotated[str, Field(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")] | None = None
    edition: _Text = "2026-04"
    disposable: bool = False
    """The target is nobody's real account: checks may write and spend."""
    operations: Annotated[list[_Text], Field(min_length=1)] | None = None
    """The operations that it offers; left out where it offers them all. Checks that call another one are skipped."""
    keys: dict[str, Key] = {}
    states: dict[str, GivenState] = {}
    receiver: GivenReceiver | None = None
    """Where webhooks can be received; left out where the target runs on this machine, or delivers none."""
    patience: Patience = Patience()
    poll_seconds: Annotated[float, Field(gt=0, le=60)] = 2.0
    """Between the first polls of a job."""
    concurrency: Annotated[int, Field(ge=1, le=64)] = 8

    @model_validator(mode="after")
    def _known_names(self) -> Self:
        for kind, given, known in (("key role", self.keys, ROLES), ("state", self.states, STATES)):
            unknown = sorted(set(given) - set(known))
            if unknown:
                raise ValueError(f"no {kind} is called {unknown[0]!r}{near(unknown[0], known)}")
        return self

    def secret(self, role: str, environment: dict[str, str] | None = None) -> str | None:
        """The key of a role, from the file or the environment; ``None`` where it is not given.

        Raises :class:`TargetError` where its environment variable is not set.
        """
        key = self.keys.get(role)
        if key is None:
            return None
        if key.value is not None:
            return key.value
        found = (environment if environment is not None else dict(os.environ)).get(key.env or "")
        if not found:
            raise TargetError(f"keys.{role}: the environment variable {key.env} is not set.")
        if not _KEY.fullmatch(found):
            raise TargetError(f"keys.{role}: the environment variable {key.env} holds {_NO_KEY}.")
        return found

    def secrets(self) -> tuple[str, ...]:
        """Every key that the file gives or the environment holds."""
        written = [key.value or os.environ.get(key.env or "") for key in self.keys.values()]
        return tuple(secret for secret in written if secret)


def read_target(path: Path) -> Target:
    """Read a target file. Raises :class:`TargetError` that names file, place and way out."""
    written = read_written(path)
    if not isinstance(written, dict):
        raise TargetError(f"{path}: a target file is a mapping with base_url, keys and states.")
    try:
        return Target.model_validate(written)
    except ValidationError as error:
        told = "; ".join(_told(found["loc"], found["type"], found["msg"]) for found in error.errors(include_input=False))
        raise TargetError(f"{path}: {told}") from None


def _told(place: tuple[int | str, ...], kind: str, message: str) -> str:
    where = ".".join(map(str, place))
    said = message.removeprefix("Value error, ")
    if kind == "extra_forbidden":
        said = f"there is no such field{near(str(place[-1]), _fields(place))}"
    return f"{where}: {said}" if where else said


def _fields(place: tuple[int | str, ...]) -> list[str]:
    """The fields that there are where another one was written."""
    parts: dict[object, type[_Model]] = {"keys": Key, "states": GivenState, "receiver": GivenReceiver, "patience": Patience}
    return list((Target if len(place) == 1 else parts[place[0]]).model_fields)
