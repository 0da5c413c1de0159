# make run     everything: environment, assets, database, demonstration, web and worker
# make test    all checks and tests; make test ARGS='-k thin_line' only these tests
# make nightly the tests of the night, in full size (for maintainers and the nightly machine)
# make fmt     write code and templates in the one form
# make reset   delete the data folder and start afresh
# make .venv   the environment alone; make assets the style sheet and typefaces alone

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(PYTHON) tools/install.py

.PHONY: run reset test nightly check fmt assets .venv environment-dev
.SILENT:

run: .venv assets
	$(INSTALL) libraries
	exec $(BIN)/openpar serve --demonstration

reset: .venv
	exec $(BIN)/openpar reset $(ARGS)

.venv:
	$(INSTALL) run

environment-dev:
	$(INSTALL) dev

assets: .venv
	$(INSTALL) assets

ifdef ARGS
test: environment-dev
	$(INSTALL) assets
	$(BIN)/python -m openpar.cli.catalogue
	exec $(BIN)/pytest $(ARGS)
else
test: check
	exec $(BIN)/pytest -n 2 --dist loadfile
endif

nightly: environment-dev
	$(INSTALL) assets
	$(BIN)/python -m openpar.cli.catalogue
	exec $(BIN)/pytest --nightly $(ARGS)

# The cheap checks, cheapest first; each stops the line with its own exit code.
check: environment-dev
	$(INSTALL) assets
	$(BIN)/python -m openpar.cli.catalogue
	echo "ruff";             $(BIN)/ruff check -q .
	echo "ruff format";      $(BIN)/ruff format -q --check .
	echo "djade";            git ls-files -z 'openpar/*.html' | xargs -0 -r $(BIN)/djade --check
	echo "msgfmt";           $(BIN)/python tools/catalogue.py
	echo "lint-imports";     $(BIN)/lint-imports
	echo "makemigrations";   OPENPAR_ENVIRONMENT=test $(BIN)/python -W ignore -m django makemigrations --check --dry-run -v 1 --settings openpar.settings
	echo "mypy";             $(BIN)/mypy

fmt: environment-dev
	$(BIN)/ruff check -q --fix-only .
	$(BIN)/ruff format -q .
	git ls-files -z 'openpar/*.html' | xargs -0 -r $(BIN)/djade
