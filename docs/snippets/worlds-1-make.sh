curl -s -X POST "$LAYERS_MOCK_CONTROL_URL/worlds" \
  -d '{"name": "signup-test", "fixture": "empty", "seed": 7, "clock": {"mode": "manual"}}' > world.json
KEY=$(grep -o '"full":"[^"]*' world.json | cut -d'"' -f4)
curl -s "$LAYERS_BASE_URL/v1/whoami" -H "X-Api-Key: $KEY"
curl -s -X POST "$LAYERS_MOCK_CONTROL_URL/worlds/signup-test/clock/advance" -d '{"seconds": 3600}'
curl -s -X DELETE "$LAYERS_MOCK_CONTROL_URL/worlds/signup-test"
