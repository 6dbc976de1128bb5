# Two commands on a fresh machine (Python 3.11 or later, pip and make): `make demo`, `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export MPLBACKEND := Agg
# Several processes at once: one thread each, or they wait for one another.
test validate docs: export OMP_NUM_THREADS := 1

.PHONY: help setup setup-test setup-docs java browser pango servers demo test validate docs picture audit lab schemas benchmarks lock clean

help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: $(VENV)/.ready          ## prepare .venv from the locked requirements

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "research-kit needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 " )'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

setup-test: $(VENV)/.ready-test

$(VENV)/.ready-test: $(VENV)/.ready requirements-test.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	touch $@

$(VENV)/.ready-validate: $(VENV)/.ready-test requirements-validate.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-validate.lock
	touch $@

setup-docs: $(VENV)/.ready-docs

$(VENV)/.ready-docs: $(VENV)/.ready-test requirements-docs.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.lock
	touch $@

java:            ## Java for Spark, from Debian's packages, where there is apt-get and the right to use it
	@if command -v java >/dev/null 2>&1; then :; \
	elif command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq openjdk-17-jre-headless >/dev/null \
	  || echo "Java could not be installed: the tests on Spark will be skipped and say so."; \
	else echo "No Java, and no apt-get as root: the tests on Spark will be skipped and say so."; fi

browser:         ## Chromium from Debian's packages, where there is apt-get and the right to use it
	@if command -v chromium >/dev/null 2>&1; then :; \
	elif command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-core >/dev/null \
	  || echo "Chromium could not be installed: the browser tests will be skipped and say so."; \
	else echo "No Chromium, and no apt-get as root: the browser tests will be skipped and say so."; fi

pango:           ## what lays out the text of the PDF, from Debian's packages, where there is apt-get and the right to use it
	@if $(PYTHON) -c 'import sys, ctypes.util as c; sys.exit(not all(map(c.find_library, ("pangoft2-1.0", "harfbuzz-subset"))))'; \
	then :; elif command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libpango-1.0-0 libpangoft2-1.0-0 \
	    libharfbuzz-subset0 fonts-noto-core >/dev/null || echo "Pango could not be installed: no PDF is made, and a run says so."; \
	else echo "No Pango, and no apt-get as root: no PDF is made, and a run says so."; fi

servers:         ## PostgreSQL and cron from Debian's packages, for the tests that start them, where there is apt-get and root
	@missing=""; ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$$missing postgresql"; \
	command -v cron >/dev/null 2>&1 || missing="$$missing cron"; \
	if [ -z "$$missing" ]; then :; \
	elif command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null \
	  || echo "Could not be installed:$$missing. The tests that start them will be skipped and say so."; \
	else echo "Not here, and no apt-get as root:$$missing. The tests that start them will be skipped and say so."; fi

demo: setup pango      ## both synthetic studies, from partner files to board pages; of one, what a decision came to
	$(BIN)/research-kit demo samba
	$(BIN)/research-kit run parameters/samba.yaml --as-of 2010-06-30
	$(BIN)/research-kit decide parameters/samba.yaml --file parameters/decisions/samba_2010.yaml
	$(BIN)/research-kit run parameters/samba.yaml
	$(BIN)/research-kit demo botkyrka --run

# The package is compiled once: where Python is told to write no bytecode, each of a hundred kernels would do it anew.
# mypy works beside the tests, which wait now and then, and is told after them: `make test` fails where either does.
test: setup-test browser pango servers   ## the whole test suite
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@echo $(BIN)/mypy, beside the tests
	@said=$$(mktemp); $(BIN)/mypy >"$$said" 2>&1 & types=$$!; failed=0; \
	trap 'kill $$types 2>/dev/null; rm -f "$$said"' EXIT; trap 'exit 130' INT TERM; \
	(set -x; $(BIN)/python -m compileall -q src && $(BIN)/python -m pytest -n 2 --dist worksteal) || failed=$$?; \
	wait $$types || failed=$$?; cat "$$said"; exit $$failed

# Some parts: `make validate PARTS="fuzz spark"`. All at the size that docs/validation.md is written of: `make validate FULL=1`.
validate: $(VENV)/.ready-validate java   ## what is too long for every day, in an hour: fuzzing, Spark, simulations, attacks
	$(BIN)/python -m compileall -q src
	$(BIN)/python -m tests.validate $(if $(FULL),--full) $(PARTS)

docs: setup-docs       ## the site, in docs/_build/html; its links within are checked
	$(BIN)/python -m sphinx -b html -W --keep-going -n -q docs docs/_build/html
	@echo docs/_build/html/index.html

picture: setup-test browser     ## docs/board_page.png, from the board page that `make demo` made
	$(BIN)/python docs/_picture.py

audit: $(VENV)/.ready-validate  ## the locked packages against the published faults (asks the network), and their licences
	$(BIN)/python -m tests.security

lab: setup       ## JupyterLab on the notebooks
	test -d data/samba || $(BIN)/research-kit demo samba
	test -d data/botkyrka || $(BIN)/research-kit demo botkyrka
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) --notebook-dir=. notebooks/00_tour.ipynb

schemas: setup   ## write the JSON Schemas of the YAML files, for editors
	$(BIN)/python -m research_kit.reporting.schemas

benchmarks: setup-test     ## speed claims, each beside its peers
	$(BIN)/python -m benchmarks

UV := $(BIN)/python -m uv pip compile pyproject.toml --universal --generate-hashes --quiet \
      --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra build
lock:            ## resolve the lock files again from pyproject.toml, the one source of requirements
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(UV) --output-file requirements.lock > /dev/null
	$(UV) --extra test --constraint requirements.lock --output-file requirements-test.lock > /dev/null
	$(UV) --extra test --extra spark --extra validate --constraint requirements-test.lock --output-file requirements-validate.lock > /dev/null
	$(UV) --extra test --extra docs --constraint requirements-test.lock --output-file requirements-docs.lock > /dev/null

clean:           ## remove what was made, never reports or data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache docs/_build
