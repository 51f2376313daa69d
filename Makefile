# make run    start Afterglow on http://localhost:8501 with the demo clinic
# make test   everything that is checked before a change is accepted
# make check  the fast part: style, types, import rules and the tests without a browser

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: run test check lint system-tools

run: $(VENV)/.installed
	$(VENV)/bin/streamlit run app.py

test: lint system-tools
	$(PY) -m pytest

check: lint
	$(PY) -m pytest --ignore=tests/browser

lint: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/pyright
	$(VENV)/bin/lint-imports

system-tools: $(VENV)/.installed-dev
	$(PY) tests/system_tools.py

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Afterglow needs Python 3.11 or later: install it, or run make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements.txt requirements-dev.txt pyproject.toml | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(VENV)/.installed $@
