"""What the checks of SDK apps have in common."""

from typing import Any

from layers_mock.kit import Answer, Api

__all__ = ["BODIES", "IDENTIFIERS", "PLATFORMS", "app_of", "hex_id", "listed", "made", "read", "several"]

PLATFORMS = ("ios", "android", "web", "react-native", "flutter", "expo")
IDENTIFIERS = {"bundleId": "com.checked.app", "androidPackage": "com.checked.android", "webDomain": "checked.example"}
BODIES: dict[str, dict[str, str]] = {
    "ios": {"bundleId": IDENTIFIERS["bundleId"]},
    "android": {"androidPackage": IDENTIFIERS["androidPackage"]},
    "web": {"webDomain": IDENTIFIERS["webDomain"]},
}
"""What an app of a platform needs beside name and platform."""


def app_of(api: Api, platform: str = "ios", **fields: object) -> dict[str, object]:
    """The body of a call that makes an app."""
    return {"name": api.text("App"), "platform": platform, **BODIES.get(platform, {}), **fields}


def made(api: Api, project: str, platform: str = "ios", **fields: object) -> Any:
    """The answer for a new app."""
    return api.made("createSdkApp", project, body=app_of(api, platform, **fields))


def several(api: Api, project: str, count: int) -> list[str]:
    """So many new apps, one after the other, as they were made."""
    found = []
    for _ in range(count):
        found.append(str(made(api, project)["appId"]))
        api.let_pass(2, elsewhere=1.1)
    return found


def hex_id(api: Api) -> str:
    """24 hexadecimal digits that nothing else has."""
    return api.uuid().replace("-", "")[:24]


def read(api: Api, project: str, app: str) -> Any:
    """The row of an app."""
    return api.call("getSdkApp", project, app).succeeded(200)


def listed(api: Api, project: str, **query: object) -> list[Any]:
    """The items of the first page."""
    answer: Answer = api.call("listSdkApps", project, query=query)
    return list(answer.succeeded(200)["items"])
