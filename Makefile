# Everything builds what it needs into .venv, from the versions pinned in requirements.lock.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
PYTHON := python
else
BIN := .venv/bin
endif
READY := .venv/.ready

.PHONY: demo test check lint types bench bench-full bars docs examples wheel clean

demo: $(READY)
	$(BIN)/clientbook demo

test: $(READY)
	$(BIN)/python -m pytest

check: lint types test

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m tests.bench

bench-full: $(READY)
	$(BIN)/python -m tests.bench --full

# make bars FULL=1 takes hours.
bars: $(READY)
	$(BIN)/python -m tests.bars $(if $(FULL),--full)

docs: $(READY)
	$(BIN)/python docs/make_docs.py

examples: $(READY)
	$(BIN)/python examples/make_examples.py

wheel: $(READY)
	$(BIN)/python -m hatchling build

clean:
	rm -rf .venv dist build clientbook-demo bench-data .coverage htmlcov .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	$(PYTHON) -c "open('$(READY)', 'w').close()"
