"""Wrong implementations that the kit must catch."""
