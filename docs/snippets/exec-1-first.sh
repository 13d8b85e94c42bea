layers-mock exec -- sh -c 'curl -s "$LAYERS_BASE_URL/v1/whoami" -H "X-Api-Key: $LAYERS_API_KEY"'
