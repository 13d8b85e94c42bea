"""createProject: what the fields of the body mean."""

import json

from layers_mock.kit import Api, check, equal, holds

from ..making import project_now, project_row
from .rows import create

__all__: list[str] = []

_ALIASES = ("US/Pacific", "Asia/Calcutta", "Europe/Kiev", "America/Buenos_Aires", "GMT0")
_NO_ZONES = ("us/pacific", "ASIA/CALCUTTA", "Europe/kiev", "US Pacific", "Asia/Calcutta ", "UTC+02:00")
_TAGS = ("fil", "pt-BR", "pt-br", "ZH-hant-tw", "de-1996", "en-u-ca-gregory")
_NO_TAGS = ("en US", "français", "")


@check("create-project.timezone-aliases")
def older_names_of_timezones_stay_as_sent(api: Api) -> None:
    """Links of the IANA database are taken and come back as they are; other spellings of a name are refused."""
    for zone in _ALIASES:
        row = create(api, timezone=zone).succeeded(201)
        equal(row["timezone"], zone, "timezone")
        equal(project_now(api, row["id"])["timezone"], zone, "timezone when it is read")
    for zone in _NO_ZONES:
        create(api, timezone=zone).refused(422, "VALIDATION")


@check("create-project.primary-language")
def the_primary_language_is_english_where_it_is_left_out(api: Api) -> None:
    """A tag that was sent is the row's, `en` where none was; what is no tag is refused."""
    for zone in ("Asia/Tokyo", "Europe/Paris", "America/New_York"):
        row = create(api, timezone=zone).succeeded(201)
        equal(row["primaryLanguage"], "en", "primaryLanguage where it is left out")
        equal(project_now(api, row["id"])["primaryLanguage"], "en", "primaryLanguage when it is read")
    row = create(api, primaryLanguage="fr").succeeded(201)
    equal(row["primaryLanguage"], "fr", "primaryLanguage")
    for text in _NO_TAGS:
        create(api, primaryLanguage=text).refused(422, "VALIDATION")


@check("create-project.primary-language-form")
def language_tags_stay_as_they_were_sent(api: Api) -> None:
    """Tags of every shape come back letter by letter, in the answer and when they are read."""
    for tag in _TAGS:
        row = create(api, primaryLanguage=tag).succeeded(201)
        equal(row["primaryLanguage"], tag, "primaryLanguage")
        equal(project_now(api, row["id"])["primaryLanguage"], tag, "primaryLanguage when it is read")


@check("create-project.owner-email")
def the_registered_owner_is_the_default(api: Api) -> None:
    """Left out it is one address, whatever was sent for other projects and whichever key asks; an address sent is kept."""
    first = create(api).succeeded(201)
    registered = first["ownerEmail"]
    holds(isinstance(registered, str) and "@" in registered, f"ownerEmail {registered!r} where it is left out")
    other = create(api, ownerEmail="mara@moss.example").succeeded(201)
    equal(other["ownerEmail"], "mara@moss.example", "ownerEmail that was sent")
    equal(create(api).succeeded(201)["ownerEmail"], registered, "ownerEmail left out again")
    equal(create(api, id=api.uuid()).succeeded(201)["ownerEmail"], registered, "ownerEmail left out under an own id")
    equal(project_now(api, other["id"])["ownerEmail"], "mara@moss.example", "ownerEmail that was sent, when it is read")
    equal(project_now(api, first["id"])["ownerEmail"], registered, "ownerEmail left out, when it is read")


@check("create-project.owner-email")
def the_registered_owner_is_that_of_every_key(api: Api) -> None:
    """Two keys of one organisation have the same owner."""
    registered = project_row(api)["ownerEmail"]
    equal(create(api, key="second").succeeded(201)["ownerEmail"], registered, "ownerEmail left out with another key")


@check("create-project.metadata")
def metadata_comes_back_unchanged(api: Api) -> None:
    """Any object comes back as it was sent, an empty one too; it is null where it was left out."""
    odd: dict[str, object] = {
        "plan": "growth", "nothing": None, "seats": 12, "isTrial": False, "rate": 0.25, "": "", "snake_case": "kept",
        "deep": {"list": [1, "2", None, [], {}, True], "empty": {}}, "text": " é 漢 🍃\n\"'<b>", "2026": "04-24", "big": 2**53,
    }  # fmt: skip
    for metadata in (odd, {}, {"a": {"b": {"c": [{"d": None}]}}}):
        row = create(api, metadata=metadata).succeeded(201)
        equal(_canonical(row["metadata"]), _canonical(metadata), "metadata")
        equal(_canonical(project_now(api, row["id"])["metadata"]), _canonical(metadata), "metadata when it is read")
    row = create(api).succeeded(201)
    equal(row["metadata"], None, "metadata where it was left out")
    equal(project_now(api, row["id"])["metadata"], None, "metadata where it was left out, when it is read")


def _canonical(value: object) -> str:
    """The JSON itself, for Python takes True for 1."""
    return json.dumps(value, sort_keys=True)
