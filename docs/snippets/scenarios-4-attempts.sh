layers-mock scenarios put scenarios-3-webhooks.yaml
call() {
  curl -s -X POST "$LAYERS_BASE_URL/v1/webhook-endpoints$1" -H "X-Api-Key: $LAYERS_API_KEY" \
    -H "Content-Type: application/json" -d "$2"
}
ENDPOINT=$(call "" '{"url": "http://localhost:4000/hooks", "events": ["job.completed"]}' | grep -o '"id":"[^"]*' | cut -d'"' -f4)
call "/$ENDPOINT/test" '{}'
layers-mock clock advance 0
curl -s "$LAYERS_MOCK_CONTROL_URL/webhooks/attempts?endpoint=$ENDPOINT"
