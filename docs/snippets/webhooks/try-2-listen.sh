layers-mock webhook listen --port 0 --subscribe --events 'job.*' --fail-first 1 --count 3 &
until curl -s "$LAYERS_BASE_URL/v1/webhook-endpoints" -H "X-Api-Key: $LAYERS_API_KEY" | grep -q "webhook listen"; do sleep 0.1; done

AVA=$(curl -s "$LAYERS_MOCK_CONTROL_URL/info" | grep -o '"ava":"[^"]*' | cut -d'"' -f4)
curl -s -X POST "$LAYERS_BASE_URL/v1/influencers/$AVA/clone" -H "X-Api-Key: $LAYERS_API_KEY" \
  -H "Content-Type: application/json" -d '{"name": "Ava Chen (EU)"}' > clone.json
layers-mock clock advance 90 > happened.txt
wait
