"""The package's front door."""

from __future__ import annotations

import subprocess
import sys

from layers_mock import pictures


def test_everything_exported_exists_and_is_sorted() -> None:
    assert pictures.__all__ == sorted(pictures.__all__)
    assert all(hasattr(pictures, name) for name in pictures.__all__)


def test_importing_the_package_does_not_import_pillow() -> None:
    script = "import sys, layers_mock.pictures; print('PIL' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
