# One door: `make` lists what there is. Everything works in a fresh checkout and
# touches nothing outside it but the package caches.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

# The newest Python that will do; `make PYTHON=/path/to/python3.12 …` overrides it.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
# A copied checkout is installed anew: an environment remembers the path it was made at.
STAMP := $(VENV)/.installed-$(shell pwd | cksum | cut -d' ' -f1)
PYTEST_ARGS ?= -n logical --dist worksteal

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: dev
dev: $(STAMP) ## make the environment: .venv from hashed locks, with a PostgreSQL for the tests

.PHONY: browser
browser: $(STAMP) ## add what browser tests need: Playwright (Chromium comes from the system)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/browser.txt

.PHONY: run
run: $(STAMP) ## the whole story against practice copies of both systems, in a minute or two
	@$(BIN)/obmen demo

.PHONY: test
test: $(STAMP) ## run the tests, but for chaos
	@$(BIN)/pytest $(PYTEST_ARGS) -m "not chaos"

.PHONY: chaos
chaos: $(STAMP) ## kill processes and lose answers, twenty minutes long
	@$(BIN)/pytest $(PYTEST_ARGS) -m chaos

.PHONY: check
check: $(STAMP) ## everything that must be green before a commit: format, lint, types, imports, own lint, tests
	@$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory lint types imports test

.PHONY: format
format: $(STAMP) ## format the code and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix-only --quiet .

.PHONY: lint
lint: $(STAMP) ## ruff, and our own lint (what imports can't show: clock, commits, Cyrillic, sizes)
	@$(BIN)/ruff check .
	@$(BIN)/python tools/lint.py

.PHONY: types
types: $(STAMP) ## mypy --strict over src, tests, tools and benchmarks
	@$(BIN)/mypy --strict src tests tools benchmarks

.PHONY: imports
imports: $(STAMP) ## the import contracts of pyproject.toml
	@$(BIN)/lint-imports

.PHONY: census
census: $(STAMP) ## the ten largest files and functions, and mutual imports
	@$(BIN)/python tools/census.py

.PHONY: coverage
coverage: $(STAMP) ## how much of the pure floors the unit tests see; the goal is every branch
	@$(BIN)/pytest -q tests/unit --cov=obmen.domain --cov=obmen.delta --cov=obmen.delivery --cov-branch \
		--cov-report=term-missing:skip-covered

.PHONY: reference
reference: $(STAMP) ## write docs/reference/ from the code
	@$(BIN)/python tools/reference.py

.PHONY: bench
bench: $(STAMP) ## measure throughput, requests and delays
	@$(BIN)/python -m benchmarks

LOCK := $(BIN)/uv pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate

.PHONY: lock
lock: $(STAMP) ## renew the hashed locks in requirements/ (UPGRADE=1: take newer versions)
	@$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements/runtime.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) --extra dev -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) --extra dev --extra browser -c requirements/dev.txt pyproject.toml \
		-o requirements/browser.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) requirements/uv.in -o requirements/uv.txt
	@! grep -nE '://|^--?(index|extra-index|find-links|trusted-host|i |f )' requirements/*.txt

$(STAMP): pyproject.toml requirements/dev.txt requirements/uv.txt
	@tools/setup '$(PYTHON)' $(VENV)
	@touch $@
