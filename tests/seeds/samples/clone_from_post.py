# ruff: noqa: TID251 - a partner's code, which draws its ids as it likes
import os
import uuid

import httpx

project_id = os.environ["PROJECT_ID"]
source_id = os.environ["SOURCE_PLATFORM_POST_ID"]
new_container_id = str(uuid.uuid4())
r = httpx.post(
    f"https://api.layers.com/v1/content/{new_container_id}/clone-from-post",
    headers={
        "X-Api-Key": os.environ["LAYERS_API_KEY"],
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid.uuid4()),
    },
    json={
        "projectId": project_id,
        "sourcePlatformPostId": source_id,
        "mode": "reimagine",
        "variations": 2,
    },
)
data = r.json()
