"""Checks of the approval section: policies, approvals, rejections."""

__all__: list[str] = []
