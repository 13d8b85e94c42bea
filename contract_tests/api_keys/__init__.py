"""API keys: rotateApiKey, killApiKey and deleteApiKey."""
