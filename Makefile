# `make demo` sets up and serves the filled site; `make test` sets up and runs every test.
PORT ?= 8000
INSTITUTIONS ?= ../shared/data/institutions.jsonl.gz
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po locale/framework/*/LC_MESSAGES/*.po)
COMPILED := $(CATALOGUES:.po=.mo)
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

# Settings as in production, but over plain HTTP on this machine only, and without a second factor at sign-in, which it says.
DEMO := DEBUG=false HTTPS=false SECOND_FACTOR=false ALLOWED_HOSTS=127.0.0.1,localhost
SECRET = SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(60))')

.PHONY: help demo run test test-sqlite test-postgresql check format messages lock browser benchmark screenshots validate lighthouse clean

help: ## name what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

demo: $(VENV)/base.stamp $(COMPILED) ## set up and serve the filled site at http://127.0.0.1:$(PORT)/
	@export $(DEMO) $(SECRET); \
	$(PYTHON) manage.py migrate --verbosity 0; \
	$(PYTHON) manage.py fill_site --samples; \
	$(PYTHON) manage.py collectstatic --noinput --verbosity 0; \
	$(PYTHON) manage.py create_staff --force --address http://127.0.0.1:$(PORT)/admin/; \
	echo "The site: http://127.0.0.1:$(PORT)/ (stop it with Ctrl-C)"; \
	exec $(BIN)/gunicorn smsu_intl.wsgi --bind 127.0.0.1:$(PORT) --workers 1 --threads 4 --no-control-socket --log-level warning

run: $(VENV)/base.stamp $(COMPILED) ## serve for development: debugging on, reloads by itself
	$(PYTHON) manage.py migrate --verbosity 0
	$(PYTHON) manage.py fill_site --samples
	SECOND_FACTOR=false $(PYTHON) manage.py runserver $(PORT)

# How pages look and weigh (tests/look) is the same on any database, and takes a browser minutes: SQLite's run has it.
test: test-sqlite test-postgresql ## set up and run every test, on SQLite and on PostgreSQL

test-sqlite: $(VENV)/dev.stamp $(COMPILED) browser
	TEST_DATABASE=sqlite $(BIN)/pytest -n 2 $(ARGS)

test-postgresql: $(VENV)/dev.stamp $(COMPILED) browser
	TEST_DATABASE=postgresql $(BIN)/pytest -n 2 --ignore=tests/look $(ARGS)

check: $(VENV)/dev.stamp $(COMPILED) ## format, lint, types, templates, migrations, deployment, tracked files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --check templates
	$(BIN)/djlint --lint templates
	$(BIN)/mypy
	$(PYTHON) manage.py makemigrations --check --dry-run
	DEBUG=false ALLOWED_HOSTS=intl.example.edu EMAIL_URL=smtp://mail.example.edu $(SECRET) $(PYTHON) -W error manage.py check --deploy --fail-level WARNING
	$(PYTHON) .ci/tracked_files.py

format: $(VENV)/dev.stamp ## format Python and templates
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint --quiet --reformat templates || true

messages: $(VENV)/dev.stamp ## collect the words to translate into locale/
	PYTHONPATH=. $(BIN)/pybabel --quiet extract --ignore-dirs=".* __pycache__ staticfiles" -F locale/babel.cfg --no-location --no-wrap --omit-header -o .cache/django.pot .
	for language in ru uz; do $(BIN)/pybabel --quiet update -D django -i .cache/django.pot -d locale -l $$language --no-fuzzy-matching --ignore-obsolete --no-wrap; done

lock: $(VENV)/dev.stamp ## compile the locks under requirements/ from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements/base.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-header --no-annotate -c requirements/base.txt --group dev pyproject.toml -o requirements/dev.txt

browser: ## install Chromium if there is none
	@if [ -z "$${CHROME_PATH:-}" ] && ! command -v chromium chromium-browser google-chrome >/dev/null; then \
	  if [ "$$(id -u)" = 0 ]; then as=; elif command -v sudo >/dev/null; then as=sudo; else \
	    echo "The browser tests need Chromium: install it (apt-get install chromium) or set CHROME_PATH." >&2; exit 1; fi; \
	  $$as apt-get update -qq && $$as apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; fi

benchmark: $(VENV)/dev.stamp ## measure the search on both databases, with the institutions at INSTITUTIONS
	for engine in sqlite postgresql; do $(PYTHON) -m benchmarks.search --institutions $(INSTITUTIONS) --engine $$engine; done

screenshots: $(VENV)/dev.stamp $(COMPILED) browser ## picture every page type in every language, light and dark, from 360 to 1920 pixels, into screenshots/
	$(PYTHON) -m tools.screenshots

validate: $(VENV)/dev.stamp $(COMPILED) .cache/node/stamp ## ask the Nu validator about every page type in every language (needs Java, npm)
	$(PYTHON) -m tools.validate

lighthouse: $(VENV)/dev.stamp $(COMPILED) .cache/node/stamp browser ## run Lighthouse on five pages: all four categories must be 100 (needs Node, npm)
	$(PYTHON) -m tools.lighthouse

clean: ## remove what was set up here, the demo's database and photographs too
	rm -rf $(VENV) .cache staticfiles db.sqlite3* media private_media screenshots

# No front-end build: these two only look at the site.
.cache/node/stamp:
	@mkdir -p .cache/node && cd .cache/node && echo '{"private": true}' >package.json; \
	npm install --ignore-scripts --no-audit --no-fund --silent lighthouse@12.8.2 vnu-jar@26.9.27 && touch stamp

$(VENV)/bin/python:
	@for python in python3.13 python3 python; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then exec $$python -m venv $(VENV); fi; done; \
	echo "Python 3.13 is needed (see .python-version); install it, for example with pyenv." >&2; exit 1

$(VENV)/base.stamp: requirements/base.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@mkdir -p .cache && touch $@ $(VENV)/base.stamp

%.mo: %.po | $(VENV)/base.stamp
	$(BIN)/pybabel --quiet compile -i $< -o $@
