# The image of the exporter, and of the sandbox beside it. BASE_IMAGE may be any image with Python 3.11 or newer
# as python3, with pip and venv.
ARG BASE_IMAGE=docker.io/library/python:3.13-slim-bookworm

FROM ${BASE_IMAGE} AS build
WORKDIR /src
RUN python3 -m venv /opt/bizprobe
COPY pyproject.toml README.md LICENSE ./
COPY prometheus prometheus
COPY alertmanager alertmanager
COPY grafana grafana
COPY exporter exporter
RUN /opt/bizprobe/bin/pip install --no-cache-dir --prefer-binary .

FROM ${BASE_IMAGE}
COPY --from=build /opt/bizprobe /opt/bizprobe
RUN mkdir -p /var/lib/bizprobe /srv/sandbox && chown 10001:10001 /var/lib/bizprobe /srv/sandbox
ENV PATH=/opt/bizprobe/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    BIZPROBE_CONFIG=/etc/bizprobe/bizprobe.yml \
    BIZPROBE_LISTEN=0.0.0.0:19310 \
    BIZPROBE_STATE=/var/lib/bizprobe/state.db
USER 10001:10001
WORKDIR /var/lib/bizprobe
VOLUME /var/lib/bizprobe
EXPOSE 19310
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s CMD ["bizprobe", "healthcheck"]
ENTRYPOINT ["bizprobe"]
CMD ["serve"]
