layers-mock exec --fixture empty --clock manual -- sh -c '
  curl -s -X POST "$LAYERS_MOCK_CONTROL_URL/clock/advance" -d "{\"seconds\": 3600}"
'
