"""Webhooks on their way: signatures, addresses, the client and the courier."""
