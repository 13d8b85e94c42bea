curl -X POST https://api.layers.com/v1/content/{newContainerId}/clone-from-post \
  -H "X-Api-Key: $LAYERS_API_KEY" \
  -H "Content-Type: application/json" \
  -H "Idempotency-Key: 0c8a4f52-6c0e-4b8e-8a53-9d6f1e2b7a40" \
  -d '{
    "projectId": "{projectId}",
    "sourcePlatformPostId": "{sourcePlatformPostId}",
    "mode": "reimagine",
    "variations": 3
  }'
