# Real Apache Kafka in the places where apache/kafka has it, for machines that reach no image registry: made of
# the embedded broker's jars and Java runtime. The context is a folder with `libs` and `java`; see accept.sh.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
COPY libs /opt/kafka/libs
COPY java /opt/java
COPY --chmod=0755 kafka.sh kafka-broker-api-versions.sh /opt/kafka/bin/
RUN useradd --uid 1000 appuser && install --directory --owner 1000 --group 1000 /var/lib/kafka/data
ENV PATH=/opt/java/bin:$PATH
USER 1000:1000
VOLUME /var/lib/kafka/data
CMD ["/opt/kafka/bin/kafka.sh"]
