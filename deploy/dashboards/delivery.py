"""Delivery: lag, transactions, partitions, state, breakers."""

from deploy.dashboards.panels import Query, Row, graph, increase, quantile, rate

TITLE = "Dateline: delivery"
UID = "dateline-delivery"

CHOSEN = 'stage=~"$stage"'

ROWS = (
    Row(
        "Lag",
        (
            graph(
                "Lag in messages",
                "By partition. One partition alone: a hot key, or its owner is stuck.",
                Query(f"dateline_consumer_lag_records{{{CHOSEN}}}", "{{stage}} {{partition}}"),
            ),
            graph(
                "Lag in seconds",
                "Age of the oldest message that waits, by partition.",
                Query(f"dateline_consumer_lag_seconds{{{CHOSEN}}}", "{{stage}} {{partition}}"),
                unit="s",
            ),
            graph(
                "Since the last commit",
                "While messages wait. It should stay near the length of a batch.",
                Query(f"max by (stage) (dateline_commit_age_seconds{{{CHOSEN}}})", "{{stage}}"),
                unit="s",
            ),
        ),
    ),
    Row(
        "Transactions",
        (
            graph(
                "Transactions",
                "By result. Aborted ones are worked on again; many mean brokers in trouble.",
                Query(
                    rate("dateline_transactions_total", CHOSEN, by="stage, result"), "{{stage}} {{result}}"
                ),
                unit="mps",
            ),
            graph(
                "Time of a transaction",
                "From producing a batch's records to its commit.",
                Query(quantile(0.5, "dateline_transaction_duration_seconds", CHOSEN), "{{stage}} p50"),
                Query(quantile(0.95, "dateline_transaction_duration_seconds", CHOSEN), "{{stage}} p95"),
                unit="s",
            ),
            graph(
                "Messages in a transaction",
                "Mean. It grows by itself under load, up to DATELINE_BATCH_MESSAGES.",
                Query(
                    f"{rate('dateline_transaction_messages_sum', CHOSEN)}"
                    f" / {rate('dateline_transaction_messages_count', CHOSEN)}",
                    "{{stage}}",
                ),
            ),
        ),
    ),
    Row(
        "Partitions",
        (
            graph(
                "Assigned and open",
                "Open ones are worked on; the others are being fenced, restored or held by a breaker.",
                Query(f"sum by (stage) (dateline_partitions_assigned{{{CHOSEN}}})", "{{stage}} assigned"),
                Query(f"sum by (stage) (dateline_partitions_open{{{CHOSEN}}})", "{{stage}} open"),
            ),
            graph(
                "Assignments",
                "Each is a rebalance as one process sees it.",
                Query(increase("dateline_rebalances_total", CHOSEN), "{{stage}}"),
            ),
            graph(
                "Breakers",
                "0 closed, 1 probing, 2 open: the partition waits because most of it became dead letters.",
                Query(f"max by (stage) (dateline_dlq_breaker_state{{{CHOSEN}}}) or vector(0)", "{{stage}}"),
            ),
            graph(
                "Way to an open breaker",
                "Of the partition that is nearest: 0 no dead letters, 1 so many that its breaker opens.",
                Query(f"max by (stage) (dateline_dlq_breaker_load_ratio{{{CHOSEN}}})", "{{stage}}"),
            ),
            graph(
                "What breakers judge by",
                "Recent items by what became of them.",
                Query(
                    f"sum by (stage, result) (dateline_dlq_breaker_sample_records{{{CHOSEN}}})",
                    "{{stage}} {{result}}",
                ),
            ),
            graph(
                "Brokers away",
                "How long none has answered the worker.",
                Query("max(dateline_brokers_away_seconds)", "away"),
                unit="s",
            ),
            graph(
                "Time to open a partition, p95",
                "Fencing, offset and state, from the assignment to the first fetch.",
                Query(
                    "histogram_quantile(0.95, sum by (stage, le) "
                    f"(dateline_partition_opening_duration_seconds_bucket{{{CHOSEN}}}))",
                    "{{stage}}",
                ),
                unit="s",
            ),
            graph(
                "Left to restore",
                "Offsets of the fingerprints topic still to be read.",
                Query(f"sum by (stage) (dateline_restore_remaining_records{{{CHOSEN}}})", "{{stage}}"),
            ),
            graph(
                "Time to close partitions, p95",
                "What a rebalance takes away is closed within about two seconds.",
                Query(
                    "histogram_quantile(0.95, sum by (stage, le) "
                    f"(dateline_revocation_duration_seconds_bucket{{{CHOSEN}}})) or vector(0)",
                    "{{stage}}",
                ),
                unit="s",
            ),
        ),
    ),
)
