# On a machine with Python 3.11 or newer, `make run` and `make test` are all that is needed: they set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DECODER := .venv-decoder
PIP_FLAGS := --quiet --disable-pip-version-check --require-hashes --only-binary :all:
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header
ROOMS := kiosk queue_server display hardware tests deploy docs
TESTS ?= tests
KERNEL_TESTS ?= tests/kernel
VISUAL ?= tests/browser/visual
SEED ?= 1
ROUNDS ?= 1000
KIOSK_ROUNDS ?= 300
# Tests wait for sockets and pages more than they compute: more of them at once than there are processors.
JOBS ?= 4
# What fails among the others is tried once more by itself: real threads on a full machine may miss a real deadline.
# A run that came to its end and found failures ends with 1; one that broke off has not run all and is not tried again.
TESTS_FAILED := 1
AGAIN := --last-failed --last-failed-no-failures none -p no:xdist

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## these lines
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

.PHONY: run
run: set-up ## a demonstration office: server, kiosk and display
	$(BIN)/python -m deploy.run_office

.PHONY: test
test: set-up-tests ## every test but those of the kernel and the bench; TESTS=tests/web for a part
	$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile $(TESTS) \
		|| { test $$? -eq $(TESTS_FAILED) && $(BIN)/python -m pytest $(AGAIN) $(TESTS); }

.PHONY: test-kernel
test-kernel: set-up-tests system-packages-test-kernel ## the drivers against a real kernel's devices; KERNEL_TESTS=... for a part
	tests/kernel/run_tests.sh $(BIN)/python $(KERNEL_TESTS)

.PHONY: test-arm64
test-arm64: venv ## install and start it all in an emulated arm64 Debian, as root; SUITE=trixie for the newer one
	tests/arm64/run.sh

.PHONY: lint
lint: venv ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: format
format: venv ## lay the code out as lint wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: set-up-tests ## measure against the promises, into build/bench.json
	$(BIN)/python -m tests.bench

.PHONY: simulate-day
simulate-day: set-up-tests ## a day of 100 visitors through the real API, every rule watched; SEED=2 for another day
	$(BIN)/python -m tests.simulation --seed $(SEED)

.PHONY: crash-test
crash-test: set-up-tests ## kill the server ROUNDS and a kiosk KIOSK_ROUNDS times and judge what they kept; about 3 s for each
	$(BIN)/python -m tests.crash --rounds $(ROUNDS) --kiosk-rounds $(KIOSK_ROUNDS)

.PHONY: net-test
net-test: set-up-tests ## an office behind a bad network for SECONDS=360: what was lost, doubled or shown wrongly
	$(BIN)/python -m tests.net $(if $(SECONDS),--seconds $(SECONDS)) --seed $(SEED)

.PHONY: fuzz
fuzz: set-up-tests ## send for SECONDS=600 what nobody should: requests, files, scans, streams, printers, sensors
	$(BIN)/python -m tests.fuzz $(if $(SECONDS),--seconds $(SECONDS)) --seed $(SEED)

.PHONY: load
load: set-up-tests ## an office at twenty times a busy pace for SECONDS=900: errors, times, memory
	$(BIN)/python -m tests.load $(if $(SECONDS),--seconds $(SECONDS)) --seed $(SEED)

.PHONY: sbom
sbom: venv ## what the program is made of, as CycloneDX, into build/sbom.json
	$(BIN)/python -m deploy.sbom

.PHONY: audit
audit: venv ## ask whether a pinned package has a known hole
	$(BIN)/python -m deploy.audit

.PHONY: diagrams
diagrams: set-up ## draw the diagrams and tables of the documents from the program
	$(BIN)/python -m docs.draw_diagrams
	$(BIN)/python -m docs.draw_access
	$(BIN)/python -m docs.draw_wiring

.PHONY: screenshots
screenshots: set-up-tests ## pictures of every screen into build/screenshots, and those of the guides
	$(BIN)/python -m pytest tests/browser
	$(BIN)/python -m docs.make_images

.PHONY: visual-references
visual-references: set-up-tests ## take the references of the screens anew, and show what changed; VISUAL=... for a part
	rm -rf build/visual
	-TAKE_REFERENCES=1 $(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile $(VISUAL)
	$(BIN)/python -m tests.browser.visual.contact_sheet

# Set-up

.PHONY: set-up
set-up: system-packages-demo $(VENV)/.installed translations
	@$(BIN)/python -m compileall -q $(wildcard $(ROOMS)) # the first start need not


.PHONY: set-up-tests
set-up-tests: system-packages-test venv $(DECODER)/.installed translations

.PHONY: system-packages-run system-packages-demo system-packages-test system-packages-test-kernel
system-packages-run system-packages-demo system-packages-test system-packages-test-kernel: system-packages-%:
	@PYTHON=$(PYTHON) deploy/system_packages.sh $*

.PHONY: venv
venv: $(VENV)/.tools-installed ## the virtual environment with everything in it

$(VENV)/bin/python: | system-packages-run
	$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements.txt
	@touch $@

$(VENV)/.tools-installed: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements-dev.txt
	@touch $@

$(DECODER)/.installed: requirements-decoder.txt tests/support/decoder/older_python.py | system-packages-run
	$(PYTHON) -m venv --clear $(DECODER)
	$(DECODER)/bin/python -m pip install $(PIP_FLAGS) --no-deps --ignore-requires-python -r requirements-decoder.txt
	$(DECODER)/bin/python tests/support/decoder/older_python.py
	@touch $@

CATALOGUES = $(shell find $(wildcard $(ROOMS)) -path '*/translations/*/LC_MESSAGES/*.po')

.PHONY: translations
translations: $(VENV)/.installed ## compile the words of every language
	@$(MAKE) --no-print-directory catalogues

.PHONY: catalogues
catalogues: $(CATALOGUES:.po=.mo)

%.mo: %.po
	$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@

.PHONY: requirements
requirements: venv ## pin the newest versions of everything
	$(COMPILE) --upgrade --python-version 3.11 requirements.in -o requirements.txt
	$(COMPILE) --upgrade --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	$(COMPILE) --upgrade --python-version 3.13 requirements-decoder.in -o requirements-decoder.txt
