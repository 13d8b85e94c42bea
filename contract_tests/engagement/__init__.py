"""Auto-pilot: getEngagement and patchEngagement."""
