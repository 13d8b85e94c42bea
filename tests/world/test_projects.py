"""A customerExternalId leads to the one project that has it, whatever was changed before."""

from hypothesis import given
from hypothesis import strategies as st

from layers_mock.world import World
from layers_mock.world.ids import Key
from layers_mock.world.organization import Organization
from layers_mock.world.projects import add_project, archive_project, replace_project, restore_project
from layers_mock.world.rows import Project
from tests.harness import Api

HANDLES = st.sampled_from([None, "a", "b", "c"])
STEPS = st.lists(st.tuples(st.sampled_from(["add", "replace", "archive", "restore"]), st.integers(0, 2), HANDLES), max_size=30)


def step(world: World, organization: Organization, action: str, number: int, handle: str | None) -> None:
    key = Key(number + 1)
    project = organization.projects.get(key)
    owner = organization.external_ids.get(handle) if handle else None
    if action == "add" and project is None and owner is None:
        add_project(organization, Project(key, 0, 0, organization.key, "P", "UTC", "en", customer_external_id=handle))
    elif project is not None and action == "replace" and owner in {None, key}:
        replace_project(organization, project._replace(customer_external_id=handle))
    elif project is not None and action == "archive":
        archive_project(world, organization, project, number)
    elif project is not None and action == "restore":
        restore_project(organization, project, number)


@given(STEPS)
def test_every_handle_leads_to_its_project_and_a_free_one_nowhere(steps: list[tuple[str, int, str | None]]) -> None:
    world = Api("empty").world
    organization = next(iter(world.organizations.values()))
    for action, number, handle in steps:
        step(world, organization, action, number, handle)
    rows = [row for _, row in organization.projects.newest_first(organization.key)]
    for handle in ("a", "b", "c"):
        owners = [row.key for row in rows if row.customer_external_id == handle]
        assert len(owners) <= 1
        assert organization.external_ids.get(handle) == next(iter(owners), None)


def test_an_archived_project_keeps_the_moment_until_it_is_restored() -> None:
    world = Api("empty").world
    organization = next(iter(world.organizations.values()))
    step(world, organization, "add", 0, "a")
    step(world, organization, "archive", 0, None)
    archived = organization.projects.get(Key(1))
    assert archived is not None
    assert (archived.status, archived.archived_at, archived.updated_at) == ("archived", 0, 0)
    assert archive_project(world, organization, archived, 7).archived_at == 7
    restored = restore_project(organization, archived, 9)
    assert (restored.status, restored.archived_at, restored.updated_at) == ("active", None, 9)
    assert organization.projects.get(Key(1)) == restored
