INFO=$(curl -s "$LAYERS_MOCK_CONTROL_URL/info")
INBOX=$(echo "$INFO" | grep -o '"webhookInbox":"[^"]*' | cut -d'"' -f4)
AVA=$(echo "$INFO" | grep -o '"ava":"[^"]*' | cut -d'"' -f4)
call() {
  curl -s -X POST "$LAYERS_BASE_URL/v1/$1" -H "X-Api-Key: $LAYERS_API_KEY" -H "Content-Type: application/json" -d "$2"
}
call webhook-endpoints "{\"url\": \"$INBOX\", \"events\": [\"job.completed\"]}" > endpoint.json
call "influencers/$AVA/clone" '{"name": "Ava Chen (EU)"}' > job.json
layers-mock clock advance 60
curl -s "$LAYERS_MOCK_CONTROL_URL/webhooks/inbox?type=job.completed&limit=1"
