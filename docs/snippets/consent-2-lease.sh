PROJECT=$(curl -s "$LAYERS_MOCK_CONTROL_URL/info" | grep -o '"harbor-tea":"[^"]*' | cut -d'"' -f4)
curl -s -X POST "$LAYERS_BASE_URL/v1/projects/$PROJECT/leased-accounts/request" -H "X-Api-Key: $LAYERS_API_KEY" \
  -H "Content-Type: application/json" -d "{\"projectId\": \"$PROJECT\", \"count\": 3, \"niche\": {\"vertical\": \"tea\"}}" > asked.json
REQUEST=$(grep -o '"requestId":"[^"]*' asked.json | cut -d'"' -f4)
curl -s -X POST "$LAYERS_MOCK_CONTROL_URL/leases/$REQUEST/assign" -d '{"count": 2, "note": "Two fit."}'
curl -s "$LAYERS_BASE_URL/v1/projects/$PROJECT/leased-accounts" -H "X-Api-Key: $LAYERS_API_KEY"
