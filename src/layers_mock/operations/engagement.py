"""The engagement section: reference/engagement/*, guides/configure-auto-pilot-engagement."""

from collections.abc import Iterator
from typing import Any

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of, project_of
from layers_mock.world.engagement import UNTOUCHED, EngagementLayer, layers_of
from layers_mock.world.ids import ulid
from layers_mock.world.rows import Project
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_LATER_REPLIES = ("tone", "maxPerPostPerHour", "ignoreCommentsMatching", "escalateNegativeSentiment")
_LATER = {"firstComment": ("strategy",), "replyToComments": _LATER_REPLIES, "replies": _LATER_REPLIES}
"""Fields of the next version; the page fences replies off as `replies`, the configuration calls them `replyToComments`."""
_SETTINGS = {
    ("firstComment", "targets"): "comment_targets",
    ("firstComment", "commentTemplate"): "comment_template",
    ("replyToComments", "targets"): "reply_targets",
    ("replyToComments", "autoReplyDelay"): "reply_delay",
}
"""The fields within the body's objects, and those of the row that keep them."""


def get_engagement(_world: World, call: Call) -> Reply:
    """A project's configuration; of several layers the oldest."""
    project = project_of(call, "get-engagement.not-found")
    layers = layers_of(call.organization, project.key)
    return Reply(200, _view(layers[0] if layers else UNTOUCHED))


def patch_engagement(world: World, call: Call) -> Reply:
    """Change single settings; the first change makes the layer."""
    project = project_of(call, "patch-engagement.not-found")
    _refuse_later_fields(call.body)
    layer = _layer_of(call, project)
    changes = dict(_changes(call.body))
    if not changes:
        return Reply(200, _view(layer or UNTOUCHED), changed=False)
    if layer is None:
        key = world.ids.fresh(call.now)
        layer = UNTOUCHED._replace(key=key, id="pl_" + ulid(key), created_at=call.now, project=project.key)
        call.organization.engagement_layers.add(layer)
    layer = layer._replace(updated_at=call.now, **changes)
    call.organization.engagement_layers.replace(layer)
    return Reply(200, _view(layer))


def _refuse_later_fields(body: JsonObject) -> None:
    sent = [f"{name}.{field}" for name, fields in _LATER.items() for field in fields if field in _object(body, name)]
    if sent:
        raise Refusal("FORBIDDEN_FENCE", rule="patch-engagement.fence", details={"fields": sent})


def _layer_of(call: Call, project: Project) -> EngagementLayer | None:
    """The layer that is named, else the only one; ``None`` where there is none yet."""
    layers, text = layers_of(call.organization, project.key), call.text("projectLayerId")
    if text is not None:
        wanted = key_of(text)
        named = next((layer for layer in layers if layer.key == wanted), None)
        if named is None:
            raise Refusal("NOT_FOUND", "Social Engagement layer not found.", rule="patch-engagement.layer-not-found")
        return named
    if len(layers) > 1:
        message = "Multiple Social Engagement layers — pass projectLayerId to disambiguate."
        details: JsonObject = {"layerCount": len(layers)}
        raise Refusal("CONFLICT", message, rule="patch-engagement.layer-ambiguous", details=details)
    return layers[0] if layers else None


def _changes(body: JsonObject) -> Iterator[tuple[str, Any]]:
    if "enabled" in body:
        yield "enabled", body["enabled"]
    for (name, field), kept_in in _SETTINGS.items():
        found = _object(body, name)
        if field in found:
            value = found[field]
            yield kept_in, tuple(value) if isinstance(value, list) else value


def _object(body: JsonObject, name: str) -> dict[str, Any]:
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def _view(layer: EngagementLayer) -> JsonObject:
    named: JsonObject = {"projectLayerId": layer.id} if layer.id else {}
    return {
        **named,
        "enabled": layer.enabled,
        "firstComment": {"targets": list(layer.comment_targets), "commentTemplate": layer.comment_template},
        "replyToComments": {"targets": list(layer.reply_targets), "autoReplyDelay": layer.reply_delay},
    }


HANDLERS: dict[str, Handler] = {"getEngagement": get_engagement, "patchEngagement": patch_engagement}
