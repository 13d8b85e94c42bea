"""The kit, and what its checks catch."""
