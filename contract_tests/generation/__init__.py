"""generateContent and regenerateContent."""

__all__: list[str] = []
