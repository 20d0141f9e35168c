# Everything here works in a fresh clone: each target first makes .venv and installs what it needs.

PY := .venv/bin/python
SYSTEM := packaging/tools/system_packages.sh
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help deps demo test lint format test-postgres test-faults test-long bench screenshots lock map clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

.venv/.ok: constraints.txt pyproject.toml packaging/tools/make_venv.sh
	@packaging/tools/make_venv.sh

deps: .venv/.ok ## install everything: the virtual environment and the Debian packages
	@$(SYSTEM) desk test

demo: .venv/.ok ## the news site and the desk, with a seeded paper (HEADLESS=1 OUT=dir: without a screen, pictures and a report)
	@$(SYSTEM) desk $(if $(HEADLESS)$(if $(DISPLAY)$(WAYLAND_DISPLAY),,1),test)
	.venv/bin/backbench demo $(if $(HEADLESS),--headless) $(if $(OUT),--out "$(OUT)")

test: deps ## all checks and tests but the long ones
	$(PY) packaging/tools/run_checks.py

lint: .venv/.ok ## style, types, import rules, module map; no tests
	$(PY) packaging/tools/run_checks.py --static

format: .venv/.ok ## put the code in house style
	.venv/bin/ruff check --fix --exit-zero --quiet .
	.venv/bin/ruff format .

test-postgres: deps ## the site's tests on PostgreSQL 15, started for the occasion
	@$(SYSTEM) postgres
	packaging/tools/with_postgres.sh $(PY) -m pytest -q -m postgres tests

test-faults: deps ## kills the desk, the site and the network in the middle of things
	$(PY) -m pytest -q -m faults --timeout=1800 tests

test-long: deps ## laws and properties over tens of thousands of generated cases
	$(PY) -m pytest -q -n 2 -m long --timeout=1800 tests

bench: deps ## speed and memory, each figure beside its limit (ARGS=... for options)
	$(PY) -m tests.benchmarks $(ARGS)

screenshots: ## pictures of every screen in screenshots/
	@$(MAKE) demo HEADLESS=1 OUT=screenshots

lock: .venv/.ok ## write constraints.txt again (ARGS=--upgrade takes newer versions)
	packaging/tools/lock.sh $(ARGS)

map: .venv/.ok ## write the module map in ARCHITECTURE.md again
	$(PY) packaging/tools/module_map.py

clean: ## remove what the tools left behind, .venv excepted
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis screenshots
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
