# Every verb makes .venv first when it is missing or out of date. CI calls the same verbs.

PORT = 8000
AS = maya
AAL = 2
COUNT = 100000
SIZE = default

READY = .venv/.ready
PIP = .venv/bin/python -m pip --disable-pip-version-check --quiet --quiet install
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --custom-compile-command "make lock" $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help run token test check fix openapi migration lock prove-input bench

help: ## List these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: $(READY) ## Serve a demo on this machine, its database included (PORT=8000)
	@exec .venv/bin/kept run --port $(PORT)

token: $(READY) ## Print a token of somebody in the demo (AS=maya AAL=2)
	@.venv/bin/kept token --as $(AS) --aal $(AAL)

test: $(READY) ## Run the tests
	@.venv/bin/python -m pytest --quiet --numprocesses 2 --dist loadfile

check: $(READY) ## Check everything that can be read from the code; changes nothing
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/vulture
	.venv/bin/deptry .
	.venv/bin/kept drift
	.venv/bin/kept openapi --check

fix: $(READY) ## Repair what can be repaired by itself
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

openapi: $(READY) ## Write openapi.yaml from the code
	@.venv/bin/kept openapi

migration: $(READY) ## Write the next migration from the models (M="what it does")
	@[ -n "$$M" ] || { echo 'Say what it does: make migration M="add a table of promises"' >&2; exit 1; }
	@.venv/bin/kept migration "$$M"

lock: $(READY) ## Pin every dependency again (UPGRADE=--upgrade for newer versions)
	@$(LOCK) --extra dev --extra embedded --output-file requirements.lock pyproject.toml
	@$(LOCK) --output-file requirements-image.lock pyproject.toml

bench: $(READY) ## Measure ours beside the limit and a typical service; about eight minutes (SIZE=full)
	@.venv/bin/python -m benchmarks.measure --size $(SIZE)

prove-input: $(READY) ## Send broken requests and count the answers (COUNT=100000 SEED=a new one)
	@.venv/bin/python -m scripts.prove_input --count $(COUNT) $(if $(SEED),--seed $(SEED))

# The stamp is written last: what was interrupted is thrown away and begun again.
$(READY): requirements.lock pyproject.toml
	@if [ ! -f $@ ] || ! .venv/bin/python -c '' 2>/dev/null; then \
		for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
			"$$python" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' \
				2>/dev/null && break; \
			python=; \
		done; \
		if [ -z "$$python" ]; then \
			echo 'Kept needs Python 3.11 to 3.14 with its venv module (Debian: apt install python3-venv).' >&2; \
			echo 'If it is not on the path, name it: make PYTHON=/somewhere/bin/python3.13 ...' >&2; \
			exit 1; \
		fi; \
		echo 'Installing into .venv, once; this takes a minute.' >&2; \
		rm -rf .venv && "$$python" -m venv .venv >&2 || exit 1; \
	fi
	@rm -f $@
	@$(PIP) --require-hashes --only-binary :all: -r requirements.lock >&2
	@$(PIP) --no-deps --no-build-isolation --no-index --editable . >&2
	@touch $@
