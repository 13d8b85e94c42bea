curl -s "$LAYERS_BASE_URL/v1/projects" -H "Authorization: Bearer $LAYERS_API_KEY" > /dev/null
curl -s "$LAYERS_BASE_URL/v1/projects?limit=0" -H "X-Api-Key: $LAYERS_API_KEY" > /dev/null
layers-mock requests
layers-mock requests --finding client.key-header
layers-mock requests show 2
