"""The metrics section: reference/metrics/ads-content and patch-ads-content."""

from collections.abc import Iterator
from itertools import islice
from typing import Literal, cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of, project_of
from layers_mock.world.ad_numbers import ads_showing
from layers_mock.world.ads import AdsOverride
from layers_mock.world.ads_content import AdsContent, ads_content, as_said, board, overridden, promotions
from layers_mock.world.clock import iso
from layers_mock.world.ids import Key, parse, ulid, uuid
from layers_mock.world.world import World

__all__ = ["HANDLERS"]


def list_ads_content(world: World, call: Call) -> Reply:
    """A page of a project's creatives. Equal ones come newest first; a cursor that names none of them is ignored."""
    project = project_of(call, "list-ads-content.project-not-found")
    ranked = board(call.organization, project.key, call.now).behind(cast("str", call.query["sort"]), _cursor(call))
    limit = call.limit()
    wanted = (content for one in ranked if _is_wanted(call, content := as_said(call.organization, one)))
    found = list(islice(wanted, limit + 1))
    following = uuid(found[limit - 1].key) if len(found) > limit else None
    return Reply(200, {"items": [_view(world, call, content) for content in found[:limit]], "nextCursor": following})


def patch_ads_content(world: World, call: Call) -> Reply:
    """Let a creative be promoted or not, whatever its score; ``null`` lets the score decide again."""
    project = project_of(call, "patch-ads-content.project-not-found")
    wanted = key_of(call.path["adsContentId"])
    scored = next((one for one in ads_content(call.organization, project.key, call.now) if one.key == wanted), None)
    if scored is None:
        raise Refusal("NOT_FOUND", "Ads content not found.", rule="patch-ads-content.not-found")
    content = as_said(call.organization, scored)
    before = None if content.said is None else content.said.note
    override = cast("Literal['include', 'exclude'] | None", call.body["override"])
    said = AdsOverride(content.key, project.key, call.now, override, cast("str | None", call.body.get("note", before)))
    is_changed = (said.override, said.note) != (content.override, before)
    return Reply(200, _view(world, call, overridden(call.organization, content, said)), changed=is_changed)


def _cursor(call: Call) -> Key | None:
    """What the page follows."""
    return parse(cast("str | None", call.query.get("cursor")) or "")


def _is_wanted(call: Call, content: AdsContent) -> bool:
    pools, override = cast("list[str] | None", call.query.get("scoringPool")), call.query.get("override")
    eligible = call.query.get("eligible")
    return (
        (pools is None or content.pool in pools)
        and content.score >= cast("float", call.query["minScore"])
        and (override is None or (content.override or "none") == override)
        and (eligible is None or content.is_eligible == eligible)
    )


def _view(world: World, call: Call, content: AdsContent) -> JsonObject:
    return {
        "adsContentId": ulid(content.key),
        "sourceType": content.creative.source_type,
        "sourceId": content.creative.source_id,
        "scoringPool": content.pool,
        "organicScore": content.score,
        "scoredAt": iso(content.scored_at),
        "eligibility": {"eligible": content.is_eligible, "clearsScore": content.clears_score},
        "override": content.override,
        "note": None if content.said is None else content.said.note,
        "activePromotions": list(_promotions(world, call, content)),
    }


def _promotions(world: World, call: Call, content: AdsContent) -> Iterator[JsonObject]:
    """What was spent on it in the last 7 days: by its own posts on ad platforms, and by the ads that show it."""
    for post, numbers in promotions(content, call.now):
        yield {"platform": post.platform, "externalId": post.external_id, "spendCents": numbers.spend}
    for ad, spend in ads_showing(world, call.organization, content, call.now):
        yield {"platform": ad.platform, "externalId": ad.external_id, "spendCents": spend}


HANDLERS: dict[str, Handler] = {"listAdsContent": list_ads_content, "patchAdsContent": patch_ads_content}
