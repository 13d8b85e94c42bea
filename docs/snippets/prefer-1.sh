AVA=$(curl -s "$LAYERS_MOCK_CONTROL_URL/info" | grep -o '"ava":"[^"]*' | cut -d'"' -f4)
clone() {
  curl -si -X POST "$LAYERS_BASE_URL/v1/influencers/$AVA/clone" -H "X-Api-Key: $LAYERS_API_KEY" \
    -H "Content-Type: application/json" -H "Prefer: $1" -d '{"name": "Ava Chen (EU)"}'
}
clone error=RATE_LIMITED
clone job=fail
clone code=418
