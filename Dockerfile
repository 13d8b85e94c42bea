FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /opt/layers-mock \
 && /opt/layers-mock/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY LICENSE README.md pyproject.toml ./
COPY openapi openapi
COPY fixtures fixtures
COPY contract_tests contract_tests
COPY src src
RUN /opt/layers-mock/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
COPY --from=build /opt/layers-mock /opt/layers-mock
ENV PATH=/opt/layers-mock/bin:$PATH
USER 10001:10001
EXPOSE 4747
# Whatever it answers, a refusal for want of a token included, it answers.
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s --retries=3 \
  CMD ["python", "-c", "import http.client, os; c = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('LAYERS_MOCK_PORT', '4747')), timeout=2); c.request('GET', '/__mock/health'); raise SystemExit(c.getresponse().getheader('Server') != 'layers-mock')"]
ENTRYPOINT ["layers-mock", "serve", "--host", "0.0.0.0"]
