# Two commands for newcomers: `make demo`, `make test`. The rest is for developers.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
DEMO := build/demo.duckdb
REAL := build/real.duckdb
DATA ?= ../shared/data

.PHONY: demo test check bench bench-neo4j bench-web build clean format notebooks neo4j neo4j-stop
.DEFAULT_GOAL := demo

# The environment is made anew whenever its definition changes or a former attempt was cut.
$(READY): pyproject.toml constraints.txt
	@echo "Preparing the environment in $(VENV) (once) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-input --root-user-action=ignore \
		--constraint constraints.txt --editable ".[dev]"
	@touch $@

demo: $(READY)
	@mkdir -p build
	@$(RUN) -m campus_graph build --out $(DEMO)
	@CAMPUS_GRAPH_STORE=$(DEMO) $(RUN) -m campus_graph ask coverage-gap --region Bourgogne-Franche-Comté --limit 5
	@CAMPUS_GRAPH_STORE=$(DEMO) $(RUN) -m campus_graph ask missing-continuation --region Bourgogne-Franche-Comté --filiere tourisme --limit 5
	@CAMPUS_GRAPH_STORE=$(DEMO) $(RUN) -m campus_graph ask broken-pathway --region Bourgogne-Franche-Comté --filiere tourisme
	@CAMPUS_GRAPH_STORE=$(DEMO) $(RUN) -m campus_graph ask broken-pathway --region Bourgogne-Franche-Comté --filiere mobilité
	@echo
	@echo "Et maintenant, les pages : $(VENV)/bin/campus-graph serve --store $(DEMO), puis http://127.0.0.1:8000"
	@echo "Ou : $(VENV)/bin/campus-graph questions ; $(VENV)/bin/campus-graph search microtechniques --store $(DEMO)"
	@echo "Avec les données publiques : $(VENV)/bin/campus-graph build --data DOSSIER (voir README.md)"

test: check
	@$(RUN) -m pytest

check: $(READY)
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy

build: $(READY)
	@$(RUN) -m campus_graph build --data $(DATA)

bench: $(READY)
	@$(RUN) -m bench --data $(DATA)
	@echo "Neo4j, its driver by hand, neomodel and rdflib-neo4j are set against each other by: make bench-neo4j"

# Starts a server of its own (Java 17, Maven); a quarter of an hour on an idle machine.
bench-neo4j: $(READY)
	@$(RUN) -m bench.neo4j --data $(DATA)

# Needs Chromium; Cytoscape.js, set beside, comes from npm for the run.
bench-web: $(READY)
	@mkdir -p build
	@[ -f $(REAL) ] || $(RUN) -m campus_graph build --data $(DATA) --out $(REAL)
	@$(RUN) -m bench.web --store $(REAL)

format: $(READY)
	@$(RUN) -m ruff check --fix . ; $(RUN) -m ruff format .

# Runs the notebooks of docs/ on the starter graph again and keeps what they print.
notebooks: $(READY)
	@$(RUN) docs/make_notebooks.py

# A real Neo4j on this machine (Java 17, Maven; no container): eval "$$(make -s neo4j)" makes the shell use it.
neo4j: $(READY)
	@$(RUN) -m neo4j_dev start

neo4j-stop: $(READY)
	@$(RUN) -m neo4j_dev stop

clean:
	@if [ -x $(RUN) ]; then $(RUN) -m neo4j_dev stop || true; fi
	@rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
