# `make` alone says what there is. Everything that CI runs is one of these targets.
PYTHON ?= python3
BIN := .venv/bin
INSTANCE ?= instance
# Some machines forbid it: servers that tests start would then compile the program each time.
export PYTHONDONTWRITEBYTECODE =
DEBIAN := chromium-headless-shell openssl firefox-esr age strace postgresql sqlite3 zbar-tools \
	espeak-ng $(CLEANING) $(RENDERING) qpdf
# What files are cleaned by, in the system's own packages: an operator installs these too.
CLEANING := bubblewrap python3-lxml python3-pikepdf python3-seccomp libimage-exiftool-perl \
	libarchive-zip-perl ffmpeg

# What files are looked at by in the console, and dossiers are printed by: an operator installs these.
RENDERING := bubblewrap python3-seccomp python3-pil python3-charset-normalizer ffmpeg poppler-utils \
	poppler-data libheif-examples weasyprint libharfbuzz-bin fonts-noto-cjk

##@ Use
.PHONY: help run reset
help: ## Say what there is
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run translations ## Start Qingfeng here; the first time, make an instance and show its sign-ins once
	@test -f $(INSTANCE)/settings.toml || $(BIN)/qingfeng --instance $(INSTANCE) init --release "every minute"
	@exec $(BIN)/qingfeng --instance $(INSTANCE) serve

reset: ## Delete the instance with every report in it, after asking
	@printf 'Delete everything in %s, every report and every key? Type yes: ' $(INSTANCE); \
	read answer; test "$$answer" = yes || { echo 'Nothing was deleted.'; exit 1; }; \
	find $(INSTANCE) -mindepth 1 ! -name .gitignore -delete; echo 'Deleted. make run begins anew.'

##@ Check
.PHONY: test lint unit prove fuzz bench translations
test: debian .venv/test node frontend/node_modules translations ## Everything that CI runs, on a fresh machine too
	@$(MAKE) --no-print-directory -j 2 --output-sync=target lint frontend-check
	$(BIN)/pytest -q -n 3 --dist worksteal tests

unit: .venv/test translations ## Only the quick tests
	$(BIN)/pytest -q tests/unit tests/rules

lint: .venv/test ## Style, types, import rules, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

prove: debian .venv/test node translations ## The same promises at full size: 2 GiB, 20 sudden ends, every page on PostgreSQL
	$(BIN)/pytest -q -m prove tests

FUZZ_SECONDS ?= 600
fuzz: .venv/test node ## Look for bytes that break the reader of age files, for FUZZ_SECONDS=600
	$(BIN)/python -m tests.fuzz.run --seconds $(FUZZ_SECONDS)

bench: .venv/test translations ## Speed, each figure beside its floor in the same run
	$(BIN)/python bench/run.py

##@ Develop
.PHONY: frontend frontend-check pictures lock messages debian node
pictures: debian .venv/test translations ## Take pictures of every page into docs/
	$(BIN)/python -m tests.browser.pictures

frontend: frontend/node_modules ## Build style sheets and scripts into app/static
	cd frontend && npm run --silent build

frontend-check: frontend/node_modules ## Types and tests of the scripts; what is committed is what they build to
	cd frontend && npm run --silent check && npm run --silent test
	rm -rf build/static && mkdir -p build/static/css build/static/js
	cd frontend && node build.mjs ../build/static
	@cd build/static && for file in $$(find css js -type f); do \
		cmp -s $$file ../../app/static/$$file || { echo "app/static/$$file is not what frontend/ builds: run make frontend"; exit 1; }; done

lock: .venv/test ## Pin every dependency anew, with hashes
	$(BIN)/pip-compile $(LOCK) --build-deps-for editable -o requirements.txt setup.cfg
	$(BIN)/pip-compile $(LOCK) -o requirements-test.txt requirements-test.in
LOCK := --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

messages: .venv/test ## Collect every string into the catalogues, to be translated
	$(BIN)/pybabel -q extract -F babel.cfg -k _l -o app/translations/messages.pot --omit-header --no-location --sort-output .
	$(BIN)/pybabel -q update -i app/translations/messages.pot -d app/translations --no-fuzzy-matching --ignore-obsolete
	rm app/translations/messages.pot

translations: .venv/run
	@$(BIN)/pybabel -q compile -d app/translations 2>/dev/null

debian:
	@missing=; for package in $(DEBIAN); do \
		dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q ' installed' || missing="$$missing $$package"; done; \
	test -z "$$missing" || { test "$$(id -u)" = 0 || { echo "Please install:$$missing"; exit 1; }; \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; }

node: tests/node/node_modules
tests/node/node_modules: tests/node/package-lock.json
	cd tests/node && npm ci --silent --no-audit --no-fund && touch node_modules

frontend/node_modules: frontend/package-lock.json
	cd frontend && npm ci --silent --no-audit --no-fund && touch node_modules

.venv/run: requirements.txt setup.cfg
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed.'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'Please install python3-venv.'; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo 'Installing what is needed; the first time this takes a minute.'
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test: .venv/run requirements-test.txt
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@
