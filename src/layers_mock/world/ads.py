"""What customers have on ad platforms, and what was said of promoting a creative: the rows of the ads section.

Field names are the vendor's in snake case; instants are milliseconds since 1970, money cents.
"""

from typing import Literal, NamedTuple

from layers_mock.world.ids import Key, ulid

__all__ = ["Ad", "AdAccount", "AdCampaign", "AdPlatform", "AdSet", "AdStatus", "AdsOverride"]

AdPlatform = Literal["meta_ads", "tiktok_ads", "apple_ads"]
AdStatus = Literal["active", "paused", "archived", "deleted", "in_review", "rejected"]


class AdAccount(NamedTuple):
    """An account on an ad platform that a customer brought along. ``token_expires_at`` is when the platform ends its token."""

    key: Key
    created_at: int
    project: Key
    platform: AdPlatform
    external_id: str
    name: str
    currency: str = "USD"
    timezone: str = "UTC"
    token_expires_at: int | None = None

    @property
    def id(self) -> str:
        """Its id as it is printed."""
        return ulid(self.key)

    @property
    def group(self) -> Key:
        """Ad accounts are listed by project."""
        return self.project


class AdCampaign(NamedTuple):
    """A campaign in an ad account, as its platform has it."""

    key: Key
    id: str
    created_at: int
    project: Key
    account: Key
    external_id: str
    name: str
    status: AdStatus = "active"
    objective: str = "conversions"
    daily_budget_cents: int | None = None
    ends_at: int | None = None

    @property
    def group(self) -> Key:
        """Campaigns are listed by project."""
        return self.project


class AdSet(NamedTuple):
    """An ad set of a campaign; ad groups are such too. ``targeting`` says for people who sees it."""

    key: Key
    id: str
    created_at: int
    project: Key
    account: Key
    campaign: Key
    external_id: str
    name: str
    status: AdStatus = "active"
    goal: str = "conversions"
    targeting: str = ""
    daily_budget_cents: int | None = None

    @property
    def group(self) -> Key:
        """Ad sets are listed by project."""
        return self.project


class Ad(NamedTuple):
    """One ad. It spends ``daily_spend_cents`` on an average day, until it ends or what it is in does."""

    key: Key
    id: str
    created_at: int
    project: Key
    account: Key
    campaign: Key
    ad_set: Key
    platform: AdPlatform
    external_id: str
    name: str
    status: AdStatus = "active"
    content: Key | None = None
    """The ads content that it shows."""
    daily_spend_cents: float = 0
    ended_at: int | None = None

    @property
    def group(self) -> Key:
        """Ads are listed by project."""
        return self.project


class AdsOverride(NamedTuple):
    """What somebody said of promoting a creative; its key is that of the ads content. Without one, the score decides."""

    key: Key
    project: Key
    updated_at: int
    override: Literal["include", "exclude"] | None = None
    note: str | None = None

    @property
    def id(self) -> str:
        """The id of the ads content, as it is printed."""
        return ulid(self.key)

    @property
    def group(self) -> Key:
        """Overrides belong to a project."""
        return self.project
