"""What clients live: stories that cross the sections of the API, over HTTP against a running server."""
