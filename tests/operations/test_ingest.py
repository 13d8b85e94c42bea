"""The ingest section: what the kit cannot see, since it shows in fixtures, in scale or in two worlds alone."""

from pathlib import Path
from typing import Any

import pytest

from layers_mock.world.branding import app_brand, app_of_url, merged, repo_brand, site_brand, site_found
from layers_mock.world.snapshots import save
from tests.harness import Answer, Api

rule = pytest.mark.rule
LISTS = """
fixture: lists
about: Keys that may return to different places.
starts: "2026-04-24T12:00:00Z"
organizations:
  - label: partner
    name: Partner
    keys:
      - {name: full, return_url_allowlist: [one.example]}
      - {name: second, return_url_allowlist: [TWO.example]}
      - {name: third}
"""


def ingest(api: Api, source: str, project: str = "quiet-ledger", **body: Any) -> Answer:
    return api.post(f"/v1/projects/{api.id(project)}/ingest/{source}", body)


def row(api: Api, project: str = "quiet-ledger") -> Any:
    return api.get(f"/v1/projects/{api.id(project)}").body


def install_url(api: Api, return_url: str, key: str = "full") -> Answer:
    return api.get(f"/v1/github/installation/install-url?returnUrl={return_url}", key=key)


def test_two_worlds_tell_the_same_of_the_same_website() -> None:
    contexts = []
    for seed in (1, 2):
        api = Api(seed=seed)
        ingest(api, "website", url="https://www.polar-tea.de/about")
        api.advance(8)
        contexts.append(row(api)["brandContext"])
    assert contexts[0] == contexts[1]
    assert contexts[0]["appName"] == "Polar Tea"
    assert contexts[0]["primaryLanguage"] == "de"


def test_a_clock_that_jumps_and_one_that_is_polled_tell_the_same_story() -> None:
    told = []
    for steps in ((600,), (1,) * 30 + (570,)):
        api = Api()
        job = ingest(api, "website", url="https://quietledger.example").body["jobId"]
        for seconds in steps:
            api.advance(seconds)
            api.get(f"/v1/jobs/{job}")
        project = row(api)
        influencers = api.get(f"/v1/projects/{api.id('quiet-ledger')}/influencers").body
        told.append((project, [(item["influencerId"], item["name"], item["status"]) for item in influencers["items"]]))
    assert told[0] == told[1]
    assert told[0][1][0][2] == "ready"


def test_what_a_job_found_is_written_at_its_end_and_not_when_it_is_read() -> None:
    api = Api()
    ingest(api, "appstore", iosBundleId="com.quietledger.app")
    api.advance(4)
    assert row(api)["brandContext"] is None
    api.advance(3600)
    assert row(api)["ingestState"]["appstore"]["completedAt"] == "2026-04-24T12:00:05.000Z"
    assert row(api)["updatedAt"] == "2026-04-24T12:00:05.000000+00:00"


def test_an_ingest_fails_on_cue_where_it_is_told_to() -> None:
    api = Api()
    path = f"/v1/projects/{api.id('quiet-ledger')}/ingest/website"
    job = api.post(path, {"url": "https://quietledger.example"}, headers={"Prefer": "job=fail"}).body["jobId"]
    api.advance(10)
    assert api.get(f"/v1/jobs/{job}").body["status"] == "failed"
    assert row(api)["ingestState"]["website"]["status"] == "failed"


def test_a_job_without_a_pull_request_comes_to_its_end_in_weighed_stages() -> None:
    api = Api()
    job = ingest(api, "github", repoFullName="acme-studio/website", openPR=False).body["jobId"]
    seen = []
    for _ in range(14):
        api.advance(10)
        body = api.get(f"/v1/jobs/{job}").body
        seen.append((body["stage"], body["progress"]))
    assert [progress for _, progress in seen] == sorted(progress for _, progress in seen)
    assert list(dict.fromkeys(stage for stage, _ in seen)) == ["cloning", "analyzing", "generating_sdk_patch", "finalizing"]
    assert body["status"] == "completed"


@rule("get-github-install-url.list-per-key")
def test_each_key_has_a_list_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "lists.yaml"
    path.write_text(LISTS)
    api = Api(str(path))
    assert install_url(api, "https://one.example/connected").status == 200
    assert install_url(api, "https://two.example/connected").rule == "get-github-install-url.return-url-allowed"
    assert install_url(api, "https://two.example/connected", "second").status == 200
    assert install_url(api, "https://one.example/connected", "second").status == 403
    assert install_url(api, "https://app.example.com/", "third").status == 200


def test_an_organisation_without_a_fixtures_word_gets_an_account_and_repositories_of_its_own() -> None:
    api = Api()
    state = install_url(api, "https://localhost:3000/", "other").body["state"]
    body = {"installationId": 7, "state": state}
    bound = api.post("/v1/github/installation", body, key="other").body
    assert bound["githubAccount"] == {"login": "borealis-labs", "type": "Organization"}
    names = [item["fullName"] for item in api.get("/v1/github/repos", key="other").body["items"]]
    assert any(name.startswith("borealis-labs/polar-maps-") for name in names)
    assert names == sorted(names)
    assert names == [item["fullName"] for item in api.get("/v1/github/repos?limit=200", key="other").body["items"]]


def test_an_uninstalled_app_makes_room_for_another_installation() -> None:
    api = Api("check")
    state = install_url(api, "https://app.example.com/", "frugal").body["state"]
    bound = api.post("/v1/github/installation", {"installationId": 8, "state": state}, key="frugal").body
    assert (bound["installationId"], bound["status"]) == (8, "active")
    assert api.get("/v1/github/repos", key="frugal").status == 200


def test_an_apps_failures_are_found_however_many_other_ingests_there_are() -> None:
    api = Api()
    path = f"/v1/projects/{api.id('quiet-ledger')}/ingest/appstore"
    for number in range(60):
        headers = {"Prefer": "job=fail"} if number % 12 == 0 else {}
        app = "com.frail.app" if number % 12 == 0 else f"com.app{number}.x"
        assert api.post(path, {"androidPackage": app}, headers=headers).status == 202
        api.advance(10)
    job = api.post(path, {"androidPackage": "com.frail.app"}).body["jobId"]
    api.advance(10)
    assert api.get(f"/v1/jobs/{job}").body["error"]["code"] == "SCRAPE_FAILED"
    tables = next(iter(api.world.organizations.values()))
    assert len(tables.ingests) == 61


def test_a_hand_written_brand_context_of_any_shape_can_be_merged_into() -> None:
    for keywords in (None, 7, "tea", [1, "tea"]):
        context = merged({"keywords": keywords, "founded": 1997}, site_found("https://tea.example", 1))
        assert "tea" in context["keywords"]  # type: ignore[operator]
        assert context["founded"] == 1997


@pytest.mark.parametrize(
    ("name", "brand"),
    [
        (site_brand("https://www.harbor-tea.example/x"), "Harbor Tea"), (site_brand("http://shop.northwind.co.uk:8080"), "Northwind"),
        (repo_brand("harbor-tea/ios"), "Harbor Tea"), (repo_brand("acme/quiet-ledger-web"), "Quiet Ledger"),
        (app_brand("com.harbortea.app", None), "Harbortea"),
        (app_brand("id7", "https://apps.apple.com/us/app/harbor-tea/id7"), "Harbor Tea"),
        (app_of_url("https://apps.apple.com/us/app/harbor-tea/id7?mt=8"), "id7"),
        (app_of_url("https://play.google.com/store/apps/details?hl=en&id=com.a.b"), "com.a.b"),
    ],
)  # fmt: skip
def test_names_come_out_of_what_is_read(name: str, brand: str) -> None:
    assert name == brand


def test_a_snapshot_tells_what_a_job_reads() -> None:
    api = Api()
    ingest(api, "website", url="https://quietledger.example", followLinks=True, maxPages=4)
    rows = save(api.world)["organizations"][0]["rows"]  # type: ignore[index]
    assert rows["ingests"]["added"][0]["reading"]["pages"] == 4
