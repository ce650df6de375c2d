# Les deux commandes utiles : « make run » (l'assistant sur http://127.0.0.1:8000) et « make test » (toute la suite).
# Variables : PYTHON (3.11 à 3.13), VENV (dossier de l'environnement), MODELS (1 : avec sentence-transformers et torch),
# TORCH_INDEX (vide : torch vient de PyPI seul).

VENV ?= .venv
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	if $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then echo $$p; break; fi; done)
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Sous Linux, PyPI donne un torch avec 3 Go de bibliothèques pour carte graphique ; ce dépôt-là donne le même sans elles.
ifeq ($(shell uname -s),Linux)
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
endif
CPU_TORCH := $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX) --retries 0 --timeout 15)

.DEFAULT_GOAL := help
.PHONY: help install run ingest test check clean

help:
	@echo "make run      installe, construit l'index et sert l'assistant sur http://127.0.0.1:8000"
	@echo "make test     installe avec les outils de test et lance toute la suite"
	@echo "make check    ruff (règles et mise en forme) et mypy"
	@echo "make ingest   construit l'index du corpus, s'il a changé"
	@echo "make install  installe la commande cpom dans $(BIN)"
	@echo "MODELS=1      après make run ou make install : ajoute sentence-transformers et torch, pour CPOM_EMBEDDER"
	@echo "make clean    supprime l'environnement, l'index et les caches, pas les brouillons enregistrés"

install: $(VENV)/.installed$(if $(MODELS),-models)

run: ingest
	@$(BIN)/cpom serve

ingest: install
	@$(BIN)/cpom ingest

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) .cpom/generations .cpom/current .cpom/lock .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "Il faut Python 3.11, 3.12 ou 3.13 : installez-le, ou donnez son chemin (make install PYTHON=…)." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.torch: constraints.txt | $(VENV)/.python
	@echo "Installation de torch : environ une minute et 0,8 Go la première fois."
	$(PIP) install --quiet torch -c constraints.txt $(CPU_TORCH) || $(PIP) install --quiet torch -c constraints.txt
	@touch $@

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/.python
	@echo "Installation des bibliothèques : environ 2 minutes et 1 Go la première fois."
	$(PIP) install --quiet -e . -c constraints.txt
	@touch $@

$(VENV)/.installed-models: pyproject.toml constraints.txt $(VENV)/.torch
	$(PIP) install --quiet -e '.[transformers]' -c constraints.txt
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-test: pyproject.toml constraints.txt $(VENV)/.torch
	@echo "Installation des bibliothèques et des outils de test : environ 3 minutes et 2,7 Go la première fois."
	$(PIP) install --quiet -e '.[test]' -c constraints.txt
	@touch $@ $(VENV)/.installed $(VENV)/.installed-models
