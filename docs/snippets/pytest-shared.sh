# One server for all workers, each test in a world of its own.
layers-mock exec -- sh -c 'python -m pytest -n 2 --layers-url "$LAYERS_BASE_URL"'
