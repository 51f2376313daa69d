# make run    start Afterglow on http://localhost:8501 with the demo clinic
# make test   everything that is checked before a change is accepted
# make check  the fast part: style, types, import rules and the tests without a browser
# make bench  how fast it is, written to docs/performance.md; make bench SIZES="S M L"

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: run test check lint system-tools bench

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

# The other programs live in an environment of their own: lifelines needs an older pandas than the app.
SIZES ?= S M
BENCH := .venv-bench

bench: $(VENV)/.installed $(BENCH)/.installed
	$(PY) -m benchmarks.derive $(SIZES)
	PYTHONPATH=src $(BENCH)/bin/python -W ignore -m benchmarks.curves $(SIZES)
	$(PY) -m benchmarks.pages $(SIZES)
	$(PY) -m benchmarks.report

$(BENCH)/.installed: benchmarks/requirements.txt | $(PY)
	$(PY) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	@touch $@
