curl -s "$LAYERS_BASE_URL/v1/projects" -H "X-Api-Key: $LAYERS_API_KEY" > /dev/null
layers-mock coverage
layers-mock coverage --floor 0.9 || echo "below the floor"
