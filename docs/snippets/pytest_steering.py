import httpx


def clone(client, influencer, name, key):
    """The function under test: it survives an answer that never came."""
    for _ in range(2):
        try:
            answer = client.post(f"/v1/influencers/{influencer}/clone", json={"name": name}, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            continue
        return answer.raise_for_status().json()
    raise RuntimeError("no answer")


def test_a_lost_answer_is_asked_for_again(client, layers):
    lost = layers.scenario(when={"operation": "cloneInfluencer"}, then={"lose": True}, times=1)

    assert clone(client, layers.ids["ava"], "Ava Chen (EU)", "ava-eu-1")["status"] == "running"

    assert lost.applied == 1
    assert len(layers.requests(operation="cloneInfluencer")) == 2
    assert layers.coverage().operations["cloneInfluencer"]["replay"] == 1


def test_the_client_does_nothing_that_the_docs_advise_against(client, layers):
    clone(client, layers.ids["ava"], "Ava Chen (EU)", "ava-eu-1")

    assert layers.requests(finding="any") == []
    assert layers.requests[0].request.body == {"name": "Ava Chen (EU)"}
