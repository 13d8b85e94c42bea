"""Real, viewable stand-ins for generated media: pictures, and short clips that play.

The same spec gives the same bytes for one set of library versions. Pillow is imported at the
first rendering, never at import.
"""

from layers_mock.pictures.render import render
from layers_mock.pictures.spec import Clip, Picture, Rendering

__all__ = ["Clip", "Picture", "Rendering", "render"]
