"""The control API under ``/__mock/``: ours alone, so that no vendor path is ever touched.

Every path means the default world, or the one named in ``/__mock/worlds/{world}/…``. Refusals are
``{"error": {"message": …}}``.
"""

from layers_mock.http.control.control import CONTROL_PREFIX, ROUTES, Control, control_error
from layers_mock.http.control.routes import Route

__all__ = ["CONTROL_PREFIX", "ROUTES", "Control", "Route", "control_error"]
