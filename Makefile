# Two commands set up everything: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo study test soak check install docs clean

# The demo needs the package alone, the tests also its tools.
.venv/demo: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[study]'
	touch $@

.venv/test: .venv/demo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

.venv/docs: .venv/demo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	touch $@

install: .venv/test

demo: .venv/demo
	$(BIN)/mien reproduce posed

# A study of built-in faces, served on this machine.
study: .venv/demo
	$(BIN)/mien study demo

# Two processes of one thread each: most tests wait for a server, a browser or one core.
test: .venv/test
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

# Long faults and searches: kills by the hundred, state machines.
soak: .venv/test
	$(BIN)/python -m pytest -m soak

# The site of the documents, in build/site.
docs:
	scripts/docs

check: .venv/test
	scripts/check

clean:
	rm -rf .venv build dist
