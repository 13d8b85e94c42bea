AVA=$(curl -s "$LAYERS_MOCK_CONTROL_URL/info" | grep -o '"ava":"[^"]*' | cut -d'"' -f4)
clone() {
  curl -s -X POST "$LAYERS_BASE_URL/v1/influencers/$AVA/clone" -H "X-Api-Key: $LAYERS_API_KEY" \
    -H "Content-Type: application/json" -H "Idempotency-Key: one-logical-clone" -d '{"name": "Lost"}'
}
clone || echo "no answer came"
clone
