"""What a check leaves on a shared account is undone behind it."""

from layers_mock.kit.api import Api
from layers_mock.kit.gate import Gate
from layers_mock.kit.plan import PlannedCheck
from layers_mock.kit.world_provider import WorldProvider
from tests.harness import contract
from tests.kit.fake import fake


def test_posts_that_were_scheduled_and_published_are_canceled() -> None:
    provider, gate = WorldProvider(fake().url, fake(), seed=1), Gate(contract(), is_disposable=True)
    with provider.provision("cleaning up") as provision, gate.purse(PlannedCheck({}, (), 0)) as purse:
        api = Api(contract(), fake(), provision, purse, seed="cleaning up", provider=provider)
        target = {"socialAccountId": api.state("tiktok_account"), "mode": "direct_publish"}
        slot = {"scheduledFor": "2031-05-06T07:08:09Z"}
        container = api.state("posted_container")
        made = [
            *api.made("scheduleContent", container, body={**slot, "targets": [target, target]})["scheduledPosts"],
            *api.made("publishContent", container, body={"targets": [target]})["scheduledPosts"],
        ]
        api.clean_up()
        assert [api.made("getScheduledPost", post["scheduledPostId"])["status"] for post in made] == ["canceled"] * 3
        calls = len(api.calls)
        api.clean_up()
        assert len(api.calls) == calls
