# Bouclier's commands. Each brings a bare machine as far as it needs; what is there already is not done again.
.DEFAULT_GOAL := help
.PHONY: help run demo dev test check audit build setup end2end screenshots fuzz mutants bench dist

help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up, build for release, serve on http://127.0.0.1:3000 with the data in ./data
	@scripts/run

demo: ## The same with a sample organisation, in ./data-demo; says whom to sign in as
	@scripts/demo

dev: ## A debug build with the sample organisation, built anew with each change; the page loads itself anew
	@scripts/dev

test: ## Every test: the crates, then the built product in Chromium
	@scripts/test

check: ## Layers, dependencies, formatting, lints and documentation, with warnings as errors
	@scripts/check

audit: ## Known vulnerabilities of the dependencies, by the RustSec advisory database; needs the network
	@scripts/audit

build: ## Set up and build for release
	@scripts/setup
	@scripts/build

setup: ## Install the build tools that are missing
	@scripts/setup

end2end: ## The browser tests alone, against the build that is there
	@scripts/setup-browser
	@scripts/end2end

screenshots: ## Pictures of every page in ./screenshots
	@scripts/screenshots

fuzz: ## Random input for every parser, FUZZ_SECONDS (60) each
	@scripts/fuzz

mutants: ## Changes of the code that no test notices; takes hours
	@scripts/mutants

dist: ## An archive to install somewhere: dist/bouclier-VERSION-TARGET.tar.gz
	@scripts/dist

bench: ## Measure what is shipped with 10,000 and 1,000,000 users; figures in target/bench.json
	@scripts/bench
