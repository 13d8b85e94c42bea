def test_a_clone_is_ready_once_its_job_has_ended(client, layers):
    path = f"/v1/influencers/{layers.ids['ava']}/clone"
    started = client.post(path, json={"name": "Ava Chen (EU)"}, headers={"Idempotency-Key": "ava-eu"}).json()
    assert client.get(f"/v1/jobs/{started['jobId']}").json()["status"] == "running"

    layers.clock.advance(to="idle")

    assert client.get(f"/v1/jobs/{started['jobId']}").json()["status"] == "completed"
    assert client.get(f"/v1/influencers/{started['influencerId']}").json()["status"] == "ready"
