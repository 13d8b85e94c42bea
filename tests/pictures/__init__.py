"""Tests of `layers_mock.pictures`."""
