"""Projects: how they are made, and how they are listed."""
