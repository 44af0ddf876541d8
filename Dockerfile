FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/tdmock
RUN /opt/tdmock/bin/pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.lock
RUN /opt/tdmock/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim
COPY --from=build /opt/tdmock /opt/tdmock
ENV PATH=/opt/tdmock/bin:$PATH
RUN useradd --create-home tdmock
USER tdmock
WORKDIR /work
HEALTHCHECK CMD ["tdmock", "rules", "contacts.id-is-string"]
ENTRYPOINT ["tdmock"]
CMD ["--help"]
