"""Each stage by itself: work, time, processor, memory, errors."""

from deploy.dashboards.panels import Query, Row, graph, increase, quantile, rate

TITLE = "Dateline: stages"
UID = "dateline-stages"

CHOSEN = 'stage=~"$stage"'
DURATION = "dateline_stage_duration_seconds"
ERRORS = rate("dateline_errors_total", CHOSEN, by="stage, error_type, error_code")
RESTARTS = increase("dateline_worker_restarts_total", CHOSEN, by="stage, cause")

ROWS = (
    Row(
        "Work",
        (
            graph(
                "Messages",
                "Read and committed.",
                Query(rate("dateline_messages_received_total", CHOSEN), "{{stage}}"),
                unit="mps",
            ),
            graph(
                "Work on one message",
                "Without waiting for Kafka. Slow ones are cut off at DATELINE_ARTICLE_SECONDS.",
                *(
                    Query(quantile(share, DURATION, CHOSEN), f"{{{{stage}}}} p{share * 100:.0f}")
                    for share in (0.5, 0.95, 0.99)
                ),
                unit="s",
            ),
            graph(
                "Age when done, p95",
                "Since the raw message reached Kafka; the step between stages is what the second costs.",
                Query(quantile(0.95, "dateline_freshness_seconds", CHOSEN), "{{stage}}"),
                unit="s",
            ),
        ),
    ),
    Row(
        "Resources",
        (
            graph(
                "Processor",
                "Cores in use. A stage at as many cores as it has processes needs more of them.",
                Query(rate("dateline_cpu_seconds_total", CHOSEN), "{{stage}}"),
            ),
            graph(
                "Processor time of a message",
                "Everything the process does, Kafka included, by message.",
                Query(
                    f"{rate('dateline_cpu_seconds_total', CHOSEN)}"
                    f" / {rate('dateline_messages_received_total', CHOSEN)}",
                    "{{stage}}",
                ),
                unit="s",
            ),
            graph(
                "Memory",
                "Resident, of all processes of the stage. De-duplication grows with what it remembers.",
                Query(f"sum by (stage) (dateline_resident_memory_bytes{{{CHOSEN}}})", "{{stage}}"),
                unit="bytes",
            ),
        ),
    ),
    Row(
        "Health",
        (
            graph(
                "Event loop's lag, p99",
                "How late timers run. Seconds here threaten heartbeats: smaller DATELINE_BATCH_SECONDS.",
                Query(quantile(0.99, "dateline_event_loop_lag_seconds", CHOSEN), "{{stage}}"),
                unit="s",
            ),
            graph(
                "Errors survived",
                "By type and code; each has a line in the log.",
                Query(
                    f"{ERRORS} or vector(0)",
                    "{{stage}} {{error_type}} {{error_code}}",
                ),
                unit="mps",
            ),
            graph(
                "Processes started anew",
                "By cause; stuck means that the watchdog ended one.",
                Query(
                    f"{RESTARTS} or vector(0)",
                    "{{stage}} {{cause}}",
                ),
            ),
            graph(
                "Processes",
                "Running against expected.",
                Query(f"sum by (stage) (dateline_worker_processes{{{CHOSEN}}})", "{{stage}}"),
                Query(
                    f"sum by (stage) (dateline_expected_worker_processes{{{CHOSEN}}})", "{{stage}} expected"
                ),
            ),
            graph(
                "Articles remembered",
                "By de-duplication, in all partitions; bounded by DATELINE_DEDUP_MAX_ARTICLES each.",
                Query("sum(dateline_remembered_articles)", "articles"),
            ),
            graph(
                "Files refused",
                "Changed rules or gazetteers that are wrong; what was in force stays. Log: tables_refused.",
                Query("sum(increase(dateline_tables_refused_total[$__rate_interval])) or vector(0)", "files"),
            ),
            graph(
                "Versions",
                "More than one while an upgrade rolls out.",
                Query("max by (version) (dateline_build_info)", "{{version}}"),
            ),
        ),
    ),
)
