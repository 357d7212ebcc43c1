# Every verb makes .venv first when it is missing or out of date. CI calls the same verbs.

PORT = 8000
AS = maya
AAL = 2
COUNT = 100000

NODE = tests/contract/node
CLIENTS = tests/clients/node
READY = .venv/.ready
PIP = .venv/bin/python -m pip --disable-pip-version-check --quiet --quiet install
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --custom-compile-command "make lock" $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help run token agree test check fix contract examples openapi migration lock bench prove prove-input prove-tokens \
	prove-durable prove-limits prove-outside image release-contract clients collections browser-tools

help: ## List these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: $(READY) ## Serve a demo on this machine, its database included (PORT=8000)
	@exec .venv/bin/kept run --port $(PORT)

token: $(READY) ## Print a token of somebody in the demo (AS=maya AAL=2)
	@.venv/bin/kept token --as $(AS) --aal $(AAL)

agree: $(READY) ## Say yes to an app in somebody's place, in the demo (AS=maya ASKS=its query)
	@.venv/bin/kept agree --as $(AS) --asks "$(ASKS)"

BROWSER = tests/browser/node

browser-tools: ## Set up what looks at our pages in a real browser; `make test` does it
	@command -v npm >/dev/null 2>&1 || { echo 'The tests of our pages need npm (Debian: apt install npm).' >&2; exit 1; }
	@cd $(BROWSER) && npm ci --silent --ignore-scripts --no-audit --no-fund

test: $(READY) browser-tools ## Run the tests
	@.venv/bin/python -m pytest --quiet --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: $(READY) ## Check everything that can be read from the code; changes nothing
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/vulture
	.venv/bin/deptry .
	.venv/bin/hadolint Dockerfile
	.venv/bin/kept drift
	.venv/bin/kept openapi --check

fix: $(READY) ## Repair what can be repaired by itself
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

openapi: $(READY) ## Write openapi.yaml from the code
	@.venv/bin/kept openapi

examples: $(READY) ## Tell the story of the contract, keep its calls as examples, write openapi.yaml
	@.venv/bin/python -m tests.contract.examples
	@.venv/bin/kept openapi
	@.venv/bin/python -m tests.clients.collections

contract: COUNT = 2
contract: PHASES = examples,coverage,fuzzing,stateful
contract: $(READY) ## Read openapi.yaml with other people's tools, then look for replies that it does not foresee (COUNT=2)
	@command -v npm >/dev/null 2>&1 || { echo 'make contract needs Node 20 or newer with npm (Debian: apt install nodejs npm).' >&2; exit 1; }
	@cd $(NODE) && npm ci --silent --ignore-scripts --no-audit --no-fund
	@REDOCLY_TELEMETRY=off $(NODE)/node_modules/.bin/redocly lint --config $(NODE)/redocly.yaml openapi.yaml
	@$(NODE)/node_modules/.bin/spectral lint --ruleset $(NODE)/spectral.yaml --fail-severity hint openapi.yaml
	@.venv/bin/python -m tests.contract.explore --count $(COUNT) --phases $(PHASES) $(if $(SEED),--seed $(SEED))

clients: $(READY) ## Make clients of openapi.yaml with other people's tools, and let each work against a started service
	@command -v npm >/dev/null 2>&1 || { echo 'make clients needs Node 20 or newer with npm (Debian: apt install nodejs npm).' >&2; exit 1; }
	@cd $(CLIENTS) && npm ci --silent --ignore-scripts --no-audit --no-fund
	@.venv/bin/python -m tests.clients.check

collections: $(READY) ## Write the collections for Postman and Bruno from the story of the contract
	@.venv/bin/python -m tests.clients.collections

release-contract: $(READY) ## Keep openapi.yaml as the contract that the next one may not break
	@cp openapi.yaml tests/contract/released.yaml

migration: $(READY) ## Write the next migration from the models (M="what it does")
	@[ -n "$$M" ] || { echo 'Say what it does: make migration M="add a table of promises"' >&2; exit 1; }
	@.venv/bin/kept migration "$$M"

lock: $(READY) ## Pin every dependency again (UPGRADE=--upgrade for newer versions)
	@$(LOCK) --extra dev --extra embedded --extra notify --output-file requirements.lock pyproject.toml
	@$(LOCK) --extra notify --constraints requirements.lock --output-file requirements-image.lock pyproject.toml
	@sed -n 's/^requires = \["\(.*\)"\]/\1/p' pyproject.toml \
		| $(LOCK) --constraints requirements.lock --output-file requirements-build.lock -

bench: SIZE = default
bench: $(READY) ## Measure ours beside the limit and a typical service; about twenty minutes (SIZE=full)
	@.venv/bin/python -m benchmarks.measure --size $(SIZE)

prove-input: $(READY) ## Send broken requests and count the answers (COUNT=100000 SEED=a new one)
	@.venv/bin/python -m scripts.prove_input --count $(COUNT) $(if $(SEED),--seed $(SEED))

prove-tokens: $(READY) ## Send changed tokens, codes and requests, and count what is accepted (COUNT=100000 SEED=)
	@.venv/bin/python -m scripts.prove_tokens --count $(COUNT) $(if $(SEED),--seed $(SEED))

prove-words: $(READY) ## Count the words of harm that are found in invented lines, and the false alarms
	@.venv/bin/python -m scripts.prove_words

prove: SIZE = 1
prove: $(READY) ## Prove the clock, the ladder after an outage, jobs that are killed, help now (SIZE=1 ONLY= SEED=)
	@.venv/bin/python -m scripts.prove --size $(SIZE) --only "$(ONLY)" $(if $(SEED),--seed $(SEED))

prove-durable: SIZE = 1
prove-durable: $(READY) ## Kill the service and its database, crowd them, and count what is lost (SIZE=1 ONLY=)
	@.venv/bin/python -m scripts.prove_durable --size $(SIZE) --only "$(ONLY)"

prove-limits: $(READY) ## Let one app offer 2,000 requests a second while a young person asks for calls (RATE=2000 SECONDS=10)
	@.venv/bin/python -m scripts.prove_limits --rate $(or $(RATE),2000) --seconds $(or $(SECONDS),10)

prove-outside: SECONDS = 90
prove-outside: $(READY) ## Let every way out hang, and measure how long a young person waits (SECONDS=90)
	@.venv/bin/python -m scripts.prove_outside --seconds $(SECONDS)

image: $(READY) ## Build the image, start it and look at it (BASE=an image WHEELS=a folder POSTGRES=its programs)
	@.venv/bin/python -m scripts.prove_image --base "$(BASE)" --wheelhouse "$(WHEELS)" --postgres "$(POSTGRES)"

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
	@$(PIP) --require-hashes --no-deps --only-binary :all: -r requirements.lock >&2
	@$(PIP) --no-deps --no-build-isolation --no-index --editable . >&2
	@touch $@
