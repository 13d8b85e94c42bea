"""The assets of a container that is made anew: replaced, preserved, or kept because the job did not end well."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..making import SLIDES, canceled, completed, container_now, failed, generated, new_container
from .making import asset_ids, regenerate, regenerated

__all__: list[str] = []

_PRESERVE = {"preserveAssets": True}


@check("regenerate-content.preserve-assets")
def preserved_assets_stay_and_the_caption_is_new(api: Api) -> None:
    """The same assets in the same order, with a new caption, once and again, for slideshows and videos."""
    for format_ in (SLIDES, "video_remix"):
        id_ = new_container(api, format=format_)
        for body in (_PRESERVE, {**_PRESERVE, "brief": {"topic": "winter"}}):
            before = container_now(api, id_)
            after = regenerated(api, id_, body)
            equal(asset_ids(after), asset_ids(before), f"the assets after {body}")
            holds(after["caption"] and after["caption"] != before["caption"], f"the caption is {after['caption']!r}")


@check("regenerate-content.preserve-assets-default")
def assets_are_made_anew_by_default(api: Api) -> None:
    """Left out, preserveAssets means false, with any other field, and also after it was true once."""
    id_ = new_container(api)
    bodies: list[dict[str, Any]] = [{}, {"brief": {"topic": "winter"}}, {"references": {"assetIds": []}}]
    for body in bodies:
        old = asset_ids(regenerated(api, id_, _PRESERVE))
        new = asset_ids(regenerated(api, id_, body))
        holds(new and not set(new) & set(old), f"the assets are {new} and were {old} before {body}")


@check("regenerate-content.nothing-to-preserve")
def there_is_nothing_to_preserve_without_assets(api: Api) -> None:
    """409 where there are no assets; fine where there are some, be the last job canceled or not."""
    accepted = generated(api)
    canceled(api, accepted)
    id_ = accepted["containerIds"][0]
    for body in (_PRESERVE, {**_PRESERVE, "brief": {"topic": "winter"}}):
        regenerate(api, id_, body).refused(409, "CONFLICT")
    completed(api, regenerate(api, id_, {}).succeeded(202))
    canceled(api, regenerate(api, id_, {}).succeeded(202))
    completed(api, regenerate(api, id_, _PRESERVE).succeeded(202))


@check("regenerate-content.supersedes")
def old_assets_leave_and_can_still_be_read(api: Api) -> None:
    """After each regeneration the container has new assets alone, and all earlier ones are found by their ids."""
    id_, old = new_container(api), list[str]()
    for _ in range(2):
        old += asset_ids(container_now(api, id_))
        after = asset_ids(regenerated(api, id_, {}))
        holds(after and not set(after) & set(old), f"the assets are {after}, of which some are among the earlier {old}")
        for asset in old:
            equal(api.call("getContentAsset", id_, asset).succeeded(200)["assetId"], asset, "assetId of an earlier asset")


@check("regenerate-content.failure-keeps-assets")
def a_canceled_regeneration_keeps_the_assets(api: Api) -> None:
    """The old assets, all of them and no other, when the job is canceled, also the second time."""
    id_ = new_container(api)
    before = container_now(api, id_)
    for _ in range(2):
        canceled(api, regenerate(api, id_, {}).succeeded(202))
        _kept(api, id_, before)


@check("regenerate-content.failure-keeps-assets")
def a_failed_regeneration_keeps_the_assets(api: Api) -> None:
    """The old assets, all of them and no other, when the job has failed, also the second time."""
    api.needs_failing_jobs()
    id_ = new_container(api)
    before = container_now(api, id_)
    for _ in range(2):
        failed(api, regenerate(api, id_, {}).succeeded(202))
        _kept(api, id_, before)


def _kept(api: Api, id_: str, before: Any) -> None:
    equal(asset_ids(container_now(api, id_)), asset_ids(before), "the assets")
    for asset in asset_ids(before):
        holds(api.made("getContentAsset", id_, asset)["url"], f"{asset} has no url")
