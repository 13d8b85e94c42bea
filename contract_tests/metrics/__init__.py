"""listTopPerformers: what tracked posts achieved."""
