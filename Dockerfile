# syntax=docker/dockerfile:1
# Two steps: the first builds the wheel and the environment, the second holds nothing but Python and that.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements/run.txt requirements/build.txt requirements/
RUN python -m venv /opt/tocsin \
    && /opt/tocsin/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/run.txt \
    && python -m pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY rules rules
RUN python -m build --wheel --no-isolation --outdir /dist \
    && /opt/tocsin/bin/pip install --no-cache-dir --no-deps /dist/*.whl

FROM python:3.13-slim
RUN useradd --system --uid 10001 --user-group --home-dir /data tocsin && install -d -o tocsin -g tocsin /data /rules
COPY --from=build /opt/tocsin /opt/tocsin
ENV PATH=/opt/tocsin/bin:$PATH PYTHONUNBUFFERED=1 TOCSIN_DB=/data/tocsin.db
USER tocsin
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=1m --timeout=10s --start-period=1m CMD ["tocsin", "doctor", "--alive"]
ENTRYPOINT ["tocsin"]
CMD ["run"]
