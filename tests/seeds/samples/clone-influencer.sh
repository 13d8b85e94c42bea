curl -X POST https://api.layers.com/v1/influencers/{influencerId}/clone \
  -H "X-Api-Key: $LAYERS_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "name": "Ava Chen (Lisbon)",
    "overrides": { "vibe": "salt in her hair, no patience for small talk" }
  }'
