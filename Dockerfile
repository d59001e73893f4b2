# docker build -t cleaner . && docker run -i cleaner clean - < page.html
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY cleaner cleaner
COPY rules rules
RUN pip wheel --no-cache-dir --wheel-dir /wheels .

FROM python:3.13-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels /wheels/webtext_cleaner-*.whl \
    && useradd --uid 10001 --create-home cleaner
USER 10001
WORKDIR /data
ENTRYPOINT ["cleaner"]
CMD ["--help"]
