# Each recipe is short; the logic is in Python. `make PYTHON=python3.12 install` picks an interpreter.

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench model quality patterns figures dashboards lock clean

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

install: $(INSTALLED)  ## create .venv and install the locked dependencies and the command counterflow

$(INSTALLED): requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Counterflow needs Python 3.11 or newer; none was found."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) --require-hashes --only-binary :all: -r requirements-dev.lock
	$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

demo: install  ## stream a synthetic town through a real worker and an embedded broker
	$(BIN)/counterflow demo

test: install  ## run every test; those for Apache Kafka need Java 17 and Maven
	$(BIN)/pytest -n 2 --dist loadfile -m "not alone"
	$(BIN)/pytest -m alone

check: install  ## lint, formatting and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: install  ## measure throughput and latency, to bench/results.json
	$(BIN)/python -m bench

model: install  ## train the model that comes along anew, in models/default; after a change of signals
	$(BIN)/python -m models.default_model

quality: install  ## measure what the catalogue finds in synthetic towns, to models/quality/results.json; takes most of an hour
	$(BIN)/python -m models.quality

patterns: install  ## measure what it finds of laundering patterns in DATA, a folder of AMLGentex, to models/quality/patterns.md
	@test -n "$(DATA)" || { echo "Say which: make patterns DATA=folder"; exit 1; }
	$(BIN)/python -m models.quality.patterns "$(DATA)"

figures: install  ## measure rules, model and a peer on DATA, a folder of AMLGentex, to models/figures/results.md
	@test -n "$(DATA)" || { echo "Say which: make figures DATA=folder"; exit 1; }
	$(BIN)/python -m models.figures "$(DATA)" $(OTHERS)

dashboards: install  ## generate the dashboards of Grafana anew, to deploy/grafana/dashboards
	$(BIN)/python -m deploy.grafana.generate

lock: install  ## resolve the dependencies anew, with hashes
	$(COMPILE) --upgrade pyproject.toml --output-file requirements.lock
	$(COMPILE) --upgrade --group build --output-file requirements-build.lock
	$(COMPILE) --upgrade pyproject.toml --group dev --output-file requirements-dev.lock

clean:  ## remove everything that was made here
	rm -rf $(VENV) out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	find streams models bench tests -name __pycache__ -prune -exec rm -rf {} +
