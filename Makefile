# Two commands: `make run` (a demo organisation in the browser) and `make test` (everything). `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
export PYTHONDONTWRITEBYTECODE ?=

.PHONY: help
help: ## what can be done here
	@grep -hE '^[a-z_-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | column -t -s "$$(printf '\t')"

.PHONY: run
run: $(VENV)/run.done ## the demo organisation at http://127.0.0.1:$(PORT)/, web and worker (PORT=8123 chooses the port)
	@exec env DEMO=1 PORT=$(PORT) $(PY) manage.py demo

.PHONY: test
test: $(VENV)/dev.done browser mailserver ## lint, types, floors, all tests on SQLite and PostgreSQL, journeys in Chromium
	@$(PY) tests/run.py

.PHONY: chaos
chaos: $(VENV)/dev.done ## the whole attack on the worker, on SQLite and PostgreSQL: kills, lost answers, a database that goes away
	@$(PY) tests/run.py --chaos

.PHONY: check
check: $(VENV)/dev.done ## lint, types, floors and the pure tests: under a minute
	@$(PY) tests/run.py --check

.PHONY: bench
bench: $(VENV)/dev.done ## speed as ratios against a floor of the same run (SIZE=1000000 for the long run)
	@DEMO=1 $(PY) -m bench

.PHONY: load
load: $(VENV)/dev.done ## 50 leaders and 200 members at work for five minutes (SECONDS=60 LEADERS=10 MEMBERS=40 for a short one)
	@$(PY) -m bench.load

.PHONY: oracle
oracle: $(VENV)/dev.done ## the engine against a second, brute-force answer on 100,000 generated cases (CASES=5000 SEED=7 KINDS=rolling)
	@DEMO=1 $(PY) -m tests.oracle

.PHONY: clean
clean: ## forget the virtual environment, the demo's database and all caches
	rm -rf $(VENV) var staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: lock
lock: ## resolve requirements/*.in anew into the lock files (needs uv)
	for part in run test dev; do uv pip compile requirements/$$part.in --universal --generate-hashes --no-emit-index-url \
	  --python-version 3.11 --no-header -q -o requirements/$$part.txt; done

.PHONY: browser
browser:
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -q && apt-get install -qy --no-install-recommends chromium; \
	  else echo "The journeys need Chromium. Install it with: sudo apt-get install chromium"; exit 1; fi; }

.PHONY: mailserver
mailserver:
	@test -x /usr/sbin/dovecot || { \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -q && apt-get install -qy --no-install-recommends dovecot-imapd; \
	  else echo "The tests of the mailbox need Dovecot. Install it with: sudo apt-get install dovecot-imapd"; exit 1; fi; }

$(VENV)/bin/python:
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -q && apt-get install -qy --no-install-recommends python3-pip; \
	  else echo "Python's pip is missing. Install it with: sudo apt-get install python3-pip"; exit 1; fi; }
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/%.done: requirements/%.txt | $(VENV)/bin/python
	$(PYTHON) -m pip --python $(PY) install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@
