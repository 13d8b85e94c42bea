"""A faithful local stand-in for the Layers Partner API."""

__version__ = "0.1.0"

__all__ = ["__version__"]
