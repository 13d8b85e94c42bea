"""listAdAccounts."""

import re
from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..lists import needs_its_project
from ..making import new_project

__all__: list[str] = []

_PLATFORMS = ("meta_ads", "tiktok_ads", "apple_ads")
_FIELDS = (
    "adAccountId", "platform", "externalId", "name", "currency", "timezone", "credentialMode", "tokenStatus",
    "tokenLastValidatedAt", "walletBalance", "connectedAt",
)  # fmt: skip
_FORMS = {"meta_ads": r"act_\d+", "tiktok_ads": r"\d+", "apple_ads": r"org-\d+"}
_TO_THE_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SLACK = timedelta(minutes=10)


def _accounts(api: Api, state: str = "advertising_project", **query: Any) -> list[Any]:
    items = api.call("listAdAccounts", api.state(state), query=query).succeeded(200)["items"]
    return list(items)


def _some(api: Api) -> list[Any]:
    """All accounts. Raises :class:`UnprovidedError` where a platform has none."""
    found = _accounts(api)
    if {item["platform"] for item in found} != set(_PLATFORMS):
        raise UnprovidedError("the advertising project lacks an account on one of the platforms")
    return found


def _ids(found: list[Any]) -> list[str]:
    return [item["adAccountId"] for item in found]


@check("list-ad-accounts.items")
def accounts_have_their_fields(api: Api) -> None:
    """The eleven of the page in each account, whatever is null, and ids that are different."""
    found = _some(api)
    for item in found:
        equal(sorted(set(_FIELDS) - set(item)), [], "fields that an account lacks")
        for name in ("adAccountId", "externalId", "name", "currency", "timezone", "tokenStatus"):
            holds(isinstance(item[name], str) and item[name], f"{name} {item[name]!r}")
    equal(len(set(_ids(found))), len(found), "different ids")


@check("list-ad-accounts.external-ids")
def external_ids_have_the_form_of_their_platform(api: Api) -> None:
    """act_ and digits, digits, org- and digits."""
    for item in _some(api):
        platform, external = item["platform"], item["externalId"]
        holds(re.fullmatch(_FORMS[platform], external), f"externalId {external!r} on {platform}")


@check("list-ad-accounts.bring-your-own")
def accounts_are_the_customers_own(api: Api) -> None:
    """byo, without a wallet, on each platform."""
    for item in _some(api):
        equal((item["credentialMode"], item["walletBalance"]), ("byo", None), f"mode and wallet on {item['platform']}")


@check("list-ad-accounts.times")
def times_are_told_to_the_second(api: Api) -> None:
    """Of connecting and of validating; the latter is no earlier."""
    for item in _some(api):
        for name in ("connectedAt", "tokenLastValidatedAt"):
            holds(_TO_THE_SECOND.fullmatch(str(item[name])), f"{name} {item[name]!r}")
        holds(
            item["connectedAt"] <= item["tokenLastValidatedAt"],
            f"validated {item['tokenLastValidatedAt']}, before it was connected",
        )


@check("list-ad-accounts.validated-daily")
def valid_tokens_are_looked_at_each_day(api: Api) -> None:
    """Now and some days later, a valid token was validated within the last day, and none in the future."""
    for days in (0, 3):
        if days:
            api.advance(days * 86_400)
        query = {"scope": "project", "id": api.state("advertising_project")}
        now = datetime.fromisoformat(api.made("getMetrics", api.state("advertising_project"), query=query)["window"]["until"])
        for item in _some(api):
            age = now - datetime.fromisoformat(item["tokenLastValidatedAt"])
            holds(age >= -_SLACK, f"validated at {item['tokenLastValidatedAt']}; it is {now}")
            if item["tokenStatus"] == "valid":
                holds(age <= timedelta(days=1) + _SLACK, f"validated at {item['tokenLastValidatedAt']}; it is {now}")


@check("list-ad-accounts.newest-first")
def the_latest_account_comes_first(api: Api) -> None:
    """By connectedAt, also where a filter leaves some out."""
    for query in ({}, {"platforms": "meta_ads"}, {"healthy": "true"}):
        times = [item["connectedAt"] for item in _accounts(api, **query)]
        if len(set(times)) < 2:
            raise UnprovidedError(f"the advertising project has fewer than two accounts with {query}")
        equal(times, sorted(times, reverse=True), f"connectedAt with {query}")


@check("list-ad-accounts.one-page")
def all_accounts_are_on_one_page(api: Api) -> None:
    """There is no nextCursor, and a limit does not cut."""
    project, whole = api.state("advertising_project"), _ids(_some(api))
    for query in ({}, {"limit": 1}, {"platforms": "meta_ads"}):
        holds("nextCursor" not in api.call("listAdAccounts", project, query=query).succeeded(200), f"a nextCursor with {query}")
    equal(_ids(_accounts(api, limit=1)), whole, "accounts with a limit")


@check("list-ad-accounts.platforms")
def platforms_filter(api: Api) -> None:
    """Each alone, two, and all three: their accounts in the order of the whole list."""
    found = _some(api)
    for wanted in (*([one] for one in _PLATFORMS), ["meta_ads", "apple_ads"], ["apple_ads", "tiktok_ads"], list(_PLATFORMS)):
        promised = [item["adAccountId"] for item in found if item["platform"] in wanted]
        equal(_ids(_accounts(api, platforms=wanted)), promised, f"accounts on {wanted}")


@check("list-ad-accounts.credential-mode")
def credential_modes_filter(api: Api) -> None:
    """Of byo there are all, of agency none; together with a platform, those of that platform."""
    found = _some(api)
    equal(_ids(_accounts(api, credentialMode="byo")), _ids(found), "accounts with byo")
    equal(_accounts(api, credentialMode="agency"), [], "accounts with agency")
    meta = [item["adAccountId"] for item in found if item["platform"] == "meta_ads"]
    equal(_ids(_accounts(api, credentialMode="byo", platforms="meta_ads")), meta, "accounts with byo on meta_ads")


def _both(api: Api) -> list[Any]:
    """All accounts. Raises :class:`UnprovidedError` where all tokens are valid, or none."""
    found = _some(api)
    if len({item["tokenStatus"] == "valid" for item in found}) < 2:
        raise UnprovidedError("the advertising project has no account with a token that works, or none without")
    return found


@check("list-ad-accounts.healthy")
def healthy_accounts_have_valid_tokens(api: Api) -> None:
    """Exactly those whose tokenStatus is valid, on all platforms and on one."""
    promised = [item["adAccountId"] for item in _both(api) if item["tokenStatus"] == "valid"]
    equal(_ids(_accounts(api, healthy="true")), promised, "healthy accounts")
    for platform in _PLATFORMS:
        own = [item["adAccountId"] for item in _accounts(api, platforms=platform) if item["tokenStatus"] == "valid"]
        equal(_ids(_accounts(api, healthy="true", platforms=platform)), own, f"healthy accounts on {platform}")


@check("list-ad-accounts.unhealthy")
def false_does_not_filter(api: Api) -> None:
    """All accounts come, those with valid tokens among them."""
    equal(_ids(_accounts(api, healthy="false")), _ids(_both(api)), "accounts where healthy is false")


@check("list-ad-accounts.own-project")
def other_projects_do_not_show(api: Api) -> None:
    """A project just made and one without accounts have none."""
    holds(_some(api), "no accounts")
    equal(api.call("listAdAccounts", new_project(api)).succeeded(200)["items"], [], "accounts of a project just made")
    equal(_accounts(api, "empty_project"), [], "accounts of a project without any")


@check("list-ad-accounts.project-not-found")
def the_project_has_to_be_there(api: Api) -> None:
    """An id that no project has, and a project of another organisation, either way."""
    needs_its_project(api, "listAdAccounts", "advertising_project")
