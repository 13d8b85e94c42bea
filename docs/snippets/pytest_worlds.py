import httpx
import pytest


@pytest.mark.layers(fixture="empty", seed=7)
def test_a_new_customer_has_no_projects(client):
    assert client.get("/v1/projects").json()["items"] == []


@pytest.mark.layers(clock="real", speed=1000)
def test_polling_sees_the_job_end(client, layers):
    job = client.post(f"/v1/influencers/{layers.ids['ava']}/clone", json={"name": "Ava Chen (EU)"}).json()
    while job["status"] == "running":
        job = client.get(f"/v1/jobs/{job['jobId']}").json()
    assert job["status"] == "completed"


@pytest.fixture(scope="module")
def agency(layers_server):
    """One world for all tests of this file."""
    with layers_server.world("agency") as world:
        yield world


def test_the_agency_has_customers(agency):
    answer = httpx.get(f"{agency.base_url}/v1/projects", headers={"X-Api-Key": agency.api_key})
    assert len(answer.json()["items"]) > 1
