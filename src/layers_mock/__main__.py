"""Run the command line as ``python -m layers_mock``."""

from layers_mock.cli import main

if __name__ == "__main__":
    main()
