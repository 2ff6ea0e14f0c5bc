# Two stages: the first builds the wheel and its dependencies, the second holds nothing but those.
FROM python:3.13-slim AS build
WORKDIR /build
COPY pyproject.toml constraints.txt README.md ./
COPY src src
COPY migrations migrations
RUN python -m venv /opt/ok-api \
 && /opt/ok-api/bin/pip install --no-cache-dir --constraint constraints.txt .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/ok-api ok-api
COPY --from=build /opt/ok-api /opt/ok-api
USER ok-api
ENV PATH=/opt/ok-api/bin:$PATH OK_ENVIRONMENT=production OK_DATA_DIR=/var/lib/ok-api/data OK_LOG_FORMAT=json \
    OK_METRICS_HOST=0.0.0.0
VOLUME /var/lib/ok-api
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
ENTRYPOINT ["ok-api"]
CMD ["serve", "--host", "0.0.0.0"]
