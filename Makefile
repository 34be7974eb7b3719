# Two commands matter: `make generate` and `make test`.  Each makes what it needs and does nothing twice.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.10 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null \
	&& { echo $$p; break; }; done)
BIN := .venv/bin
READY := .venv/ready

.PHONY: generate docs test check bench help clean

generate: $(READY) ## print every artefact from the schema, and prove that they agree
	@$(BIN)/codegen generate

docs: $(READY) ## build the docs site with its playground into site/
	@$(BIN)/codegen docs --build site

test: $(READY) ## run all tests
	@$(BIN)/codegen generate --check
	@$(BIN)/python -m pytest -q -n auto --dist worksteal

# What runs generated packages takes longer, and is left to `make test`.
check: $(READY) ## lint, types and quick tests, in less than a minute
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q -n auto -m "not slow" tests/unit --ignore tests/unit/targets --ignore tests/unit/torch

bench: $(READY) ## measure every speed claim, as ratios in one run
	@$(BIN)/python -m benchmarks

clean: ## remove the virtual environment and caches
	rm -rf .venv .cache site .mypy_cache .pytest_cache .ruff_cache .hypothesis

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The virtual environment, made anew only when the pinned versions or our own metadata change.
$(READY): constraints.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.10 or newer is needed: https://www.python.org/downloads/" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
