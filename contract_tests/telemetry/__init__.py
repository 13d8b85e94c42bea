"""listEvents: what apps told, and who may read what of it."""
