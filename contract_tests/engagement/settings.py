"""What the auto-pilot of projects is set to, and what it reads as."""

from collections.abc import Mapping
from typing import Any

from layers_mock.kit import Api

from ..making import new_project

__all__ = ["CHANGES", "LATER", "SET", "UNTOUCHED", "read", "settings", "with_layer"]

UNTOUCHED: Mapping[str, Any] = {
    "enabled": False,
    "firstComment": {"targets": [], "commentTemplate": ""},
    "replyToComments": {"targets": [], "autoReplyDelay": "PT3M"},
}
"""A project that was never set up."""

SET: Mapping[str, Any] = {
    "enabled": True,
    "firstComment": {"targets": ["tiktok", "instagram"], "commentTemplate": "The recipe is in our bio."},
    "replyToComments": {"targets": ["tiktok"], "autoReplyDelay": "PT7M"},
}
"""A body that sets every field."""

CHANGES: tuple[Mapping[str, Any], ...] = (
    {"enabled": False},
    {"firstComment": {"targets": ["instagram"]}},
    {"firstComment": {"commentTemplate": "Another one."}},
    {"replyToComments": {"targets": ["instagram"]}},
    {"replyToComments": {"autoReplyDelay": "PT2M"}},
    {"enabled": True, "replyToComments": {"targets": ["tiktok", "instagram"]}},
    {"firstComment": {"targets": ["tiktok"]}, "replyToComments": {"autoReplyDelay": "PT1H"}},
)
"""Bodies that each change a part of it."""

LATER: tuple[tuple[str, str, Any], ...] = (
    ("firstComment", "strategy", "generated"),
    *(
        (name, field, value)
        for name in ("replies", "replyToComments")
        for field, value in (
            ("tone", "witty"),
            ("maxPerPostPerHour", 5),
            ("ignoreCommentsMatching", ["spam"]),
            ("escalateNegativeSentiment", True),
        )
    ),
)
"""The fields of the next version, with a value of each."""


def with_layer(api: Api) -> str:
    """A new project whose auto-pilot is set up as :data:`SET`."""
    own = new_project(api)
    api.made("patchEngagement", own, body=dict(SET))
    return own


def read(api: Api, own: str, *, key: str = "full") -> dict[str, Any]:
    """What a project's auto-pilot reads as."""
    told: dict[str, Any] = api.call("getEngagement", own, key=key).succeeded(200)
    return told


def settings(told: Mapping[str, Any]) -> dict[str, Any]:
    """The settings among what is told, those that this version has."""
    return {
        "enabled": told.get("enabled"),
        "firstComment": _picked(told, "firstComment", "targets", "commentTemplate"),
        "replyToComments": _picked(told, "replyToComments", "targets", "autoReplyDelay"),
    }


def _picked(told: Mapping[str, Any], name: str, *fields: str) -> dict[str, Any]:
    inner = told.get(name)
    return {field: inner.get(field) for field in fields} if isinstance(inner, dict) else {}
