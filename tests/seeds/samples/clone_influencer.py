import os

import httpx

influencer_id = os.environ["INFLUENCER_ID"]
r = httpx.post(
    f"https://api.layers.com/v1/influencers/{influencer_id}/clone",
    headers={
        "X-Api-Key": os.environ["LAYERS_API_KEY"],
        "Content-Type": "application/json",
    },
    json={"name": "Ava Chen (Leeds)"},
)
job = r.json()
