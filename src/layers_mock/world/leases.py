"""Leased accounts: what operations staff of Layers make of a request, and the months that are charged.

Source: reference/leased-accounts/*. The pages print a turnaround under 48 hours; that nobody decides before 24 hours have
passed and that all accounts are assigned then is inferred. No money moves in a world: prices are told, not taken.
"""

from calendar import monthrange
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from layers_mock.contract import JsonObject
from layers_mock.world.announcements import announce
from layers_mock.world.clock import iso
from layers_mock.world.handles import free_handle, slug
from layers_mock.world.ids import Key, ulid
from layers_mock.world.rows import SocialAccount

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization
    from layers_mock.world.world import World

__all__ = [
    "ASSIGNMENT_MILLISECONDS",
    "MONTHLY_PRICE_CENTS",
    "Lease",
    "LeaseAssignment",
    "LeaseRenewal",
    "LeaseRequest",
    "LeaseStatus",
    "assign",
    "end_lease",
    "months_after",
    "months_charged",
    "reject",
    "submit",
]

ASSIGNMENT_MILLISECONDS = 24 * 3_600_000
"""How long operations staff take to decide of themselves (inferred)."""
MONTHLY_PRICE_CENTS = 15_000
"""What an account costs a month unless a fixture says otherwise, in US cents."""
_NAMES = ("daily", "notes", "corner", "club", "diary", "finds", "hour", "table")
_FEWEST_FOLLOWERS, _FOLLOWER_SPREAD = 1_500, 18_000

LeaseStatus = Literal["requested", "assigned", "partial", "rejected"]


class LeaseRequest(NamedTuple):
    """One request for accounts. ``accounts`` are those assigned; ``note`` is what operations staff say of it."""

    key: Key
    id: str
    created_at: int
    project: Key
    wanted: int
    """How many accounts."""
    niche: JsonObject
    target: str | None = None
    client_note: str | None = None
    status: LeaseStatus = "requested"
    assigned_at: int | None = None
    accounts: tuple[Key, ...] = ()
    note: str | None = None

    @property
    def group(self) -> Key:
        """Requests belong to a project."""
        return self.project


class Lease(NamedTuple):
    """The lease of one account, under the account's key and id. ``created_at`` is when the account was assigned."""

    key: Key
    id: str
    created_at: int
    project: Key
    monthly_price_cents: int = MONTHLY_PRICE_CENTS
    months: int = 1
    """Months charged, each at its beginning."""
    request: Key | None = None
    released_at: int | None = None
    release_reason: str | None = None

    @property
    def group(self) -> Key:
        """Leases are listed by project."""
        return self.project

    @property
    def renews_at(self) -> int | None:
        """When the next month is charged; ``None`` once the account was released."""
        return None if self.released_at is not None else months_after(self.created_at, self.months)


class LeaseAssignment(NamedTuple):
    """The moment at which operations staff assign all accounts of a request, on the timeline."""

    organization: Key
    request: Key
    is_recurring: bool = False

    def apply(self, world: "World", at: int) -> None:
        """Assign them, unless somebody decided before."""
        organization = world.organizations[self.organization]
        request = organization.lease_requests.get(self.request)
        if request is not None and request.status == "requested":
            assign(world, organization, request, request.wanted, at)

    def describe(self, world: "World", at: int) -> JsonObject | None:
        """A request is granted; ``None`` where somebody decided before."""
        request = world.organizations[self.organization].lease_requests.get(self.request)
        if request is None or request.status != "requested":
            return None
        return {"at": iso(at), "event": "lease_request.assigned", "requestId": request.id}


class LeaseRenewal(NamedTuple):
    """The end of a leased month, on the timeline; schedules the next one."""

    organization: Key
    account: Key
    is_recurring: bool = True

    def apply(self, world: "World", at: int) -> None:
        """Charge another month, unless the account was released."""
        leases = world.organizations[self.organization].leases
        lease = leases.get(self.account)
        if lease is None or lease.released_at is not None:
            return
        leases.replace(lease._replace(months=lease.months + 1))
        world.schedule(months_after(lease.created_at, lease.months + 1), self)

    def describe(self, world: "World", at: int) -> JsonObject | None:
        """A lease goes on for a month; ``None`` where the account was released."""
        lease = world.organizations[self.organization].leases.get(self.account)
        if lease is None or lease.released_at is not None:
            return None
        return {"at": iso(at), "event": "lease.renewed", "socialAccountId": lease.id, "priceCents": lease.monthly_price_cents}


def months_after(instant: int, months: int) -> int:
    """So many calendar months later: the same day of the month, or its last one where that is shorter."""
    begin = datetime.fromtimestamp(instant // 1000, UTC)
    year, month = divmod(begin.month - 1 + months, 12)
    year, month = begin.year + year, month + 1
    later = begin.replace(year=year, month=month, day=min(begin.day, monthrange(year, month)[1]))
    return int(later.timestamp()) * 1000 + instant % 1000


def months_charged(assigned_at: int, now: int) -> int:
    """How many months of a lease have begun by now."""
    begin, end = (datetime.fromtimestamp(instant // 1000, UTC) for instant in (assigned_at, now))
    months = (end.year - begin.year) * 12 + end.month - begin.month
    return months + 1 if months_after(assigned_at, months) <= now else months


def submit(world: "World", organization: "Organization", request: LeaseRequest) -> LeaseRequest:
    """Put a new request in the queue of operations staff."""
    organization.lease_requests.add(request)
    world.schedule(request.created_at + ASSIGNMENT_MILLISECONDS, LeaseAssignment(organization.key, request.key))
    return request


def assign(
    world: "World", organization: "Organization", request: LeaseRequest, count: int, now: int, note: str | None = None
) -> LeaseRequest:
    """Assign so many accounts of those requested, at least one; the first month of each is charged."""
    is_partial = count < request.wanted
    said = note or (f"{count} of {request.wanted} accounts could be assigned." if is_partial else None)
    accounts = tuple(_lease(world, organization, request, now) for _ in range(count))
    decided = request._replace(status="partial" if is_partial else "assigned", assigned_at=now, accounts=accounts, note=said)
    organization.lease_requests.replace(decided)
    more = {"assignedAt": iso(now), "assignedSocialAccountIds": ["sa_" + ulid(key) for key in accounts]}
    announce(world, organization, "lease_request.assigned", {**_told(decided), **more}, now, project=decided.project)
    return decided


def reject(world: "World", organization: "Organization", request: LeaseRequest, note: str, now: int) -> LeaseRequest:
    """Turn a request down."""
    decided = request._replace(status="rejected", note=note)
    organization.lease_requests.replace(decided)
    announce(world, organization, "lease_request.rejected", _told(decided), now, project=decided.project)
    return decided


def _told(request: LeaseRequest) -> JsonObject:
    """A request as the event of its decision tells it."""
    return {
        "requestId": request.id,
        "projectId": "prj_" + ulid(request.project),
        "status": request.status,
        "note": request.note,
    }


def end_lease(organization: "Organization", lease: Lease, reason: str | None, now: int) -> None:
    """End a lease at once; the month that runs stays charged, and no other is."""
    organization.leases.replace(lease._replace(released_at=now, release_reason=reason))


def _lease(world: "World", organization: "Organization", request: LeaseRequest, now: int) -> Key:
    key = world.ids.fresh(now)
    account = SocialAccount(
        key=key, id="sa_" + ulid(key), created_at=now, project=request.project, platform="tiktok",
        handle=_handle(organization, request, key), connected_at=now, is_leased=True,
        followers=_FEWEST_FOLLOWERS + int(key) % _FOLLOWER_SPREAD,
    )  # fmt: skip
    organization.social_accounts.add(account)
    organization.leases.add(Lease(key, account.id, now, request.project, request=request.key))
    world.schedule(months_after(now, 1), LeaseRenewal(organization.key, key))
    return key


def _handle(organization: "Organization", request: LeaseRequest, key: Key) -> str:
    vertical = slug(str(request.niche.get("vertical", "")), "for.you")
    return free_handle(organization, request.project, f"{vertical}.{_NAMES[int(key) % len(_NAMES)]}")
