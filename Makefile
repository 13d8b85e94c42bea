# Everything a person or CI runs. On a bare machine each target does its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Compiled modules are kept, whatever the machine's habits: servers and commands start in half the time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: serve test check format bench bundle mutants docs clean

serve: $(VENV)/.base
	$(BIN)/layers-mock serve $(ARGS)

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/layers-mock spec lint

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks $(ARGS)

# Every wrong server against the checks of the rule it breaks, and the whole kit over a sample of them.
mutants: $(VENV)/.dev
	$(BIN)/python -m tests.mutants $(ARGS)

# What is made from the document, the checks and the mutants: the plan beside the suites, the reference pages.
docs: $(VENV)/.dev
	$(BIN)/python -m tests.kit.planning
	$(BIN)/python -m tests.docs.reference

bundle: $(VENV)/.dev
	$(BIN)/layers-mock spec bundle

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=…"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: requirements/base.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
