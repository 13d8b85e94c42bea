"""Webhooks: endpoints and their secrets, tests, deliveries and replays, as far as the API shows them."""
