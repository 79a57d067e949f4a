# Patrol 369. `make` or `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Tests start the product often: what was compiled once is kept, whatever the shell around says.
unexport PYTHONDONTWRITEBYTECODE
PY := .venv/bin
SOURCES := backend tests bench migrations bin/serve gunicorn.conf.py gunicorn_tips.conf.py \
	wsgi.py wsgi_tips.py

.PHONY: help run backup restore test test-server test-territory test-browser test-h5 check static fast \
	openapi-check h5-format h5-lint h5-vitest suite-browser beside drill bench lock migrate openapi format kind clean setup setup-test

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | \
		awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: export PORT := $(or $(PORT),8000)
run backup restore: export DATA := $(or $(DATA),.)
run: export TLS := $(or $(TLS),0)
run: export DEMO := $(or $(DEMO),1)
run: ## serve everything; PORT=8000 (tips: 8001) DATA=. TLS=1 (HTTPS) DEMO=0 (empty)
	@exec bin/run

# One process of pytest per core, with a browser one more; the engine and pytest's own words may be named:
#   make test-server ENGINE=postgis ARGS="-k twice"
WORKERS := 2
BROWSERS := 3
TESTS = pytest -n $(WORKERS) $(if $(ENGINE),--engine $(ENGINE))
PYTEST = $(PY)/$(TESTS)
COVERED := .cache/coverage.json

test: setup-test ## everything: checks, both databases, H5, browser (CI=true: nothing skipped)
	@$(MAKE) --jobs=2 suite-browser beside
	@mkdir -p .cache
	$(PY)/python -m slipcover --json --out $(COVERED) -m $(TESTS) --ignore=tests/browser --durations=15
	$(PY)/python -m slipcover --merge $(COVERED) --out $(COVERED) --fail-under 97

test-server: setup-test ## the server's tests; ENGINE=spatialite or ENGINE=postgis for one of them
	$(PYTEST) --ignore=tests/browser --ignore=tests/territory $(ARGS)

test-territory: setup-test ## every operation, by everybody, in and out of her territory
	$(PYTEST) tests/territory $(ARGS)

test-browser: setup-test ## headless Chromium against the served product
	$(PY)/pytest -n $(BROWSERS) tests/browser $(ARGS)

test-h5: setup-test h5-vitest ## the H5's own tests

# The types of the H5 are checked where it is built: in the set-up, as soon as anything in it changes.
check: setup-test ## under a minute: format, lint, types, architecture, OpenAPI drift, fast tests
	@$(MAKE) --jobs=2 --output-sync=target h5-lint fast h5-format static openapi-check

drill: ## the long forms: kills, slow uploads, strange requests, the manual carried out (an hour)
	@bin/setup drill
	$(PY)/pytest -m drill

bench: setup-test ## check-ins per second beside a floor, coverage at 10^5 and 10^7, sealing; AGAINST=COMMIT ARGS=--quick
	$(PY)/python -m bench $(if $(AGAINST),--against $(AGAINST)) $(ARGS)

backup: ## copy all that is kept: make backup TO=FOLDER KEYS=FOLDER (elsewhere), DATA=.
	@$(PY)/python bin/backup "$(TO)" --keys "$(KEYS)"

restore: ## bring a backup back into an empty DATA: make restore FROM=FOLDER KEYS=.../keys.tar DATA=.
	@$(PY)/python bin/restore "$(FROM)" --keys "$(KEYS)"

lock: setup-test ## compile requirements*.in with hashes; ARGS=--upgrade for newer versions
	bin/lock $(ARGS)

migrate: setup-test ## write a migration from the models: make migrate M="Add a thing"
	$(PY)/flask --app wsgi db migrate -m "$(M)"

openapi: ## write h5/openapi.json, the H5's types and docs/api.md
	bin/openapi

format: setup-test ## format and mend what can be mended
	$(PY)/ruff format .
	$(PY)/ruff check --fix .
	bin/with-node npm --prefix h5 run --silent format
	bin/with-node npm --prefix h5 run --silent lint:fix

kind: setup ## load a kind of site: make kind FILE=path/to/kind.toml
	$(PY)/flask --app wsgi kinds load "$(FILE)"

clean: ## remove what was installed and built; data stays
	rm -rf .venv h5/node_modules h5/dist h5/dist-tip .mypy_cache .ruff_cache .pytest_cache .hypothesis .cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@bin/setup

setup-test:
	@bin/setup test

static:
	$(PY)/ruff format --check .
	$(PY)/ruff check .
	$(PY)/mypy backend

openapi-check:
	bin/openapi --check

h5-format:
	bin/with-node npm --prefix h5 run --silent format:check

h5-lint:
	bin/with-node npm --prefix h5 run --silent lint

h5-vitest:
	bin/with-node npm --prefix h5 test --silent

# The checks have the cores while browsers wait, and never keep them waiting.
beside:
	@nice $(MAKE) --output-sync=target h5-vitest static h5-lint h5-format openapi-check

suite-browser:
	$(PY)/pytest -n $(BROWSERS) tests/browser --durations=15

# Only what holds fast tests is read: half of the rest's time goes into libraries. A fifth of the
# examples that `make test` makes up will do here.
fast:
	$(PY)/pytest -q --hypothesis-profile=quick -m "fast and not drill" $$(grep -rlE --include='test_*.py' 'mark\.fast' tests)
