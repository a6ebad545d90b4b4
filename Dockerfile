# One image for web, worker, beat and migrations: the command says which (docker-compose.yml).

FROM node:22-slim AS fonts
WORKDIR /fonts
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements /requirements
RUN python -m venv /venv \
    && /venv/bin/pip install --require-hashes --only-binary :all: -r /requirements/prod.txt

# Translations and static files are made here, with tools the site itself does not need.
FROM packages AS built
RUN /venv/bin/pip install --require-hashes --only-binary :all: -r /requirements/demo.txt
WORKDIR /site
COPY . .
COPY --from=fonts /fonts/node_modules /fonts/node_modules
ENV STATIC_ROOT=/site/collected FONTS_DIR=/site/fonts
RUN /venv/bin/python -m tools.messages compile \
    && /venv/bin/python -m tools.fonts /fonts/node_modules "$FONTS_DIR" \
    && SECRET_KEY=none /venv/bin/python manage.py collectstatic --no-input \
    && rm -rf "$FONTS_DIR"

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent site \
    && install -d -o site -g site -m 0700 /srv/files /srv/ledger
COPY --from=packages /venv /venv
COPY --from=built /site /site
WORKDIR /site
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=meilleursjobs.settings \
    STATIC_ROOT=/site/collected \
    STORAGE_URL=/srv/files \
    ERASURE_LEDGER_URL=/srv/ledger/erasures.jsonl
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-m", "tools.healthcheck"]
CMD ["gunicorn", "meilleursjobs.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "meilleursjobs.server.Worker", "--workers", "2", "--threads", "8", "--limit-request-line", "8190", "--preload", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
