# `make run` starts the program, `make test` runs every test, `make help` lists the rest.
# Every target does its own set-up, does it once, and says what it does.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.SUFFIXES:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Everything that is made lies below one folder; cargo, the server and the tests are told the same one.
TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
export CARGO_TARGET_DIR := $(TARGET)
export TIENDO_SITE := $(TARGET)/site
export TIENDO_BIN := $(TARGET)/debug/tiendo
export TIENDO_PYTHON := $(TARGET)/venv/bin/python
export TIENDO_DEMO := $(TARGET)/demo

# The browser's half and the rest are never built in one call of cargo: the features of what they share would unify.
WASM := -p frontend --target wasm32-unknown-unknown
HOST := --workspace --exclude frontend
BUNDLE := $(TARGET)/debug/bundle $(TARGET)/wasm32-unknown-unknown/wasm/frontend.wasm style frontend/bundle/node_modules/.bin/wasm-opt $(TARGET)/site
RUST := source $(TARGET)/rust.env
SAY := echo "make:"

.PHONY: run
run: build ## set up, build, start with the real catalogue and an illustrative year, print the address
	@exec "$$TIENDO_BIN" serve --demo

.PHONY: test
test: test-tools end2end/node_modules/.package-lock.json build ## set up and run every test: Rust on SQLite and PostgreSQL, then Chromium
	@$(RUST)
	$(SAY) "starting a PostgreSQL for the tests"
	folder=$$(mktemp -d /tmp/tiendo-pg.XXXXXX)
	trap 'end2end/postgres.sh stop "$$folder"' EXIT
	TIENDO_TEST_PG=$$(end2end/postgres.sh start "$$folder")
	export TIENDO_TEST_PG
	failed=
	if command -v cargo-nextest >/dev/null; then cargo nextest run $(HOST) || failed=1; else cargo test --no-fail-fast $(HOST) || failed=1; fi
	node end2end/demo.mjs
	$(SAY) "driving the program in Chromium"
	node --test --test-concurrency=$$(nproc) --test-reporter=spec end2end/*.test.mjs || failed=1
	[ -z "$$failed" ] || { $(SAY) "a test failed; its message is above"; exit 1; }

.PHONY: dev
dev: ## run, and again after every change of a source file
	@trap '[ -z "$${server:-}" ] || kill "$$server"' EXIT
	while mark=$$(mktemp) && server=; do
		if $(MAKE) build; then "$$TIENDO_BIN" serve --demo & server=$$!; else $(SAY) "waiting for a change"; fi
		until [ "$$(find Cargo.toml app frontend server style migrations -name node_modules -prune -o -type f -newer "$$mark" -print -quit)" ]; do sleep 0.5; done
		rm "$$mark"
		[ -z "$$server" ] || { kill "$$server" || true; wait "$$server" || true; }
	done

.PHONY: check
check: toolchain ## format, lints, licences and origins of dependencies, what the browser must not carry
	@$(RUST)
	$(SAY) "format and lock file"
	cargo fmt --all --check
	cargo metadata --locked --format-version 1 >/dev/null
	$(SAY) "lints"
	cargo clippy $(HOST) --all-targets -- -D warnings
	cargo clippy $(WASM) -- -D warnings
	$(SAY) "the browser's dependencies"
	if cargo tree $(WASM) -e normal --prefix none | grep -E '^(sqlx|intake) '; then $(SAY) "the browser's half must not depend on these"; exit 1; fi
	$(SAY) "bans, licences and sources"
	command -v cargo-deny >/dev/null || { $(SAY) "cargo-deny is missing; run: cargo install cargo-deny --locked"; exit 1; }
	cargo deny check bans licenses sources

.PHONY: bench soak
bench: build ## measure: pages and API per second, memory, start, drawing, import
	@$(RUST)
	.ci/need "command -v wrk" wrk
	.ci/need "python3 -c 'import ensurepip, venv'" python3-venv
	if ! cmp -s end2end/requirements-bench.txt $(TARGET)/venv-bench/requirements-bench.txt; then
		$(SAY) "installing what the bench compares with into $(TARGET)/venv-bench"
		python3 -m venv --clear $(TARGET)/venv-bench
		$(TARGET)/venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r end2end/requirements.txt -r end2end/requirements-bench.txt
		cp end2end/requirements-bench.txt $(TARGET)/venv-bench/
	fi
	end2end/bench.sh
soak: test-tools end2end/node_modules/.package-lock.json build ## long checks
	@$(RUST)
	end2end/soak.sh

.PHONY: build
build: toolchain frontend/bundle/node_modules/.package-lock.json ## build both halves and the files the browser loads
	@$(RUST)
	$(SAY) "building the browser's half"
	cargo build $(WASM) --profile wasm
	$(SAY) "building the server"
	cargo build $(HOST)
	$(BUNDLE)

.PHONY: toolchain
toolchain:
	@.ci/need "command -v cc" gcc libc6-dev
	mkdir -p $(TARGET)
	frontend/toolchain.sh >$(TARGET)/rust.env

%/node_modules/.package-lock.json: %/package-lock.json
	@.ci/need "command -v node" nodejs
	.ci/need "command -v npm" npm
	$(SAY) "installing the packages that $* names"
	(cd $* && npm ci --silent) || { $(SAY) "npm could not install them; check the connection, then run it again"; exit 1; }
	touch $@

.PHONY: test-tools
test-tools:
	@.ci/need "command -v chromium" chromium fonts-liberation
	.ci/need "ls /usr/lib/postgresql/*/bin/initdb || command -v initdb" postgresql
	.ci/need "python3 -c 'import ensurepip, venv'" python3-venv
	if ! cmp -s end2end/requirements.txt $(TARGET)/venv/requirements.txt || ! "$$TIENDO_PYTHON" -c "import openpyxl, aiosmtpd" 2>/dev/null; then
		$(SAY) "installing openpyxl and aiosmtpd into $(TARGET)/venv"
		python3 -m venv --clear $(TARGET)/venv
		"$$TIENDO_PYTHON" -m pip install --quiet --disable-pip-version-check -r end2end/requirements.txt ||
			{ $(SAY) "pip could not install them; check the connection, then run it again"; exit 1; }
		cp end2end/requirements.txt $(TARGET)/venv/
	fi

.PHONY: help
help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/\1\t\2/p' Makefile | expand -t 10
