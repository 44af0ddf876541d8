# Each target does all of its own set-up: a fresh machine needs Python 3.11 or later, with venv, and nothing else.
#   make demo   see tdmock at work      make lint   style, types
#   make test   run the tests           make selftest   check every fault and variant of the sample bridge
#   make soak   fuzz the variants with 200 seeds, and the faults made for fuzzing with 50: an hour on two cores
#   make generate   write the generated files anew

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint selftest soak generate clean

demo: $(READY)
	$(BIN)/tdmock demo

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

selftest: $(READY)
	$(BIN)/tdmock selftest --quiet

soak: $(READY)
	$(BIN)/python -m tests.fuzz.soak
	$(BIN)/python -m tests.fuzz.share

generate: $(READY)
	$(BIN)/python -m tdmock.reference contracts/rules
	$(BIN)/python -m tdmock.definition.schema > contracts/definition.schema.json

clean:
	rm -rf $(VENV)

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "tdmock needs Python 3.11 or later; name one with: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up $(VENV) (once; a minute or two) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
