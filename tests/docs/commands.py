"""What a user's shell has when the commands of a page run in it."""

import os
import sys
from pathlib import Path

__all__ = ["environment"]


def environment() -> dict[str, str]:
    """This environment with our commands on the path, and without settings that would change what they do."""
    ours = ("LAYERS_", "PYTEST_", "PYTHONWARNINGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
