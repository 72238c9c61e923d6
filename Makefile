# Needs git, make, python3 (3.11 or newer) and python3-venv; everything else is set up by the targets.
.DEFAULT_GOAL := help
.PHONY: help run test faults mutants explore lint docs bench fresh

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

help:  ## What can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

$(READY): pyproject.toml scripts/setup-venv
	@PYTHON=$(PYTHON) scripts/setup-venv

# Before the virtual environment: who lacks a program should not wait for it to be told.
.PHONY: programs
programs:
	@scripts/setup-system need prometheus alertmanager

run: programs $(READY)  ## Everything on this machine: sandbox, exporter, Prometheus, Alertmanager, Grafana if installed
	@exec $(BIN)/bizprobe demo $(if $(CONFIG),--config '$(CONFIG)') $(if $(CHECK),--check) $(if $(BREAK),--break '$(BREAK)')

# What takes longest first; xdist would begin with the files of most tests.
TOGETHER := --dist=loadfile --no-loadscope-reorder
E2E := $(patsubst %,tests/e2e/test_%.py,faults dashboards sigkill demo)

test: $(READY)  ## All tests; those that need a program that is missing are skipped by name
	@scripts/setup-system want prometheus promtool alertmanager postgres mariadbd nginx victoria-metrics vmauth sshd
	@scripts/setup-current
	$(BIN)/pytest $(or $(TESTS),--ignore=tests/e2e --numprocesses=3 $(TOGETHER))
	$(if $(TESTS),,$(BIN)/pytest $(E2E) --numprocesses=2 $(TOGETHER))

faults: programs $(READY)  ## Every fault of the sandbox against the running bundle: which alert came, how soon, to whom
	@exec $(BIN)/python -m bizprobe.bundle.faults $(FAULTS)

mutants: $(READY)  ## Small faults in the rules: does a promtool test notice each? 90 % must be noticed
	@scripts/setup-system need promtool
	$(BIN)/python -m tests.mutation $(RULES)

explore: $(READY)  ## The tests by example generators, with thousands of examples not seen before
	HYPOTHESIS_PROFILE=explore $(BIN)/pytest -n 2 --dist=loadfile $$(grep -rl '^from hypothesis' tests/unit tests/contract)

lint: $(READY)  ## Style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

docs: $(READY)  ## What is generated and checked in: metrics, schema, dashboards, their page, routes, owners, responsibility, faults
	$(BIN)/python -m bizprobe.metrics.document > docs/metrics.md
	$(BIN)/bizprobe config schema > docs/bizprobe.schema.json
	$(BIN)/python grafana/source/build.py
	$(BIN)/python grafana/source/answers.py
	$(BIN)/bizprobe routes --for 0.25 --output alertmanager/alertmanager.yml
	$(BIN)/bizprobe routes --for current --output alertmanager/alertmanager.current.yml
	$(BIN)/bizprobe routes --messages en --output alertmanager/templates/bizprobe.en.tmpl
	$(BIN)/bizprobe routes --messages ru --output alertmanager/templates/bizprobe.ru.tmpl
	$(BIN)/bizprobe routes --owners --output prometheus/rules/owners.yml
	$(BIN)/bizprobe routes --page en --output docs/responsibility.md
	$(BIN)/bizprobe routes --page ru --output docs/responsibility.ru.md
	$(BIN)/python -m bizprobe.bundle.faults.page > docs/faults.md

bench: $(READY)  ## What a scrape, a comparison and the rules cost
	$(BIN)/python tests/bench/run.py

fresh:  ## make run and make test in a minimal Debian of its own (as root, with mmdebstrap)
	tests/fresh/run
