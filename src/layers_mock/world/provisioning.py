"""The SDK app that an ingest from GitHub makes. Source: reference/sdk-apps/create-sdk-app; its details are inferred."""

from typing import cast

from layers_mock.world.ids import IdSource, Key
from layers_mock.world.ingests import Reading
from layers_mock.world.organization import Organization
from layers_mock.world.sdk_apps import IDENTIFIERS, SdkApp, SdkPlatform, app_id, shortened
from layers_mock.world.slugs import slug

__all__ = ["identifier_of", "provision"]

_LONGEST_LABEL = 63
_LONGEST_NAME = 128


def provision(ids: IdSource, organization: Organization, project: Key, reading: Reading, name: str, at: int) -> None:
    """Add the app of a repository to a project: for the first platform asked for, unless it has one for that already."""
    platform = cast("SdkPlatform", reading.platforms[0])
    if any(app.platform == platform for _, app in organization.sdk_apps.newest_first(project)):
        return
    key = shortened(ids.fresh(at))
    organization.sdk_apps.add(
        SdkApp(
            key=key, id=app_id(key), created_at=at, project=project, name=name[:_LONGEST_NAME], platform=platform,
            rotated_at=at, identifier=identifier_of(reading.target, platform) if platform in IDENTIFIERS else None,
        )
    )  # fmt: skip


def identifier_of(repository: str, platform: str) -> str:
    """What a repository's program could be known by on ios, android or the web, in the form that createSdkApp takes."""
    owner, name = (slug(part) or "app" for part in repository.split("/"))
    if platform == "web":
        return f"{name[:_LONGEST_LABEL].strip('-')}.example"
    if platform == "ios":
        return f"com.{owner}.{name}"
    return ".".join(["com", *(_word(part) for part in (owner, name))])


def _word(text: str) -> str:
    """A part of an Android package: it begins with a letter and has no hyphens."""
    word = text.replace("-", "_")
    return word if word[0].isalpha() else f"app_{word}"
