"""Requests aimed at what the target holds: ids that exist in place of guesses, and names that nobody has used."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote, unquote

from layers_mock.contract import Operation
from layers_mock.kit import UNSENT, Answer, Api, UnprovidedError
from layers_mock.kit.gate import worst_price

from ..valid import valid_call
from .source import Made

__all__ = ["Aim"]

_USED_UP = frozenset({
    "approveContent", "archiveProject", "cancelJob", "cancelScheduledPost", "cloneFromPost", "deleteInfluencer",
    "deleteWebhookEndpoint", "finalizeMediaUpload", "rejectContent", "releaseLeasedAccount", "revokeSocialAccount",
})  # fmt: skip
"""What their path or body names serves for one success."""
_BUSY = frozenset({"regenerateContent"})
"""What they name can be used again once the job is over."""
_SHORT_LIVED = frozenset({"registerGithubInstallation"})
"""What their body names is good for minutes, and found anew for each request."""
_OTHERS = {
    "projectId": ("layered_project", "empty_project", "archived_project", "ingested_project", "crowded_project"),
    "containerId": ("slideshow", "failed_container", "reviewed_container", "bare_container"),
    "influencerId": ("failed_influencer",),
}
"""What else reads can be asked for, by the first parameter of their path."""
_REFERENCES = (
    "projectId", "projectLayerId", "sourcePlatformPostId", "uploadId", "assetIds", "targets", "socialAccountId", "returnUrl",
    "scheduledFor", "repoFullName", "installationId", "state", "scope", "id", "since", "until",
)  # fmt: skip
"""Fields of body and query that name what has to exist, or a moment that has to come or to fit another one."""
_OWN = ("id", "newInfluencerId", "influencerId", "customerExternalId")
"""Body fields that name what must not exist yet."""
_OF_THE_FILE = ("checksumSha256",)
"""Body fields that are right for one file alone, and left out."""
_OF_A_KIND = {"patchSdkApp": ("bundleId", "androidPackage", "webDomain")}
"""Body fields that are right for some of what a path names alone, and left out where another one may be named."""
_UNAIMED = 5
"""One in so many requests keeps its guesses, and mostly meets a 404."""
_DEAREST_CALL = 20
"""How many pieces a call may ask for at most, whatever it is answered."""


class Aim:
    """Sends the requests of one operation to where they lead to something."""

    def __init__(self, api: Api, operation: Operation) -> None:
        self._api = api
        self._operation = operation
        self._validator = api.contract.request_validator(operation)
        self._names = [p.name for p in operation.parameters if p.location == "path"]
        self._valid = valid_call(api, operation.id)
        self._known = self._references()
        self._others = self._other_paths()
        self._used: set[str] = set()
        self._count = 0

    def send(self, made: Made, *, is_path_meant: bool = False, is_again: bool = False) -> Answer | None:
        """Send a request, along the path it has where that is meant, and aimed like the last one where it is that again.

        ``None`` where it would lead to another operation, or ask for more than a check should pay.
        """
        self._count += not is_again
        if self._operation.id in _SHORT_LIVED:
            self._find()
        path = made.path if is_path_meant else self._aimed_path(made)
        content, body = self._aimed_body(made, dict(zip(self._names, path, strict=True)))
        if self._is_dear(body):
            return None
        headers = self._aimed_headers(made)
        # For what a call may cost the gate looks at its body, for what is sent the content counts.
        call = self._api.prepared(self._operation.id, *self._valid.path, body=body, content=content, headers=headers)
        target = self._operation.path.format_map(dict(zip(self._names, path, strict=True)))
        query = self._aimed_query(made)
        url = self._api.provision.base_url + target + (f"?{query}" if query else "")
        match = self._api.contract.router.find(self._operation.method, target)
        if match is None or match.operation is not self._operation:
            return None
        answer = self._api.send(call._replace(request=call.request._replace(url=url)))
        if answer.is_success:
            self._renew(answer)
        return answer

    def _find(self) -> None:
        """Find something that the next request can name."""
        self._valid = valid_call(self._api, self._operation.id)
        self._known = self._references()

    def _renew(self, answer: Answer) -> None:
        """Find something for the next request where a success has used up what there was."""
        if self._operation.id in _USED_UP:
            self._find()
        elif self._operation.id in _BUSY and not self._api.is_shared:
            self._api.finish(answer.json)

    def _other_paths(self) -> list[str]:
        """Ids of the same kind in other states, for operations that read; on an account that lasts, none is made for that."""
        found = []
        if self._operation.effect == "read" and len(self._names) == 1 and not self._api.is_shared:
            for state in _OTHERS.get(self._names[0], ()):
                with suppress(UnprovidedError):
                    found.append(self._api.state(state))
        return found

    def _references(self) -> dict[str, Any]:
        body = self._valid.body if isinstance(self._valid.body, dict) else {}
        known = {name: body[name] for name in _REFERENCES if name in body}
        properties = (self._operation.body_schema or {}).get("properties")
        fields = properties if isinstance(properties, dict) else {}
        with suppress(UnprovidedError):
            if "projectLayerId" in fields:
                known["projectLayerId"] = self._api.state("layer")
            if "referenceImages" in fields:
                upload = valid_call(self._api, "uploadMediaInline")
                known["assetIds"] = [self._api.made(upload.operation, *upload.path, body=upload.body)["mediaId"]]
            if self._operation.id == "getJob":
                known["If-None-Match"] = self._valid.send(self._api).header("ETag")
        return known

    def _is_dear(self, body: object) -> bool:
        price = worst_price(self._api.contract, self._operation, body)
        return price > _DEAREST_CALL * max(self._api.contract.prices.values())

    def _aimed_path(self, made: Made) -> tuple[str, ...]:
        """The path with ids that exist where the request's are well-formed; one in a few stays a guess."""
        is_harmless = self._operation.effect == "read" or not self._api.is_shared
        is_guess = is_harmless and self._count % _UNAIMED == 0
        wrong = self._wrong(made)
        known = self._valid.path
        if self._others and self._count % 2:
            known = (self._others[self._count // 2 % len(self._others)],)
        return tuple(
            text if is_guess or name in wrong else quote(id_, safe="")
            for name, text, id_ in zip(self._names, made.path, known, strict=True)
        )

    def _wrong(self, made: Made) -> set[str]:
        """The parts of path and headers that are not well-formed."""
        path = {name: unquote(text, errors="replace") for name, text in zip(self._names, made.path, strict=True)}
        return {issue.path for issue in self._validator.validate(path, "", made.headers, None).issues}

    def _aimed_query(self, made: Made) -> str:
        """The query with references that lead somewhere where the request's are well-formed; all else stays to the letter."""
        known = {name: str(self._valid.query[name]) for name in _REFERENCES if name in self._valid.query}
        if not known or self._count % _UNAIMED == 0:
            return made.query
        path = dict(zip(self._names, made.path, strict=True))
        wrong = {issue.path for issue in self._validator.validate(path, made.query, made.headers, None).issues}
        parts = [(part, part.partition("=")[0]) for part in made.query.split("&")]
        return "&".join(
            f"{name}={quote(known[name], safe='')}" if name in known and name not in wrong else part for part, name in parts
        )

    def _aimed_headers(self, made: Made) -> Mapping[str, str]:
        headers = dict(made.headers)
        name = "Idempotency-Key"
        if name in headers and name not in self._wrong(made) and self._is_used(headers[name]):
            headers[name] = self._api.uuid()
        if self._count % 2 and self._known.get("If-None-Match"):
            headers["If-None-Match"] = self._known["If-None-Match"]
        return headers

    def _aimed_body(self, made: Made, path: Mapping[str, str]) -> tuple[bytes | None, Any]:
        """The body with references that lead somewhere; what its path names as well is what that path says."""
        body = made.body
        if not isinstance(body, dict):
            return made.content, UNSENT if made.content is None else body
        wrong = {issue.path.partition(".")[0] for issue in self._validator.body_issues(body)}
        aimed = {
            name: value if name in wrong else unquote(path[name]) if name in path else self._aimed(name, value)
            for name, value in body.items()
            if name in wrong or name not in (*_OF_THE_FILE, *_OF_A_KIND.get(self._operation.id, ()))
        }
        return (made.content if aimed == body else json.dumps(aimed).encode()), aimed

    def _aimed(self, name: str, value: Any) -> Any:
        price = self._operation.price
        if name in self._known:
            return self._known[name]
        if name in _OWN and isinstance(value, str) and self._is_used(value):
            return self._api.text("own") if name == "customerExternalId" else self._api.uuid()
        if price is not None and name == price.times_field:
            return 1
        if isinstance(value, dict):
            return {key: self._known.get(key, inner) for key, inner in value.items()}
        return value

    def _is_used(self, text: str) -> bool:
        """Whether a name was sent before, by this check or, on an account that lasts, by an earlier run."""
        is_used = text in self._used or self._api.is_shared
        self._used.add(text)
        return is_used
