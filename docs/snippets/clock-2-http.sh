curl -s -X POST "$LAYERS_MOCK_CONTROL_URL/clock/advance" -d '{"to": "next-event"}'
curl -s -X PUT "$LAYERS_MOCK_CONTROL_URL/clock" -d '{"mode": "real", "speed": 600}'
