"""A lane's manners: whoever else has something to do gets a turn in between."""

import asyncio

import pytest

from layers_mock.webhooks.lanes import Lane
from layers_mock.webhooks.sending import Outcome, Parcel
from layers_mock.world.ids import Key
from layers_mock.world.outbox import Attempt
from tests.harness import Api


async def turns_during(api: Api, attempts: int) -> int:
    """How often another task has its turn while a lane goes through attempts that do not stand."""

    async def send(_: Parcel) -> Outcome:
        raise AssertionError("none of them stands")

    world = api.world
    organization = next(iter(world.organizations))
    lane = Lane(world, lambda _: None, send, tell=lambda *_: None, ring=lambda: None)
    turns, is_over = 0, False

    async def others() -> None:
        nonlocal turns
        while not is_over:
            turns += 1
            await asyncio.sleep(0)  # noqa: TID251 - a turn of the loop, no waiting

    other = asyncio.ensure_future(others())
    for number in range(attempts):
        lane.add(Attempt(0, number, organization, Key(number)))
    await lane.emptied()
    is_over = True
    await other
    return turns


@pytest.mark.parametrize(("attempts", "least"), [(10, 1), (1000, 50)])
def test_attempts_that_do_not_stand_let_others_have_their_turn(api: Api, attempts: int, least: int) -> None:
    assert asyncio.run(turns_during(api, attempts)) >= least
