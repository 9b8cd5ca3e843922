#!/bin/bash
# --bootstrap-server HOST:PORT: whether the broker listens there; the jars here have no more of Kafka's tools.
address=${2:?}
exec 3<> "/dev/tcp/${address%:*}/${address##*:}"
