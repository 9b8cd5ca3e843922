# Everything a person does with this repository. `make help` lists the targets.
# Only Python >= 3.11, make and git are needed; each target makes the environment it uses.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run
DEV_STAMP := $(VENV)/.dev
ONCE ?=
SECONDS ?= 60
MINUTES ?= 60

.PHONY: help bench-peers bench-peers-model ratchet demo test lint format eval train fuzz gazetteer bench bench-soak chaos chaos-short soak schemas dashboards tools chart image lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(RUN_STAMP) ## watch the whole flow on this machine; ONCE=1 ends by itself
	@$(BIN)/dateline demo $(if $(ONCE),--once)

test: $(DEV_STAMP) lint ## everything: style, types, layers, and all tests on a real broker
	$(BIN)/pytest -q -n 2 --benchmark-disable -m "not integration and not chaos and not slow"
	$(BIN)/pytest -q -m "integration and not chaos and not slow"

lint: $(DEV_STAMP) ## ruff, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV_STAMP) ## bring the code into form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: $(DEV_STAMP) ## score every stage on real data, write docs/quality.md, hold the floors
	$(BIN)/python -m tests.eval

train: $(DEV_STAMP) ## train the entity model anew
	$(BIN)/python -m service.taggers.training

gazetteer: $(DEV_STAMP) ## compile the package's table of places anew
	$(BIN)/python -m service.gazetteer.compile

bench: $(DEV_STAMP) ## speed, lateness, scaling, cost curves, in some ten minutes, writes docs/performance.md
	$(BIN)/python -m tests.bench.worker --minutes 9
	$(BIN)/python -m tests.bench.functions --rounds 3
	$(BIN)/python -m tests.bench.startup --rounds 2

bench-soak: $(DEV_STAMP) ## an hour under load, MINUTES=60 of it: memory and throughput, writes docs/performance.md
	$(BIN)/python -m tests.bench.worker soak --soak-minutes $(MINUTES)

bench-peers: $(DEV_STAMP) .venv-peers/.done ## the same work on other engines and libraries, writes docs/performance.md
	.venv-peers/bin/python -m tests.bench.peers --dateline-python $(BIN)/python
	.venv-peers/bin/python -m tests.bench.whole_job

bench-peers-model: .venv-peers/.done ## once before: train spaCy's recogniser on the data of ours, ten minutes
	.venv-peers/bin/python -m tests.bench.whole_job.train_spacy

# Libraries that Dateline uses too are those of its lock, so that versions do not tell in the comparison; but for
# python-dateutil and pydantic, of which newspaper4k and Quix Streams take older ones only.
.venv-peers/.done: tests/bench/peers/requirements.txt deploy/locks/run.txt pyproject.toml
	@$(PYTHON) -m venv .venv-peers
	@sed -n '/^python-dateutil\|^pydantic/d; /^[a-z]/s/ *\\$$//p' deploy/locks/run.txt > .venv-peers/versions.txt
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check -c .venv-peers/versions.txt \
		-e ".[broker]" -r tests/bench/peers/requirements.txt hypothesis pytest psutil
	@touch $@

ratchet: $(DEV_STAMP) ## instructions of the pure functions against tests/bench/ratchet/ceilings.json
	$(BIN)/python -m tests.bench.ratchet

fuzz: $(DEV_STAMP) ## look for bytes that break decoding or normalising, SECONDS=60 of them
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

chaos: $(DEV_STAMP) ## 20 seeds of every fault, resumable, writes docs/delivery.md
	$(BIN)/python -m tests.chaos

chaos-short: $(DEV_STAMP) ## every fault once, in a few minutes
	$(BIN)/pytest -q -m chaos tests/chaos

soak: $(DEV_STAMP) ## what takes minutes: rolling restart, memory under load
	$(BIN)/pytest -q -s -m slow

schemas: $(DEV_STAMP) ## write schemas/messages anew from the record's types, and the examples
	$(BIN)/python -m service.codecs.schema schemas/messages
	$(BIN)/python -m tests.contract.example_records

dashboards: $(DEV_STAMP) ## write Grafana's dashboards anew from deploy/dashboards
	$(BIN)/python -m deploy.dashboards

tools: ## Prometheus, Helm and kubeconform for the checks of deploy/, into .tools
	@bash deploy/tools.sh

chart: $(DEV_STAMP) tools ## lint the Helm chart, render it, check what comes out against Kubernetes' schemas
	$(BIN)/pytest -q tests/deploy/test_chart.py

image: $(RUN_STAMP) ## build the container image and accept it on a real Kafka (needs Docker)
	$(BIN)/python -m deploy.accept

lock: ## resolve the pinned requirements anew (needs uv)
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--extra broker --extra tracing --group build pyproject.toml -o deploy/locks/run.txt
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--extra broker --extra tracing --group build --group dev -c deploy/locks/run.txt \
		pyproject.toml -o deploy/locks/dev.txt
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--extra tracing -c deploy/locks/run.txt pyproject.toml -o deploy/locks/image.txt
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		-c deploy/locks/run.txt --group image-build -o deploy/locks/image-build.txt
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		-c deploy/locks/dev.txt --group compare -o deploy/locks/compare.txt

clean: ## remove the environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3"; exit 1; }
	@echo "Creating the environment in $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) cannot create environments; on Debian and Ubuntu install python3-venv"; exit 1; }

$(RUN_STAMP): deploy/locks/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing the pinned libraries (about 200 MB the first time)"
	@$(BIN)/python -m pip install --require-hashes --disable-pip-version-check -r deploy/locks/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): deploy/locks/dev.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing the pinned libraries and the tools for development"
	@$(BIN)/python -m pip install --require-hashes --disable-pip-version-check -r deploy/locks/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(RUN_STAMP)
