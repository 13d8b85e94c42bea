"""listAdsContent: the ads that show a creative."""

from datetime import timedelta

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..metrics.promotable import content
from ..metrics.windows import text, window_of
from .listed import ADS
from .listing import STATE
from .numbers import NUMBERS

__all__: list[str] = []


@check("list-ads-content.promotions-of-ads")
def ads_promote_what_they_show(api: Api) -> None:
    """Exactly the ads that spent in the last 7 days are active promotions of their creative, with what they spent."""
    found = [ad for ad in ADS.some(api) if "adsContentId" in ad]
    now = window_of(NUMBERS.told(api, "project", metrics="spend"))[1]
    week = {"since": text(now - timedelta(days=7)), "metrics": "spend"}
    spent = {ad["externalId"]: NUMBERS.ask(api, "ad", ad["adId"], **week).succeeded(200)["totals"]["spend"] for ad in found}
    if not any(spent.values()) or all(spent.values()):
        raise UnprovidedError("the ads that show a creative spend all, or none does")
    items = {item["adsContentId"]: item["activePromotions"] for item in content(api, STATE)}
    for id_, active in items.items():
        own = {
            ad["externalId"]: spent[ad["externalId"]] for ad in found if ad["adsContentId"] == id_ and spent[ad["externalId"]]
        }
        told = {entry["externalId"]: entry for entry in active if entry["externalId"] in spent}
        equal(sorted(told), sorted(own), f"ads among the active promotions of {id_}")
        for external, cents in own.items():
            entry = told[external]
            holds(
                abs(entry["spendCents"] - cents) <= 1 + cents / 50,
                f"{entry['spendCents']} spent in a promotion, {cents} by its ad",
            )
            platform = next(ad["platform"] for ad in found if ad["externalId"] == external)
            equal(entry["platform"], platform, f"platform of the promotion by {external}")
