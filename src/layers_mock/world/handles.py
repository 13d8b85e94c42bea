"""Handles of accounts that a world makes up: believable names that no other account of the project has."""

import re
from typing import TYPE_CHECKING

from layers_mock.world.ids import Key

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization

__all__ = ["free_handle", "slug"]

_LONGEST = 24


def free_handle(organization: "Organization", project: Key, wanted: str) -> str:
    """The handle, with a number behind it where the project has an account of that name."""
    taken = {account.handle for _, account in organization.social_accounts.newest_first(project)}
    number = 1
    handle = wanted
    while handle in taken:
        number += 1
        handle = f"{wanted}.{number}"
    return handle


def slug(text: str, otherwise: str) -> str:
    """A text as platforms take it in a handle: words of ASCII letters and digits, joined by dots."""
    words = ".".join(re.findall(r"[a-z0-9]+", text.lower()))
    return words[:_LONGEST].strip(".") or otherwise
