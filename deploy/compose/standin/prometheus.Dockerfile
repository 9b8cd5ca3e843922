# Debian's Prometheus in the places where prom/prometheus has it, for machines that reach no image registry.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
COPY --chmod=0755 prometheus /bin/prometheus
RUN install --directory --owner 65534 --group 65534 /prometheus
USER 65534:65534
VOLUME /prometheus
ENTRYPOINT ["/bin/prometheus"]
