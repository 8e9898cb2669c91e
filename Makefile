# Two commands matter: `make up` runs the assistant, `make test` proves it. `make help` lists the rest.

PYTHON ?= python3
VENV   ?= .venv
MODEL  ?=
CMAKE_ARGS ?=

bin  := $(VENV)/bin
uv   := $(bin)/uv pip
jobs := $(shell nproc 2>/dev/null || echo 2)
wheels := https://abetlen.github.io/llama-cpp-python/whl/cpu

.DEFAULT_GOAL := help
.PHONY: help up test check eval eval-all bench bench-gpu llm try-llm lock chromium clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: $(VENV)/.service $(if $(MODEL),try-llm) ## set all up and run API and chat on this machine (MODEL=file.gguf adds a model)
	@$(if $(MODEL),SFT_ADVISOR_MODEL_PATH="$(abspath $(MODEL))") $(bin)/sft-advisor up

test: $(VENV)/.test llm chromium check ## set all up, llama.cpp and Chromium included, and pass every test
	$(bin)/python -m pytest

check: $(VENV)/.test ## style and types
	$(bin)/ruff check service ui tests
	$(bin)/ruff format --check service ui tests
	$(bin)/mypy

eval: $(VENV)/.test ## score the assistant on the development cases, by kind and language, and retrieval
	$(bin)/python -m tests.eval

eval-all: $(VENV)/.test ## the same on every labelled case that there is
	$(bin)/python -m tests.eval --all

bench: $(VENV)/.test llm ## measure speed, as ratios against peers in the same run
	$(bin)/python -m tests.bench

bench-gpu: $(VENV)/.test ## build llama.cpp with CUDA where there is a GPU, and measure it (dry run on CPU else)
	$(bin)/python -m tests.bench gpu

llm: $(VENV)/.llm ## install llama-cpp-python: a prebuilt wheel if reachable, else built from source

lock: $(VENV)/.uv ## resolve the dependencies anew into the lock files
	$(uv) compile pyproject.toml --upgrade -q $(lock_flags) -o service/requirements.lock
	$(uv) compile pyproject.toml --group test -q $(lock_flags) -c service/requirements.lock -o tests/requirements.lock
	echo "llama-cpp-python==0.3.36 diskcache" | tr ' ' '\n' | $(uv) compile - --no-deps -q $(lock_flags) -o service/llm.lock
lock_flags := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

clean: ## remove the virtual environment and derived data (conversations stay)
	rm -rf $(VENV) .data/index .mypy_cache .ruff_cache .hypothesis

$(VENV)/.uv: service/bootstrap.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; say which with: make PYTHON=python3.12 ..." >&2; exit 2; }
	test -x $(bin)/python || $(PYTHON) -m venv $(VENV)
	$(bin)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r service/bootstrap.lock
	@touch $@

$(VENV)/.service: $(VENV)/.uv service/requirements.lock pyproject.toml
	$(uv) install --python $(bin)/python --require-hashes -r service/requirements.lock
	$(uv) install --python $(bin)/python --no-deps --no-build-isolation --quiet -e .
	@touch $@

$(VENV)/.test: $(VENV)/.service tests/requirements.lock
	$(uv) install --python $(bin)/python --require-hashes -r tests/requirements.lock
	@touch $@

# llama.cpp's AMX kernels die on their first tile where the compiler drops the tile configuration (GCC 12; llama.cpp
# pull request 26954), so they are left out.
without_amx := -C cmake.define.CMAKE_C_FLAGS=-U__AMX_INT8__ -C cmake.define.CMAKE_CXX_FLAGS=-U__AMX_INT8__
# Hashes are known for the source only, so the prebuilt wheel is pinned by version.
$(VENV)/.llm: $(VENV)/.service service/llm.lock
	@if $(bin)/python -c 'import llama_cpp' 2>/dev/null; then echo "llama-cpp-python is installed."; \
	elif [ -z "$(CMAKE_ARGS)" ] && UV_HTTP_TIMEOUT=15 $(uv) install --python $(bin)/python --quiet --no-deps \
	    --only-binary :all: --default-index $(wheels) "$$(grep -o '^llama-cpp-python==[0-9.]*' service/llm.lock)" 2>/dev/null && \
	    $(uv) install --python $(bin)/python --quiet diskcache; then echo "llama-cpp-python: prebuilt wheel installed."; \
	else echo "llama-cpp-python: no prebuilt wheel reachable; building from source (about 8 minutes on two cores, once) ..."; \
	  CMAKE_ARGS="$(CMAKE_ARGS)" CMAKE_BUILD_PARALLEL_LEVEL=$(jobs) $(uv) install --python $(bin)/python --no-deps --require-hashes $(without_amx) -r service/llm.lock || \
	  { echo "llama-cpp-python could not be installed (a C++ compiler and CMake's needs are missing?); the service runs without it." >&2; exit 1; }; fi
	@touch $@

try-llm:
	-@$(MAKE) --no-print-directory llm

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	{ if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
	  else echo "Chromium is missing: install it (Debian: apt-get install chromium fonts-noto-cjk), then try again." >&2; exit 1; fi; }
