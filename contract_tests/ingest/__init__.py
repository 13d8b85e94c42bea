"""Ingests: what a project's brand is about, read from elsewhere."""
