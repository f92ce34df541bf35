# Needs only Python (3.11 or newer, with pip) and make.
PYTHON ?= python3
DEMO   := briefs/summer-drinks.yaml
VENV   := .venv
# The `local` extra has an environment of its own: torch alone is larger than everything else.
LOCAL  := .venv-local
PIP    := $(LOCAL)/bin/python -m pip install --quiet --disable-pip-version-check
# Uses the uv on the PATH; otherwise pip installs one into .uv, not into the system.
UV     := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
RUN    := $(UV) run --locked --no-sync

# Tests are compiled once, not by every process that runs some of them.
unexport PYTHONDONTWRITEBYTECODE

# Given pictures for `make photos` and `make sheet-reference`; none of them are part of this project.
HEROES ?= ../shared/heroes
LOGOS  ?= ../shared/logos
# Reported inputs for `make cases`, not part of this project either.
CASES  ?= ../shared/cases
PHOTOS ?= $(wildcard $(HEROES))
# For each target of `make fuzz`; its inputs and what they found stay in outputs/fuzz.
FUZZ_SECONDS ?= 300
# Public test suites for `make xliff-suite` and `make c2pa-suite`; none of them are part of this project.
SUITES ?= ../shared/suites

.DEFAULT_GOAL := help
.PHONY: help install cases demo sheet sheet-faces sheet-logos sheet-reference sheet-sets sheet-world fonts photos \
        photos-fast test test-checks test-fast test-slow test-browser test-providers test-local test-laws coverage house \
        eval-search eval-like xliff-suite c2pa-suite lint docs bench ocr prices \
        check assets calibrate clean damage bidi compounds defects looks fuzz hostile soak

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'

install: $(VENV)/.installed ## Install the tool and the development tools

$(VENV)/.installed: uv.lock pyproject.toml $(if $(filter .uv/bin/uv,$(UV)),.uv/bin/uv)
	$(UV) sync --locked --quiet
	@touch $@

demo: install ## Make the ads of the demo brief
	$(RUN) creative run $(DEMO)

sheet: install ## Draw contact sheets of the demo: all markets side by side, one sheet per ratio
	$(RUN) creative run $(DEMO) --quiet
	$(RUN) python tools/sheet.py outputs/summer-drinks-2026

sheet-world: install ## Draw contact sheets of one ad in every language, one sheet per ratio
	$(RUN) python tools/world.py outputs

sheet-sets: install ## Draw every studio set with trial packshots in five formats and both directions
	$(RUN) python tools/studio_sets.py outputs/sets

sheet-logos: install ## Draw every logo of FOLDER in 13 sizes on three grounds, and judge which parts are seen
	$(RUN) python tools/logo_sheet.py $(FOLDER)

sheet-faces: install ## Draw a headline of every script in the display face of every style pack
	$(RUN) python tools/faces.py outputs/faces.png

fonts: install ## Build the display faces from npm's and Debian's packages (350 MB; needs npm and apt-get)
	$(RUN) python tools/build_fonts.py

test: install ## Run the tests
	$(RUN) pytest -n 2

test-fast: install ## Run the tests that need no process, server, database or whole ad, and no seconds each
	$(RUN) pytest -n 2 -m "not slow and not browser and not run"

test-checks: install ## Print for every check an asset that passes, and one that fails with its exact code
	$(RUN) pytest -v --no-header tests/checks/test_examples.py

test-slow: install ## Run the slow tests
	$(RUN) pytest -m slow -n 2

test-browser: install ## Run the tests of the gallery page; needs Chromium (Debian: apt-get install chromium)
	$(RUN) pytest -m browser

test-providers: install ## Print how each provider failure is handled, and run the provider tests
	$(RUN) python tools/fault_table.py
	$(RUN) pytest -n 2 tests/providers tests/http tests/test_provider_runs.py

$(LOCAL)/.installed: uv.lock pyproject.toml $(VENV)/.installed
	$(PYTHON) -m venv $(LOCAL)
	$(PIP) torch==2.13.0
	$(UV) export --locked --quiet --extra local --no-emit-project --no-hashes --no-header --no-annotate \
		| grep -vE '^(torch|triton|nvidia|cuda)' > $(LOCAL)/constraints.txt
	$(PIP) --constraint $(LOCAL)/constraints.txt --editable '.[local]' pytest pytest-xdist hypothesis
	@touch $@

test-local: $(LOCAL)/.installed ## Test the local provider with a tiny SDXL, in a separate environment (2 GB)
	$(LOCAL)/bin/python -m pytest -m 'slow or not slow' -p no:xdist tests/providers/test_local.py

test-laws: install ## Run every property test on a thousand new examples
	$(RUN) pytest -n 2 --examples 1000

coverage: install ## Measure which lines and branches the tests reach
	$(RUN) coverage erase
	$(RUN) coverage run -m pytest -n 2
	$(RUN) coverage combine --quiet
	$(RUN) coverage report

house: install ## Print size, names and imports of the source, and the way from a command to the first pixel
	$(RUN) python tools/house.py

damage: install ## Print false alarms and detection of damaged text: good copy of every language, and damage planted in it
	$(RUN) python tools/damage.py

calibrate: install ## Measure hits and false alarms of the detectors of looks for docs/checks.md (4 minutes of CPU)
	$(RUN) python tools/calibrate.py $(ARGS)

defects: install ## Print how many planted defects of copy are reported, and how much right copy is flagged: ARGS=--missed
	$(RUN) python tools/planted_defects.py $(ARGS)

looks: install ## Print how many planted defects of looks are reported, and with ARGS="--right 600" right ads flagged
	$(RUN) python tools/planted_looks.py $(ARGS)

photos: install ## Print how many ads of trial photos are spoilt, judged from outside; more photos: PHOTOS="DIR DIR"
	$(UV) run --locked --group photos python tools/photos.py $(PHOTOS)

photos-fast: install ## The same with one layout, three formats and two languages
	$(UV) run --locked --group photos python tools/photos.py --fast $(PHOTOS)

ocr: install ## Read our own ads in 15 scripts by OCR, and print the letters that differ; needs Tesseract (tools/ocr.py)
	$(UV) run --locked --group ocr python tools/ocr.py

sheet-reference: install ## Draw the reference sheets from briefs, with the photos in HEROES and logos in LOGOS
	$(RUN) python tools/reference_sheets.py $(HEROES) --logos $(LOGOS) $(if $(BESIDE),--beside $(BESIDE))

cases: install ## Run the reported inputs in CASES and print a verdict for each
	$(RUN) python tools/cases.py $(CASES) --pictures $(HEROES)

prices: install ## Compare prices with Intl.NumberFormat in every locale of CLDR, and write docs/prices.md; needs Node 20
	$(RUN) python tools/prices.py docs/prices.md

hostile: install ## Print what every hostile input takes, in time and memory: WORDS="svg font" for some; needs Linux
	$(RUN) python tools/hostile.py $(WORDS)

fuzz: install ## Feed made-up inputs to every parser of foreign text, 5 minutes each; FUZZ_SECONDS=60, TARGETS="svg brief"
	$(UV) run --locked --group fuzz python tools/fuzz.py $(TARGETS) --seconds $(FUZZ_SECONDS)

compounds: install ## Print how many joints of compound words are found, by language
	$(RUN) python tools/compounds.py

eval-search: install ## Print search quality by model and language, on the judged queries or on those in SETS="folder ..."
	$(RUN) python tools/eval_search.py $(addprefix --sets ,$(SETS)) $(EMBEDDERS)

eval-like: install ## Print how well changed pictures of ads are found, and brands confused; with photos: HEROES=DIR
	$(RUN) python tools/like_table.py $(if $(wildcard $(HEROES)),--photos $(HEROES))

xliff-suite: install ## Read the OASIS test suite of XLIFF 2.1 in SUITES, and print what is refused and read
	$(RUN) python tools/xliff_suite.py $(SUITES)/xliff-2.1

c2pa-suite: install ## Judge the public test files of C2PA in SUITES, and print what was found
	$(RUN) python tools/c2pa_suite.py $(SUITES)/c2pa

lint: install ## Run ruff, mypy and the import contracts
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy
	$(RUN) lint-imports

docs: install ## Write the generated pages of docs/ and the schema of briefs
	$(RUN) python tools/reference.py
	$(RUN) python tools/runlog_doc.py
	$(RUN) creative schema > briefs/brief.schema.json
	$(RUN) creative schema --kind brand > briefs/brand.schema.json

bidi: install ## Draw the cases of BidiCharacterTest, and print how many are in order; FILE, or Debian's unicode-data
	$(RUN) python tools/bidi_test.py $(FILE)

soak: install ## Kill runs, fill disks and crowd a state folder; print what was lost or paid twice (15 minutes on 2 cores)
	$(RUN) python tools/soak.py

bench: install ## Measure what the tool costs, and write docs/benchmarks.md: ARGS="--only start,photo", ARGS=--full
	$(RUN) python tools/bench.py $(ARGS)

assets: install ## Draw the packshots in briefs/assets from their SVG files
	$(RUN) python tools/render_assets.py

check: lint test ## Run everything that a change has to pass

clean: ## Remove the environments and all outputs
	rm -rf $(VENV) $(LOCAL) .uv outputs/* outputs/.creative
