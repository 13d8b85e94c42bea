"""getProject, patchProject and archiveProject."""

__all__: list[str] = []
