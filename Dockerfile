# The service and nothing that built it, as a user who is not root. docs/operating/image.md says how it is run.
#
# BASE is any image with Python 3.11 or newer as `python3`, with its venv module. What pip installs comes from an index
# or, offline, from a folder of wheels: --build-context wheelhouse=FOLDER --build-arg PIP_NO_INDEX=1
ARG BASE=docker.io/library/python:3.13.12-slim-trixie

FROM scratch AS wheelhouse

FROM ${BASE} AS installed
ARG PIP_NO_INDEX=
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /install
COPY requirements-build.lock requirements-image.lock ./
RUN python3 -m venv tools && python3 -m venv /kept
RUN --mount=type=bind,from=wheelhouse,target=/wheelhouse \
    tools/bin/python -m pip install --require-hashes --only-binary :all: --find-links /wheelhouse \
      -r requirements-build.lock \
 && /kept/bin/python -m pip install --require-hashes --no-deps --only-binary :all: --find-links /wheelhouse \
      -r requirements-image.lock
COPY . source
RUN tools/bin/python -m pip wheel --no-deps --no-build-isolation --no-index --wheel-dir wheels ./source \
 && /kept/bin/python -m pip install --no-deps --no-index --find-links wheels kept \
 && /kept/bin/python -m pip uninstall --yes --quiet pip

FROM ${BASE}
LABEL org.opencontainers.image.title="Kept" \
      org.opencontainers.image.description="The backend of a young person's care app." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.documentation="docs/operating.md"
COPY --from=installed /kept /kept
ENV PATH=/kept/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["kept", "health"]
ENTRYPOINT ["kept"]
CMD ["serve", "--host", "0.0.0.0"]
