# One command for each thing a developer does; CONTRIBUTING.md says more.  `make` lists them.
PYTHON ?= python3
PIP := .venv/bin/python -m pip --quiet --disable-pip-version-check
PYTEST := .venv/bin/python -m pytest
INSTALL := .venv/bin/python -m tools.install
# The oldest Python that kharden supports, wherever this machine keeps it.
OLDEST ?= $(or $(firstword $(wildcard $(HOME)/.pyenv/versions/3.10.*/bin/python)),$(shell command -v python3.10),\
	$(error needs Python 3.10: make oldest OLDEST=/path/to/python3.10))

.PHONY: help demo test check format hosts cluster runtime speed oldest thorough corpus-diff bench generate golden clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

demo: .venv/ready ## harden the example chart through the real Helm and show what changed
	@.venv/bin/python -m tools.demo

test: .venv/ready ## the quick tests, with the real Helm and kubectl
	@$(INSTALL) helm helm-4.1 kubectl
	$(PYTEST)

check: .venv/ready ## lint, formatting and types
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy

format: .venv/ready ## put the code into its format
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

hosts: .venv/ready ## the tests with hosts that are built with Go
	@$(INSTALL) helm helm-4.1 helm-3 kubectl kustomize argocd
	$(PYTEST) -m hosts

cluster: .venv/ready ## the tests with a real kube-apiserver
	@$(INSTALL) helm helm-3 kubectl etcd kube-apiserver
	$(PYTEST) -m cluster

runtime: .venv/ready ## real programs in hardened containers (root)
	@$(INSTALL) runc debootstrap
	$(PYTEST) -m runtime

speed: .venv/ready ## count the instructions of whole runs, and how calls grow with the input
	@$(INSTALL) valgrind
	$(PYTEST) -m speed

oldest: .venv-oldest/ready ## the quick tests with Python 3.10 and the oldest dependencies
	.venv-oldest/bin/python -m tools.install helm helm-4.1 kubectl
	.venv-oldest/bin/python -m pytest

thorough: .venv/ready ## the quick tests with many more generated examples
	@$(INSTALL) helm helm-4.1 kubectl
	HYPOTHESIS_PROFILE=thorough $(PYTEST)

corpus-diff: .venv/ready ## what this checkout makes of real charts, against revision REV (HEAD)
	@.venv/bin/python -m tools.corpus_diff $(or $(REV),HEAD)

bench: .venv/ready ## kharden beside its peers; writes docs/performance.md
	.venv/bin/python -m tools.bench

generate: .venv/ready ## compile the data files to the modules that are committed
	.venv/bin/python -m tools.generate

golden: .venv/ready ## regenerate the golden files of examples, corpus and reports
	@$(INSTALL) helm kustomize
	.venv/bin/python -m tools.golden
	.venv/bin/python -m tests.corpus
	.venv/bin/python -m tests.speed.imports
	.venv/bin/python -m tests.reports.goldens

clean: ## remove what the other commands made, the host binaries excepted
	rm -rf .venv .venv-oldest .pytest_cache .mypy_cache .ruff_cache .hypothesis dist

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install --upgrade 'pip>=25.1'
	$(PIP) install --editable . --group dev
	@touch $@

.venv-oldest/ready: pyproject.toml
	$(OLDEST) -m venv .venv-oldest
	sed -n '/^dependencies = \[/,/^\]/ s/.*"\(.*\)>=\(.*\)".*/\1==\2/p' pyproject.toml > .venv-oldest/constraints.txt
	.venv-oldest/bin/python -m pip --quiet --disable-pip-version-check install --upgrade 'pip>=25.1'
	.venv-oldest/bin/python -m pip --quiet install --editable . --group dev --constraint .venv-oldest/constraints.txt
	@touch $@
