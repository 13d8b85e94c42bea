PROJECT=$(curl -s "$LAYERS_MOCK_CONTROL_URL/info" | grep -o '"harbor-tea":"[^"]*' | cut -d'"' -f4)
curl -s -X POST "$LAYERS_BASE_URL/v1/projects/$PROJECT/ads/ad-accounts/oauth-url" -H "X-Api-Key: $LAYERS_API_KEY" \
  -H "Content-Type: application/json" -d '{"platform": "apple_ads", "redirectUrl": "https://app.example.com/ads", "state": "tea"}' > ads.json
STATE=$(grep -o 'st_[0-9A-Z]*' ads.json)
curl -s -X POST "$LAYERS_MOCK_CONTROL_URL/oauth/$STATE/complete" -d '{"handle": "Harbor.Tea.Ads"}'
curl -s "$LAYERS_BASE_URL/v1/projects/$PROJECT/ads/ad-accounts?platforms=apple_ads" -H "X-Api-Key: $LAYERS_API_KEY"
