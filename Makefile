# Everything from nothing but Python (3.11 or newer, with pip) and make.
PYTHON ?= python3
DEMO   := briefs/summer-drinks.yaml
VENV   := .venv
# The extra for painting on this machine is tested apart: torch alone is larger than all the rest.
LOCAL  := .venv-local
PIP    := $(LOCAL)/bin/python -m pip install --quiet --disable-pip-version-check
# A uv on the PATH is used; otherwise pip puts one into a folder of ours, not into the system.
UV     := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
RUN    := $(UV) run --locked --no-sync

.DEFAULT_GOAL := help
.PHONY: help install demo sheet sheet-world test test-slow test-browser test-providers test-local test-laws coverage house \
        eval-search lint docs bench bench-compose bench-runlog check assets clean

help: ## Show what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'

install: $(VENV)/.installed ## Set up the tool and its developers' tools

$(VENV)/.installed: uv.lock pyproject.toml $(if $(filter .uv/bin/uv,$(UV)),.uv/bin/uv)
	$(UV) sync --locked --quiet
	@touch $@

demo: install ## Make the finished ads of the demo brief
	$(RUN) creative run $(DEMO)

sheet: install ## Draw contact sheets of the demo: every market side by side, one sheet per ratio
	$(RUN) creative run $(DEMO) --quiet
	$(RUN) python tools/sheet.py outputs/summer-drinks-2026

sheet-world: install ## Draw contact sheets of one ad in every language, one sheet per ratio
	$(RUN) python tools/world.py outputs

test: install ## Run the tests (under 8 minutes on 2 cores)
	$(RUN) pytest -n 2

test-slow: install ## Run the slow tests
	$(RUN) pytest -m slow

test-browser: install ## Run the gallery's tests; they need Chromium (Debian: apt-get install chromium)
	$(RUN) pytest -m browser

test-providers: install ## Print what each fault of each provider leads to, and run the providers' tests
	$(RUN) python tools/fault_table.py
	$(RUN) pytest -n 2 tests/providers tests/http tests/test_provider_runs.py

$(LOCAL)/.installed: uv.lock pyproject.toml $(VENV)/.installed
	$(PYTHON) -m venv $(LOCAL)
	$(PIP) torch==2.13.0
	$(UV) export --locked --quiet --extra local --no-emit-project --no-hashes --no-header --no-annotate \
		| grep -vE '^(torch|triton|nvidia|cuda)' > $(LOCAL)/constraints.txt
	$(PIP) --constraint $(LOCAL)/constraints.txt --editable '.[local]' pytest pytest-xdist hypothesis
	@touch $@

test-local: $(LOCAL)/.installed ## Paint with a tiny SDXL on this machine, in an environment of its own (2 GB)
	$(LOCAL)/bin/python -m pytest -m 'slow or not slow' -p no:xdist tests/providers/test_local.py

test-laws: install ## Try every law on a thousand new examples
	$(RUN) pytest -n 2 --examples 1000

coverage: install ## Measure which lines and branches the tests reach
	$(RUN) coverage erase
	$(RUN) coverage run -m pytest -n 2
	$(RUN) coverage combine --quiet
	$(RUN) coverage report

house: install ## Print size, names and imports of the source, and the way from a command to the first pixel
	$(RUN) python tools/house.py

eval-search: install ## Print how well search finds what was judged, by model and language
	$(RUN) python tools/eval_search.py

lint: install ## ruff, mypy and the architecture contracts
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy
	$(RUN) lint-imports

docs: install ## Write the generated pages of docs/ anew
	$(RUN) python tools/reference.py
	$(RUN) python tools/runlog_doc.py

bench: install ## Print speed and memory as ratios of one run
	$(RUN) python tools/bench.py

bench-compose: install ## Print ads per CPU-second on photos, by step, against Pillow's bare work
	$(RUN) python tools/bench_compose.py

bench-runlog: install ## Print what a report over a million ads costs
	$(RUN) python tools/bench_runlog.py

assets: install ## Draw the packshots of briefs/assets from their SVG
	$(RUN) python tools/render_assets.py

check: lint test ## Everything a change has to pass

clean: ## Remove the environment and all outputs
	rm -rf $(VENV) $(LOCAL) .uv outputs/* outputs/.creative
