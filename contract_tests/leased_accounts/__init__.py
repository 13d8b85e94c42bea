"""Leased accounts: requesting, reading, listing and releasing them."""
