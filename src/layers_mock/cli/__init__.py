"""The command line: thin commands over the library."""

from layers_mock.cli.app import main

__all__ = ["main"]
