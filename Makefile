# Two commands do everything on a fresh machine that has Swift: `make demo` and `make test`.
SHELL := /bin/sh
export PKG_CONFIG_PATH := $(CURDIR)/.arrow/lib/pkgconfig:$(PKG_CONFIG_PATH)
export FIDELITY_STRICT := 1
BUILD := swift build -c release
FIDELITY := .build/release/fidelity
DEMO := demo-output

.PHONY: all setup build reference demo verify test check lint install uninstall check-install check-tables \
	check-report pictures bench bench-baseline bench-smoke bench-peers coverage client fuzz sanitize clean

all: build

setup: ## Install what is missing: Debian packages, Arrow C++
	@sh scripts/setup.sh .build Benchmarks/.build

# `make build FIDELITY_SYMBOLS=1` keeps the names of functions, for perf and debuggers.
build: setup ## The command, .build/release/fidelity
	$(BUILD) --product fidelity

demo: build ## Simulate a district's year of observations and its tables of the drivers, and analyse them
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@cp datasets/district-study/study.yaml datasets/district-study/lesson-fidelity.yaml $(DEMO)/
	$(FIDELITY) simulate $(DEMO)/study.yaml --output $(DEMO)/ratings.csv --truth $(DEMO)/truth.csv
	$(FIDELITY) run $(DEMO)/study.yaml --output $(DEMO)/results --show --rows 12 --digits 3
	$(FIDELITY) drivers init $(DEMO)/drivers --example 1
	$(FIDELITY) drivers $(DEMO)/drivers/examples
	$(FIDELITY) run $(DEMO)/drivers/examples/study.yaml --output $(DEMO)/drivers/results --quiet
	$(FIDELITY) report $(DEMO)/results $(DEMO)/drivers/results --output $(DEMO)/report.html

verify: build ## Recompute the published examples of datasets/ and print what differs
	$(FIDELITY) verify --failures-only

# One build in release serves the tests, the command and the demo.
test: setup ## All tests
	swift build -c release --build-tests
	swift test -c release --skip-build --quiet

lint: ## Style of all Swift sources; no archives, binaries, large files or long lines among the tracked files
	swift format lint --strict --recursive --parallel Sources Tests Benchmarks/Benchmarks Benchmarks/simulated \
		Benchmarks/peers/PeerJobs Package.swift
	@sh scripts/check-files.sh

reference: build ## docs/reference.md, the schemas and the kept help texts, from the declarations of the analyses
	$(FIDELITY) reference > docs/reference.md
	$(FIDELITY) schema study > docs/study.schema.json
	$(FIDELITY) schema instrument > docs/instrument.schema.json
	@rm -rf Tests/FidelityCommandTests/Help && mkdir -p Tests/FidelityCommandTests/Help
	@for name in $$($(FIDELITY) --help | sed -n '/^SUBCOMMANDS:/,/^$$/s/^  \([a-z][a-z-]*\).*/\1/p'); do \
	  $(FIDELITY) help $$name > Tests/FidelityCommandTests/Help/$$name.txt; done

client: setup ## A package that depends on the library alone, without Arrow
	sh scripts/check-client.sh

# PREFIX is where it will be (an absolute path), DESTDIR a folder to stage it in. What is built already is taken as it
# is, so that root needs no Swift: `make build && sudo make install`.
PREFIX ?= /usr/local
DESTDIR ?=
install: $(FIDELITY) ## The command with its libraries, manual page and completions, into DESTDIR/PREFIX
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' sh scripts/install.sh install

$(FIDELITY):
	$(MAKE) build

uninstall: ## Removes what `make install` put there
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' sh scripts/install.sh uninstall

check-install: $(FIDELITY) ## Installs into a folder of its own, runs it there, removes it
	@sh scripts/check-install.sh

check-tables: build ## Files as other programs write them, read and held against the plain table (Python)
	sh scripts/check-tables.sh $(FIDELITY)

# CHECK_REPORT is the folder of pages, screenshots and printed pages.
CHECK_REPORT ?= check-report-output
check-report: build ## The demo's report and awkward ones in Chromium: HTML, accessibility, network, screenshots, paper
	sh scripts/check-pages.sh $(CHECK_REPORT) $(FIDELITY)

pictures: demo ## docs/charts: the pictures of the documentation and of the README, from the demo
	sh scripts/pictures.sh $(DEMO) $(FIDELITY)

check: lint test client check-install ## What must pass before a change lands (the import rule is one of the tests)

bench: setup ## The benchmark suite, compared with this machine's baseline (the first run makes it)
	@sh scripts/bench.sh compare

bench-baseline: setup ## The benchmark suite, kept as this machine's new baseline
	@sh scripts/bench.sh baseline

bench-smoke: setup ## Every benchmark once, small: fails on a crash, not on time
	cd Benchmarks && FIDELITY_BENCHMARK=smoke swift package benchmark --no-progress --quiet

bench-peers: build ## The same jobs in other tools; writes Benchmarks/RESULTS.md (forty minutes)
	cd Benchmarks && $(BUILD) --product PeerJobs
	sh Benchmarks/peers/setup.sh
	cd Benchmarks/peers && .venv/bin/python run.py

coverage: setup ## Simulated coverage of the confidence intervals; writes Benchmarks/COVERAGE.md (two minutes)
	cd Benchmarks && swift run -c release Coverage

FUZZ_SECONDS ?= 60
fuzz: build ## Damaged input of every kind, for FUZZ_SECONDS; FUZZ_SEED repeats a run
	$(BUILD) --product fidelity-fuzz
	.build/release/fidelity-fuzz $(FUZZ_SECONDS) $(FIDELITY) $(FUZZ_SEED)

sanitize: setup ## The tests of files, data, algebra and studies under the sanitizers of addresses and threads
	sh scripts/sanitize.sh

clean:
	rm -rf .build Benchmarks/.build Tests/ClientPackage/.build $(DEMO) check-report-output
