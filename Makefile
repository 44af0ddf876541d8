# Each target does all of its own set-up: a fresh machine needs Python 3.11 or later, with venv, and nothing else.
#   make demo       see tdmock at work
#   make test       run the tests
#   make lint       style, types, dependencies, dead code
#   make selftest   check every fault and variant of the sample bridge
#   make bench      measure time and memory against what people would use instead
#   make hostile    measure time and memory against answers that were made to hurt
#   make mutants    break the modules that run, judge, mask and summarize, and see which tests notice
#   make soak       fuzz the variants with 200 seeds, and the faults made for fuzzing with 50: an hour on two cores
#   make generate   write the generated files anew
#   make lock       choose the versions of all dependencies anew
#   make lowest     run the tests on the oldest releases that pyproject.toml allows
#   make latest     run the tests on the newest, and say which differ from the lock

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
INSTALL = python -m pip install --quiet --disable-pip-version-check
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" --upgrade pyproject.toml
TESTS = python -m pytest -n auto --dist worksteal $(ARGS)

.PHONY: demo test lint selftest bench hostile mutants soak generate lock lowest latest clean

demo: $(READY)
	$(BIN)/tdmock demo

test: $(READY)
	$(BIN)/$(TESTS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/deptry .
	$(BIN)/vulture

selftest: $(READY)
	$(BIN)/tdmock selftest --quiet

bench: $(READY)
	$(BIN)/python -m tests.benchmarks

hostile: $(READY)
	$(BIN)/python -m tests.hostile

mutants: $(READY)
	$(BIN)/python -m tests.mutants

soak: $(READY)
	$(BIN)/python -m tests.fuzz.soak
	$(BIN)/python -m tests.fuzz.share

generate: $(READY)
	$(BIN)/python -m tdmock.rulebook.reference contracts/rules
	$(BIN)/python -m tdmock.definition.schema > contracts/definition.schema.json
	$(BIN)/python -m tdmock.cli.reference > docs/commands.md
	$(BIN)/python -m tdmock.configuration.schema > contracts/configuration.schema.json
	$(BIN)/python -m tdmock.scenario.schema > contracts/scenario.schema.json

lock: $(READY)
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

# Both take what the index has today: they are run by hand before a release, never by the gate.
lowest latest: $(READY)
	rm -rf .venv-$@
	$(BIN)/uv venv --quiet --python $(BIN)/python .venv-$@
	$(BIN)/uv pip install --quiet --python .venv-$@/bin/python \
		--resolution $(if $(filter lowest,$@),lowest-direct,highest) --editable '.[dev]'
	@$(BIN)/uv pip freeze --python .venv-$@/bin/python --exclude-editable | sort > .venv-$@/versions
	@echo "Differs from the lock:"
	@sed -n 's/^\([^ #]*==[^ ]*\) .*/\1/p' requirements-dev.lock | sort | comm -13 - .venv-$@/versions
	.venv-$@/bin/$(TESTS)

clean:
	rm -rf $(VENV) .venv-lowest .venv-latest

$(READY): pyproject.toml requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "tdmock needs Python 3.11 or later; name one with: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up $(VENV) (once; a minute or two) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/$(INSTALL) --require-hashes --no-deps --requirement requirements-dev.lock
	@$(BIN)/$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@
