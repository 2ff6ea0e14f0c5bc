# Two stages: the first builds the wheel and what it needs, the second holds nothing but those. There is
# no PostgreSQL in it: OK_DATABASE_URL is required, as all that production demands.
# `docker buildx imagetools inspect python:3.13-slim` tells the newest digest.
ARG PYTHON=python:3.13-slim@sha256:9d2e5553305c7c7b0097999bb17187c69b921ccd6bc9d40e4bb5ebe652c00285
FROM ${PYTHON} AS build
WORKDIR /build
COPY requirements requirements
RUN python -m venv /opt/ok-api \
 && /opt/ok-api/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/image.lock \
 && pip install --no-cache-dir --require-hashes --no-deps -r requirements/build.lock
COPY pyproject.toml README.md ./
COPY src src
COPY migrations migrations
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
 && /opt/ok-api/bin/pip install --no-cache-dir --no-deps dist/*.whl

FROM ${PYTHON}
RUN useradd --system --uid 10001 --user-group --create-home --home-dir /var/lib/ok-api ok-api
COPY --from=build /opt/ok-api /opt/ok-api
# By number, so that an orchestrator can tell that it is not root.
USER 10001:10001
ENV PATH=/opt/ok-api/bin:$PATH \
    OK_ENVIRONMENT=production \
    OK_DATA_DIR=/var/lib/ok-api/data \
    OK_LOG_FORMAT=json \
    OK_METRICS_HOST=0.0.0.0
EXPOSE 8000
# Of whatever runs in it: the server is asked, a worker's sign of life is looked at, a migration has none.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["ok-api", "healthy"]
ENTRYPOINT ["ok-api"]
CMD ["serve", "--host", "0.0.0.0"]
