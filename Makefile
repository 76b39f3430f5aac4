# Two commands: `make run` shows everything on this machine, `make test` proves it.
# Each target makes the virtual environment it needs, once, from a lock file with hashes.

PYTHON ?= python3
RUN   := .venv/run
DEV   := .venv/dev
LONG  := .venv/long
TOOLS := .venv/tools

# Installed files may keep their byte code: the second start takes a third of the time.
unexport PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS := never
# uv reads a mirror from its own variable; a machine set up for pip has it in pip's.
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif

in_run = PATH="$(CURDIR)/$(RUN)/bin:$$PATH" PYTHONPATH="$(CURDIR)"
in_dev = PATH="$(CURDIR)/$(DEV)/bin:$$PATH" PYTHONPATH="$(CURDIR)"
in_long = PATH="$(CURDIR)/$(LONG)/bin:$$PATH" PYTHONPATH="$(CURDIR)"

.PHONY: help run test hil long faults check coverage bench lock clean
.DELETE_ON_ERROR:

help:
	@echo "make run    gateway and simulated fridge: http://127.0.0.1:8080/"
	@echo "make test   the suite, under 10 minutes"
	@echo "make hil    the agent on an emulated ARM board, under 5 minutes"
	@echo "make long   what takes long: hostile scans, mutants; goes on where it was stopped"
	@echo "make faults what fails, and what is kept all the same; SEED=7 for one history"
	@echo "make check  ruff, mypy --strict, layering"
	@echo "make coverage  every branch of the judgement, by its specification tests"
	@echo "make bench  memory and rates, as ratios"
	@echo "make lock   lock files again, from pyproject.toml"
	@echo "make clean  what the other targets made"

run: $(RUN)/.ready
	@$(in_run) exec sh config/demo/run.sh

test: $(DEV)/.ready
	@$(in_dev) python -m pytest -n 2

hil: $(DEV)/.ready $(TOOLS)/.ready
	@$(in_dev) python -m pytest -m hil -n 2 -o faulthandler_timeout=600 tests/hil

long: $(LONG)/.ready
	@$(in_long) nice -n 19 python -m tests.long

faults: $(DEV)/.ready
	@$(in_dev) python -m tests.faults $(SEED)

check: $(DEV)/.ready
	@$(in_dev) ruff check
	@$(in_dev) ruff format --check
	@$(in_dev) mypy
	@$(in_dev) python -m pytest -q -p no:cacheprovider tests/test_layering.py

# Properties draw: a branch that only they take may be taken by luck.
coverage: $(DEV)/.ready
	@$(in_dev) coverage run -m pytest -q -p no:cacheprovider --ignore-glob='*_properties.py' tests/coldchain
	@$(in_dev) coverage report

bench: $(DEV)/.ready
	@$(in_dev) python -m tests.bench

lock: $(TOOLS)/.ready
	@$(TOOLS)/bin/python requirements/lock.py

clean:
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist var/coverage.db var/demo var/long
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

# uv installs a whole lock in a second where pip needs eight; pip, which every machine has, installs uv.
$(TOOLS)/.ready: requirements/tools.lock
	@sh requirements/need-python.sh $(PYTHON)
	@$(PYTHON) -m venv --clear $(TOOLS)
	@$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes -r $<
	@touch $@

$(RUN)/.ready: requirements/gateway.lock $(TOOLS)/.ready
	$(install)

$(DEV)/.ready: requirements/dev.lock $(TOOLS)/.ready
	$(install)

$(LONG)/.ready: requirements/long.lock $(TOOLS)/.ready
	$(install)

define install
	@$(TOOLS)/bin/uv venv --quiet --clear --python $(TOOLS)/bin/python $(@D)
	@$(TOOLS)/bin/uv pip sync --quiet --require-hashes --python $(@D) $<
	@touch $@
endef
