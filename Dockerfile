# syntax=docker/dockerfile:1
# What was tried of this file, and how, is in docs/docker.md.

FROM python:3.12-slim AS build
RUN pip install --no-cache-dir uv==0.13.9
ENV UV_PROJECT_ENVIRONMENT=/opt/creative UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /source
# Dependencies are a layer of their own: a change of the source does not load them again. --frozen, as the version of
# the project is in its source; the second sync checks the lock.
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev --extra serve --no-install-project
COPY README.md LICENSE NOTICE ./
COPY src src
COPY fonts fonts
COPY briefs briefs
RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked --no-dev --extra serve --no-editable

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 creative \
    && install --directory --owner=creative --group=creative /campaigns/briefs /campaigns/outputs /campaigns/state
COPY --from=build /opt/creative /opt/creative
ENV PATH=/opt/creative/bin:$PATH CREATIVE_STATE=/campaigns/state PYTHONUNBUFFERED=1
WORKDIR /campaigns
USER 10001
VOLUME ["/campaigns/briefs", "/campaigns/outputs", "/campaigns/state"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
# Ctrl-C for the command: it keeps what is finished.
STOPSIGNAL SIGINT
ENTRYPOINT ["creative"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
