"""Measured claims about layers-mock's speed, rerunnable: ``python -m benchmarks``. README.md says how to read them."""
