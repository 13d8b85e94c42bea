"""Laws of containers: a job fills all of its containers or none, and a cost is what its outcome says."""

from hypothesis import given
from hypothesis import strategies as st

from layers_mock.world import World
from layers_mock.world.containers import (
    active_layers,
    assets_for,
    first_approval_status,
    price_of,
    regenerated,
    resolved_format,
)
from layers_mock.world.ids import IdSource, Key, ulid
from layers_mock.world.jobs import Job, end_job, request_cancel, start_job
from layers_mock.world.organization import Organization
from layers_mock.world.rows import ApprovalStatus, Container, Layer, Project
from tests.harness import Api, contract

FORMATS = st.sampled_from(["video_remix", "slideshow_remix", "ugc_remix", "auto"])
KEYS = st.integers(min_value=0, max_value=2**128 - 1).map(Key)
OUTCOMES = st.sampled_from(["completed", "failed", "canceled"])
KINDS = st.sampled_from(["content_generate", "content_clone_from_post", "content_regenerate"])
PROJECT = Project(Key(1), 0, 0, Key(2), "Harbor Tea", "UTC", "en")


def container(key: Key, format_: str, variations: int = 1) -> Container:
    return Container(key, f"cnt_{ulid(key)}", 0, 0, PROJECT.key, format_, "queued", "not_required", {}, variations=variations)


def parties() -> tuple[World, Organization]:
    world = Api().world
    return world, next(found for found in world.organizations.values() if found.name == "Acme Studio")


def begun(world: World, own: Organization, kind: str, rows: list[Container]) -> Job:
    """A job under way on these rows, paid for by the organisation."""
    now = world.clock.now()
    reserved = own.wallet.reserved(sum(price_of(world.contract, row.format, row.variations) for row in rows))
    assert reserved is not None
    own.wallet, hold = reserved
    for row in rows:
        own.containers.add(row)
    first, *others = (row.key for row in rows)
    return start_job(world, own, kind, project=PROJECT.key, subject=first, now=now, hold=hold, also=tuple(others))


def ended(world: World, own: Organization, job: Job, outcome: str) -> Job:
    """The job after an outcome, with time gone by."""
    now = world.clock.now()
    if outcome == "failed":
        end_job(world, own, job, outcome="failed", now=now, error={"code": "PLATFORM_ERROR", "message": "No."})
    elif outcome == "canceled":
        assert request_cancel(world, own, job, now) == "accepted"
    world.clock.advance(600_000)
    world.settle(world.clock.now())
    found = own.jobs.get(job.key)
    assert found is not None
    return found


def read(own: Organization, row: Container) -> Container:
    found = own.containers.get(row.key)
    assert found is not None
    return found


@given(
    kind=KINDS,
    outcome=OUTCOMES,
    plan=st.lists(st.tuples(FORMATS, st.integers(1, 10)), min_size=1, max_size=5),
    keys=st.lists(KEYS, min_size=5, max_size=5, unique=True),
)
def test_all_containers_of_a_job_share_its_fate_and_only_a_completed_one_costs(
    kind: str, outcome: str, plan: list[tuple[str, int]], keys: list[Key]
) -> None:
    world, own = parties()
    rows = [container(key, format_, variations) for key, (format_, variations) in zip(keys, plan, strict=False)]
    before = own.wallet
    job = ended(world, own, begun(world, own, kind, rows), outcome)
    after = [read(own, row) for row in rows]
    assert [row.status for row in after] == [outcome] * len(rows)
    assert job.hold is None
    spent = before.balance - own.wallet.balance
    assert own.wallet.used_credits - before.used_credits == spent
    if outcome != "completed":
        assert spent == 0
        assert all(row.assets == () for row in after)
        return
    assert spent == sum(price_of(world.contract, row.format, row.variations) for row in after)
    assert all(row.format != "auto" and row.caption for row in after)
    assets = [asset for row in after for asset in row.assets]
    assert len({asset.key for asset in assets}) == len(assets)
    assert job.result is not None
    listed = job.result["assets"]
    assert isinstance(listed, list)
    assert [asset["assetId"] for asset in listed] == [asset.id for asset in assets]


@given(st.lists(st.tuples(st.booleans(), OUTCOMES), min_size=1, max_size=5))
def test_no_asset_is_ever_lost_or_listed_twice(rounds: list[tuple[bool, str]]) -> None:
    world, own = parties()
    row = container(Key(99), "slideshow_remix", 2)
    ended(world, own, begun(world, own, "content_generate", [row]), "completed")
    for preserves, outcome in rounds:
        before = read(own, row)
        queued = regenerated(before, PROJECT, {"angle": outcome}, preserves_assets=preserves, at=world.clock.now())
        own.containers.replace(queued)
        job = start_job(world, own, "content_regenerate", project=PROJECT.key, subject=row.key, now=world.clock.now())
        ended(world, own, job, outcome)
        after = read(own, row)
        known = [*after.superseded, *after.assets]
        assert len({asset.id for asset in known}) == len(known)
        assert {asset.id for asset in (*before.superseded, *before.assets)} <= {asset.id for asset in known}
        assert (after.assets == before.assets) == (preserves or outcome != "completed")
        assert (after.caption != before.caption) == (outcome == "completed")
        assert not after.preserves_assets


@given(KEYS, FORMATS)
def test_auto_ends_in_one_format_that_follows_from_the_id(key: Key, format_: str) -> None:
    resolved = resolved_format(container(key, format_))
    assert resolved in {"video_remix", "slideshow_remix", "ugc_remix"}
    assert resolved == (format_ if format_ != "auto" else resolved_format(container(key, "auto")))
    assert resolved_format(container(key, resolved)) == resolved


def test_auto_takes_every_format_in_turn() -> None:
    ends = {resolved_format(container(Key(key), "auto")) for key in range(3)}
    assert ends == {"video_remix", "slideshow_remix", "ugc_remix"}


@given(FORMATS, st.integers(0, 10))
def test_no_format_costs_more_than_auto(format_: str, times: int) -> None:
    assert price_of(contract(), format_, times) <= price_of(contract(), "auto", times)
    assert price_of(contract(), format_, times) == times * price_of(contract(), format_, 1)


@given(KEYS, FORMATS, st.integers(1, 10))
def test_assets_are_equal_for_equal_labels_and_others_for_others(key: Key, format_: str, variations: int) -> None:
    ids, row = IdSource("w", 1), container(key, format_, variations)
    made = assets_for(ids, row, "one", 5)
    assert made == assets_for(IdSource("w", 1), row, "one", 5)
    assert {asset.id for asset in made}.isdisjoint(asset.id for asset in assets_for(ids, row, "two", 5))
    assert len(made) % variations == 0
    assert {asset.kind for asset in made} == {"image" if format_ == "slideshow_remix" else "video"}


@given(st.booleans(), st.integers(0, 3), st.sampled_from(["not_required", "pending", "approved", "rejected"]))
def test_a_regeneration_starts_a_review_over_exactly_where_new_content_would_need_one(
    requires: bool, blocked: int, approval: ApprovalStatus
) -> None:
    project = PROJECT._replace(requires_approval=requires, current_blocked_count=blocked)
    row = container(Key(3), "video_remix")._replace(approval_status=approval)
    again = regenerated(row, project, {}, preserves_assets=False, at=7)
    first = first_approval_status(project)
    assert first == ("pending" if requires or blocked else "not_required")
    assert again.approval_status == ("pending" if first == "pending" else approval)
    assert (again.status, again.updated_at, again.completed_at) == ("queued", 7, None)


@given(st.lists(st.booleans(), max_size=5))
def test_only_active_layers_count(switches: list[bool]) -> None:
    layers = tuple(Layer(Key(number), f"pl_{number}", "x", is_on) for number, is_on in enumerate(switches))
    assert len(active_layers(PROJECT._replace(layers=layers))) == sum(switches)
