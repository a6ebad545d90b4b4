# French-speaking people run these; every target works on a fresh clone, as root or not.
PYTHON ?= python3
STATE ?= .local
BIN = .venv/bin
WORKERS ?= auto
export PYTHON STATE

.PHONY: help venv run test clean

help: ## Liste des commandes
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 24

venv: ## Environnement de développement (.venv)
	@sh tools/venv.sh dev

run: ## Démarre tout le site avec ses données de démo (PORT=8000, STATE=.local)
	@sh tools/venv.sh demo
	@exec $(BIN)/python -m tools.dev

test: venv ## Tous les tests qui n'ont besoin ni d'un navigateur ni de privilèges
	@$(BIN)/python -m pytest -n $(WORKERS) -m "not browser" $(ARGS)

clean: ## Efface ce qui se refabrique (l'état de la démo, dans $(STATE), reste)
	@rm -rf .venv .local/test .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
