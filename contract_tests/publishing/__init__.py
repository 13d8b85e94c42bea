"""Checks of the publishing section: scheduling, publishing, posts and their lists."""

__all__: list[str] = []
