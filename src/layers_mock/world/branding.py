"""What an ingest finds out about a brand: believable, and always the same for the same source.

Nothing here is the vendor's wording. Fields and sources are those of reference/projects/get-project; which source finds what
is inferred. The trade of a brand depends on its name alone, so that its website, its app and its repository tell of the same.
"""

from collections.abc import Mapping
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from layers_mock.contract import JsonObject
from layers_mock.world.slugs import slug, title

__all__ = [
    "CONTEXT_FIELDS",
    "app_brand",
    "app_found",
    "app_of_url",
    "first_face",
    "is_readable",
    "merged",
    "repo_brand",
    "repo_found",
    "site_brand",
    "site_found",
]

CONTEXT_FIELDS = (
    "appName", "appDescription", "tagline", "audience", "icp", "brandVoice", "keywords", "primaryLanguage", "logoUrl",
)  # fmt: skip
_FIRST_KEYWORDS = 3
_NO_PAGES = (".pdf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".zip", ".mp4", ".json", ".xml")
_UNRESOLVABLE = "invalid"
"""The top-level domain that never resolves (RFC 2606)."""
_COMMON = frozenset({"www", "app", "apps", "mobile", "ios", "android", "web", "com", "org", "io", "net", "co", "api", "main"})
_LANGUAGES: Mapping[str, str] = {
    "at": "de", "br": "pt", "ch": "de", "cn": "zh", "de": "de", "dk": "da", "es": "es", "fi": "fi", "fr": "fr", "it": "it",
    "jp": "ja", "kr": "ko", "mx": "es", "nl": "nl", "no": "no", "pl": "pl", "pt": "pt", "se": "sv", "tr": "tr",
}  # fmt: skip


class _Trade(NamedTuple):
    words: tuple[str, ...]
    offers: tuple[str, ...]
    taglines: tuple[str, ...]
    audience: str
    icp: str
    voice: str
    keywords: tuple[str, ...]


_TRADES = (
    _Trade(
        ("tea", "coffee", "brew", "roast", "food", "kitchen", "bake"),
        ("small-batch drinks, packed the week they are shipped", "a better break, delivered to the door"),
        ("Slow is a flavour.", "Made to be noticed."),
        "Remote workers between 25 and 40 who guard their breaks.",
        "Urban professionals who care where things come from and order every month.",
        "warm, unhurried, quietly funny",
        ("small batch", "afternoon ritual", "subscription box", "traceable", "gift idea", "tasting set", "brewing guide"),
    ),
    _Trade(
        ("fit", "gym", "run", "yoga", "health", "sport", "train"),
        ("training plans that fit into a crowded week", "workouts that adapt to how you slept"),
        ("Show up small.", "Stronger on ordinary days."),
        "Beginners and returners between 20 and 45 who train at home.",
        "People who tried three other plans and want one that survives a bad week.",
        "encouraging, direct, never shouting",
        ("home workout", "training plan", "habit", "recovery", "mobility", "strength", "beginner friendly"),
    ),
    _Trade(
        ("bank", "ledger", "money", "pay", "finance", "invoice", "tax"),
        ("calm bookkeeping for people who work for themselves", "one place where money explains itself"),
        ("Know before you owe.", "Quiet numbers."),
        "Freelancers and owners of small companies.",
        "One to ten people who do their own books on Sunday evening.",
        "plain, exact, reassuring",
        ("bookkeeping", "freelancer", "cash flow", "invoices", "tax season", "budget", "small business"),
    ),
    _Trade(
        ("map", "travel", "trip", "hotel", "route", "polar", "tour"),
        ("maps and routes for people who leave the road", "trips planned by those who took them"),
        ("Further, gently.", "The long way is the point."),
        "Travellers between 25 and 55 who plan by themselves.",
        "Couples and small groups with two long trips a year.",
        "curious, precise, a little poetic",
        ("slow travel", "route planner", "offline maps", "hidden places", "packing list", "weekend trip", "local guide"),
    ),
    _Trade(
        ("skin", "beauty", "style", "wear", "fashion", "hair", "studio"),
        ("few good things for every day, made to last", "care without the ten steps"),
        ("Less, but yours.", "Looks like you."),
        "Women and men between 22 and 38 who buy less and better.",
        "Buyers who read the label first and come back for the second bottle.",
        "confident, sensory, free of slogans",
        ("capsule", "everyday care", "ingredients", "refillable", "routine", "made to last", "before and after"),
    ),
    _Trade(
        ("note", "task", "work", "team", "dev", "code", "cloud", "data"),
        ("a tool that keeps small teams out of meetings", "software that gets the boring part done"),
        ("Done, before the meeting.", "Software that steps aside."),
        "Small product teams that work in different time zones.",
        "Teams of five to fifty without somebody whose job is process.",
        "dry, helpful, allergic to jargon",
        ("productivity", "async work", "team notes", "automation", "integrations", "templates", "open api"),
    ),
)
_FACES = (
    ("Mila Novak", "female"), ("Jonas Weber", "male"), ("Amara Diallo", "female"), ("Theo Lambert", "male"),
    ("Sana Rahimi", "female"), ("Mateo Cruz", "male"), ("Robin Hale", "nonbinary"), ("Yuki Tanaka", "female"),
)  # fmt: skip


def is_readable(url: str) -> bool:
    """Whether there is an HTML page at a URL: hosts that cannot resolve have none, and neither have files of other kinds."""
    parts = urlsplit(url)
    return (parts.hostname or "").rpartition(".")[2] != _UNRESOLVABLE and not parts.path.lower().endswith(_NO_PAGES)


def site_brand(url: str) -> str:
    """The name of the brand whose website that is: the most telling label of its host."""
    labels = (urlsplit(url).hostname or "").split(".")
    return title(_telling(labels[:-1] or labels))


def app_of_url(url: str) -> str:
    """The app that a store's URL leads to: the package of a Play Store link, the number of an App Store one."""
    parts = urlsplit(url)
    package = parse_qs(parts.query).get("id", [""])[0]
    number = next((step for step in reversed(parts.path.split("/")) if step[:2] == "id" and step[2:].isdecimal()), "")
    return package or number


def app_brand(app: str, url: str | None) -> str:
    """The name of the brand whose app that is; a link to the App Store spells it out."""
    steps = urlsplit(url).path.split("/") if url is not None else []
    spelled = steps[steps.index("app") + 1] if "app" in steps[:-1] else ""
    return title(spelled if spelled and spelled[:2] != "id" else _telling(app.split(".")))


def repo_brand(full_name: str) -> str:
    """The name of the brand whose repository that is."""
    owner, _, name = full_name.partition("/")
    words = [word for word in slug(name).split("-") if word not in _COMMON]
    return title("-".join(words) or owner)


def site_found(url: str, pages: int) -> JsonObject:
    """What so many pages of a website tell: everything, and more keywords the more is read."""
    host, brand = urlsplit(url).hostname or "", site_brand(url)
    trade = _trade(brand)
    return {
        **_told(trade, brand, "website", _FIRST_KEYWORDS + pages),
        "audience": trade.audience,
        "icp": trade.icp,
        "brandVoice": trade.voice,
        "primaryLanguage": _LANGUAGES.get(host.rpartition(".")[2], "en"),
        "logoUrl": f"https://{host}/logo.png",
    }


def app_found(app: str, url: str | None, country: str) -> JsonObject:
    """What the page of an app in the store of a country tells."""
    brand = app_brand(app, url)
    return {
        **_told(_trade(brand), brand, "appstore", _FIRST_KEYWORDS + 1),
        "primaryLanguage": _LANGUAGES.get(country.lower(), "en"),
        "logoUrl": f"https://icons.stores.example/{country.lower()}/{slug(app)}/512.png",
    }


def repo_found(full_name: str, app_name: str | None) -> JsonObject:
    """What a repository tells; its app is called as the caller says, where that is said."""
    brand = repo_brand(full_name)
    trade = _trade(brand)
    told = _told(trade, app_name or brand, "github", _FIRST_KEYWORDS)
    return {**told, "audience": trade.audience, "brandVoice": trade.voice}


def merged(before: JsonObject | None, found: JsonObject) -> JsonObject:
    """A brand context with what was found: it replaces what was there, keywords are added, and nothing is lost."""
    known: JsonObject = {**dict.fromkeys(CONTEXT_FIELDS), **(before or {})}
    keywords = [*_words(known["keywords"]), *_words(found.get("keywords"))]
    return {**known, **found, "keywords": list(dict.fromkeys(keywords))}


def first_face(brand: str) -> tuple[str, JsonObject]:
    """The name and the identity of the influencer that a brand begins with."""
    trade = _trade(brand)
    name, gender = _FACES[_number(f"face/{slug(brand)}") % len(_FACES)]
    return name, {"gender": gender, "ageRange": "25-34", "vibe": trade.voice, "style": f"at home with {trade.keywords[0]}"}


def _told(trade: _Trade, brand: str, source: str, keywords: int) -> JsonObject:
    pick = _number(f"{source}/{slug(brand)}")
    return {
        "appName": brand,
        "appDescription": f"{brand}: {trade.offers[pick % len(trade.offers)]}.",
        "tagline": trade.taglines[pick % len(trade.taglines)],
        "keywords": [slug(brand).replace("-", " "), *trade.keywords][:keywords],
    }


def _trade(brand: str) -> _Trade:
    name = slug(brand).replace("-", "")
    named = next((trade for trade in _TRADES if any(word in name for word in trade.words)), None)
    return named or _TRADES[_number(f"trade/{name}") % len(_TRADES)]


def _words(value: object) -> list[str]:
    """The texts in a list; a brand context that somebody wrote by hand may hold anything."""
    return [word for word in value if isinstance(word, str)] if isinstance(value, list | tuple) else []


def _telling(labels: list[str]) -> str:
    """The longest label that names something, of equal ones the last."""
    telling = [label for label in labels if label and label.lower() not in _COMMON] or [label for label in labels if label]
    return max(reversed(telling), key=len, default="brand")


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=4).digest())
