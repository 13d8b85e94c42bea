"""Influencers: making, reading, changing and cloning them, and their reference images."""
