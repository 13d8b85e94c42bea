curl -s -X PUT "$LAYERS_MOCK_CONTROL_URL/webhooks/inbox" -d '{"status": 500, "times": 2}'
curl -s -X DELETE "$LAYERS_MOCK_CONTROL_URL/webhooks/inbox"
