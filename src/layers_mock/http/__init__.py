"""The aiohttp server: the pipeline, the control API, media, and who may steer."""
