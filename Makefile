# Two commands are all that most people need: `make run` and `make test`. Both make the environment first.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test check bench screenshots lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

run: .venv/run ## scan feeds/ and serve it on http://127.0.0.1:8000
	@exec $(BIN)/aggregator serve

test: .venv/dev ## run the whole test suite
	@# Hundreds of tests start the program; where Python is told to keep no compiled modules, each would compile it anew.
	@$(BIN)/python -m compileall -q aggregator
	$(BIN)/pytest --numprocesses auto

check: .venv/dev ## lint, format, types, layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev ## measure speed, identity, and what readers make of it
	$(BIN)/python -m bench.performance
	$(BIN)/python -m bench.identity
	$(BIN)/python -m bench.subscribers
	$(BIN)/python -m bench.polling

screenshots: .venv/dev ## take the pictures in docs/screenshots anew; needs Chromium
	$(BIN)/python -m tests.browser.screenshots

lock: .venv/dev ## write the lock files anew, from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra build --extra dev pyproject.toml -o requirements-dev.lock

clean: ## remove the environment and all caches, but not the store
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis bench/.work

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv .venv

# A lock file holds every package with its hashes; the package itself is linked, not copied.
.venv/run: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes -r requirements-dev.lock
	@touch $@
