#!/bin/sh
# shellcheck disable=SC2086 - the options are several words
exec java $KAFKA_HEAP_OPTS -cp '/opt/kafka/libs/*' kafka.admin.BrokerApiVersionsCommand "$@"
