# One image, two commands: the API (default) and the chat page. Embedded defaults: no GPU, no model, no other server.
FROM python:3.12-slim AS build
# uv trusts the certificates of the image, as pip does: behind a proxy with a certificate of its own both work or neither.
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 UV_SYSTEM_CERTS=1
WORKDIR /app
COPY service/bootstrap.lock service/requirements.lock service/
RUN python -m venv /venv \
    && /venv/bin/python -m pip install --no-cache-dir --quiet --require-hashes -r service/bootstrap.lock \
    && /venv/bin/uv pip install --no-cache --python /venv/bin/python --require-hashes -r service/requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY service service
COPY ui ui
COPY knowledge knowledge
RUN /venv/bin/uv pip install --no-cache --python /venv/bin/python --no-deps --no-build-isolation -e .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 advisor && mkdir /data && chown advisor /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    SFT_ADVISOR_DATA_DIR=/data \
    SFT_ADVISOR_HOST=0.0.0.0
USER 10001
VOLUME /data
EXPOSE 8000 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["sft-advisor", "serve"]
