# Fundstelle: `make run` sets up, indexes demo/ and serves; `make test` runs every test; `make help` lists the rest.

HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
DEMO_INDEX ?= .demo-index
PYTEST_OPTIONS ?=

# The first Python that is new enough; `make run PYTHON=/path/to/python3` chooses another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
DEMO_NEEDS := $(shell find demo index -type f -not -path '*/__pycache__/*' 2>/dev/null)

.DELETE_ON_ERROR:
.PHONY: help run demo test check bench relevance chromium clean

help:
	@echo 'make run     set up, index demo/ and serve it at http://$(HOST):$(PORT)/ (HOST=… PORT=… choose another)'
	@echo 'make test    set up and run every test, those in a browser included'
	@echo 'make check   lint, formatting, types, direction of imports'
	@echo 'make bench   set up and measure beside other engines; see docs/benchmarks.md'
	@echo 'make relevance COLLECTIONS=FOLDER TITLES=FILE COMPOUNDS=FOLDER   measure relevance; see docs/relevance.md'
	@echo 'make clean   remove what the others made'

run: demo
	@$(BIN)/fundstelle serve --index $(DEMO_INDEX) --host $(HOST) --port $(PORT)

demo: $(DEMO_INDEX)/manifest.json

$(DEMO_INDEX)/manifest.json: $(VENV)/installed $(DEMO_NEEDS)
	@$(BIN)/fundstelle reindex --index $(DEMO_INDEX) demo

test: $(VENV)/installed-dev chromium
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(PYTEST_OPTIONS)

check: $(VENV)/installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/installed-bench
	@$(BIN)/python -m benchmarks

relevance: $(VENV)/installed-dev
	@$(BIN)/python -m benchmarks.relevance $(COLLECTIONS) --cross $(if $(TITLES),--titles $(TITLES)) \
		$(if $(COMPOUNDS),--compounds $(COMPOUNDS))

# Each set of dependencies leaves a stamp, so that a second run starts at once.

$(VENV)/created:
	@if [ -z '$(PYTHON)' ]; then \
		echo 'error: no Python 3.11 or newer was found; install one, or name it: make run PYTHON=/path/to/python3' >&2; exit 1; fi
	@if ! '$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
		echo 'error: $(PYTHON) is not Python 3.11 or newer; name one that is: make run PYTHON=/path/to/python3' >&2; exit 1; fi
	@if '$(PYTHON)' -c 'import ensurepip, venv' 2>/dev/null; then \
		'$(PYTHON)' -m venv $(VENV); \
	elif '$(PYTHON)' -c 'import pip, venv' 2>/dev/null; then \
		'$(PYTHON)' -m venv --without-pip $(VENV) && \
		'$(PYTHON)' -m pip --python $(BIN)/python install --quiet --disable-pip-version-check pip; \
	else \
		echo 'error: $(PYTHON) has neither venv with ensurepip nor pip; install them (Debian: apt-get install python3-venv)' >&2; exit 1; fi
	@touch $@

$(VENV)/installed: $(VENV)/created pyproject.toml
	@echo 'Installing Fundstelle into $(VENV) …'
	@$(PIP) install --editable .
	@$(BIN)/python -m compileall -q index search webui
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo 'Installing what the tests and checks need …'
	@$(PIP) install --editable '.[bench,dev]'
	@touch $@

$(VENV)/installed-bench: $(VENV)/installed
	@echo 'Installing what the benchmarks need …'
	@$(PIP) install --editable '.[bench]'
	@touch $@

# The tests of the page drive Chromium; without one, they are skipped and say so.
chromium:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ]; then as_root=; elif sudo -n true 2>/dev/null; then as_root='sudo -n'; else as_root=no; fi; \
	if [ "$$as_root" = no ] || ! command -v apt-get >/dev/null; then \
		echo 'note: no chromium found and none can be installed; the browser tests will be skipped' >&2; exit 0; fi; \
	echo 'Installing Chromium for the browser tests …'; \
	{ $$as_root apt-get -qq update && DEBIAN_FRONTEND=noninteractive $$as_root apt-get -qq install -y --no-install-recommends chromium >/dev/null; } \
		|| echo 'note: Chromium could not be installed; the browser tests will be skipped' >&2

clean:
	rm -rf $(VENV) $(DEMO_INDEX) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
