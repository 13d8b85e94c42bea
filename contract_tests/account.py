"""getWhoami."""

from layers_mock.kit import Api, check, equal, holds

__all__: list[str] = []


@check("get-whoami.bare-ids")
def ids_are_bare_uuids(api: Api) -> None:
    """organizationId, workspaceId and apiKeyId are UUIDs without a prefix."""
    from uuid import UUID

    who = api.call("getWhoami").succeeded(200)
    for name in ("organizationId", "workspaceId", "apiKeyId"):
        text = who[name]
        holds(isinstance(text, str) and str(UUID(text)) == text, f"{name} is {text!r}")


@check("get-whoami.workspace")
def the_workspace_is_the_organisation(api: Api) -> None:
    """workspaceId equals organizationId."""
    who = api.call("getWhoami").succeeded(200)
    equal(who["workspaceId"], who["organizationId"], "workspaceId")
