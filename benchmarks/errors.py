"""What can go wrong with a measurement.

::

    VoidError    the figures would mean nothing: a server did not start, or an answer was not the expected one
"""

__all__ = ["VoidError"]


class VoidError(Exception):
    """A benchmark that measures something else than it says is void; it ends rather than print figures."""
