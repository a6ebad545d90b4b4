# French-speaking people run these; every target works on a fresh clone, as root or not.
PYTHON ?= python3
STATE ?= .local
BIN = .venv/bin
WORKERS ?= auto
export PYTHON STATE

.PHONY: bench-alerts bench-applications bench-imports bench-outbox bench-privacy bench-search help venv run test test-browser chromium check check-style check-types check-settings check-packaging
.PHONY: check-translations format messages clean

help: ## Liste des commandes
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 24

venv: ## Environnement de développement (.venv)
	@sh tools/venv.sh dev

run: ## Démarre tout le site avec ses données de démo (PORT=8000, STATE=.local)
	@sh tools/venv.sh demo
	@exec $(BIN)/python -m tools.dev

test: venv ## Tous les tests qui n'ont besoin ni d'un navigateur ni de privilèges
	@$(BIN)/python -m pytest -n $(WORKERS) -m "not browser" $(ARGS)

test-browser: venv chromium ## Les tests dans un vrai Chromium
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m browser $(ARGS)

chromium: # Debian's, installed when we may
	@sh tools/chromium.sh

bench-outbox: venv ## Des milliers de lettres pendant que tout casse (ARGS="--seed 2")
	@$(BIN)/python -m bench.outbox $(ARGS)

bench-imports: venv ## Un flux de 50 000 offres, lu trois fois (ARGS="2000")
	@$(BIN)/python -m bench.imports $(ARGS)

bench-applications: venv ## Un tableau de 500 candidatures, une liste de 10 000
	@$(BIN)/python -m bench.applications $(ARGS)

bench-alerts: venv ## Un million de recherches face à 50 000 offres (ARGS="--searches 50000 --offers 5000")
	@$(BIN)/python -m bench.alerts $(ARGS)

bench-privacy: venv ## Une longue copie et une grande purge, mesurées
	@$(BIN)/python -m bench.privacy $(ARGS)

bench-search: venv ## Un million d'offres, 267 recherches (ARGS="--offers 100000")
	@$(BIN)/python -m bench.search $(ARGS)

check: venv check-style check-types check-settings check-translations check-packaging ## Style, types, pièces, migrations, réglages

check-style:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@find templates -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +

check-types:
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry --config requirements/deptry.toml .

check-settings:
	@sh tools/as_public.sh makemigrations --check --dry-run
	@sh tools/as_public.sh check --deploy --fail-level WARNING

format: venv ## Met le code et les gabarits en forme
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format -q .
	@find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} + || true

check-packaging:
	@$(BIN)/hadolint --failure-threshold info Dockerfile
	@$(BIN)/check-jsonschema -q --builtin-schema vendor.compose-spec docker-compose.yml

check-translations: venv ## Toutes les phrases ont leur traduction anglaise
	@$(BIN)/python -m tools.messages check

messages: venv ## Met locale/en à jour avec les phrases du code
	@$(BIN)/python -m tools.messages update

clean: ## Efface ce qui se refabrique (l'état de la démo, dans $(STATE), reste)
	@rm -rf .venv .local/test .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
