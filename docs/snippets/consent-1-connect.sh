PROJECT=$(curl -s "$LAYERS_MOCK_CONTROL_URL/info" | grep -o '"harbor-tea":"[^"]*' | cut -d'"' -f4)
curl -s -X POST "$LAYERS_BASE_URL/v1/projects/$PROJECT/social/oauth-url" -H "X-Api-Key: $LAYERS_API_KEY" \
  -H "Content-Type: application/json" -d '{"platform": "tiktok", "returnUrl": "http://localhost:3000/connected"}' > begun.json
STATE=$(grep -o '"state":"[^"]*' begun.json | cut -d'"' -f4)
status() {
  curl -s "$LAYERS_BASE_URL/v1/social/oauth-status/$STATE" -H "X-Api-Key: $LAYERS_API_KEY"
}
status
curl -s -X POST "$LAYERS_MOCK_CONTROL_URL/oauth/$STATE/complete" -d '{"handle": "harbortea"}'
status
