# The service and nothing that built it, as a user who is not root.

FROM python:3.13-slim AS built
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv tools \
 && tools/bin/python -m pip install --no-cache-dir --quiet --require-hashes --only-binary :all: -r requirements.lock
COPY . ./
RUN tools/bin/python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --no-index --wheel-dir wheels ./

FROM python:3.13-slim AS installed
WORKDIR /install
COPY requirements-image.lock ./
RUN python -m venv /kept \
 && /kept/bin/python -m pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements-image.lock
COPY --from=built /build/wheels wheels
RUN /kept/bin/python -m pip install --no-cache-dir --no-deps --no-index --find-links wheels kept \
 && /kept/bin/python -m pip uninstall --yes --quiet pip

FROM python:3.13-slim
COPY --from=installed /kept /kept
ENV PATH=/kept/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["kept", "health"]
ENTRYPOINT ["kept"]
CMD ["serve", "--host", "0.0.0.0"]
