# make          set up what is missing, then build every brochure and the packet into output/
# make studio   set up the same way, then open the studio, in which a season is edited in the browser
# make test     set up the same way, then run the tests but for the long ones
# make test-all the same with these: other publications, A4, every format, veraPDF on all of it, a cluster, random content
# make check    ruff, import contracts, mypy and all tests
# make conformance   have veraPDF judge everything in output/ (needs Java, and Maven the first time)
# make fuzz     give content and whatever else comes from elsewhere many thousands of odd inputs; ends with 1 at any fault
# make bench    measure this project beside others and write docs/benchmarks.md (QUICK=1: one round, no large season)
.DEFAULT_GOAL := build
.PHONY: build studio test test-all check conformance fuzz bench lock clean

# Python keeps what it has compiled, whatever the environment says: a build starts several processes, the tests hundreds.
unexport PYTHONDONTWRITEBYTECODE

PYTHON := .venv/bin/python
READY := .venv/ready

build: $(READY)
	$(PYTHON) make_brochure.py

studio: $(READY)
	$(PYTHON) make_brochure.py studio

test: $(READY) tests/__pycache__
	$(PYTHON) -m pytest -m "not long"

test-all: $(READY) tests/__pycache__
	$(PYTHON) -m pytest

check: $(READY) tests/__pycache__
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m pytest -n 0 -q tests/house/test_rooms.py
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest

conformance: $(READY)
	$(PYTHON) -m tests.builders.referee output

fuzz: $(READY)
	$(PYTHON) -m tests.fuzz

bench: $(READY)
	$(PYTHON) -m tests.benchmarks $(if $(QUICK),--quick)

# The set-up runs again only when the lock or the script has changed, or something that it had installed is gone.
ifneq ($(MAKECMDGOALS),clean)
$(shell test ! -s $(READY) || bash .ci/setup --check || rm -f $(READY))
endif
$(READY): requirements.lock .ci/setup
	bash .ci/setup

# In a fresh clone the tests are compiled once, each half by a process, and not by every worker of pytest.
tests/__pycache__: | $(READY)
	for half in '[a-e]' '[f-z]'; do $(PYTHON) -m pytest -n 0 -q --collect-only tests/$$half*/ >/dev/null & done; wait

lock:
	env -u PIP_FIND_LINKS -u UV_FIND_LINKS uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet --output-file requirements.lock

clean:
	rm -rf .venv output/*/
