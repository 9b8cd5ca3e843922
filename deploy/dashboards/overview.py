"""The first look: does the news flow, how late is it, and what becomes of it."""

from deploy.dashboards.panels import Query, Row, figure, graph, quantile, rate

TITLE = "Dateline: overview"
UID = "dateline-overview"

ENRICHED = 'sum(rate(dateline_records_published_total{topic=~".+[.]enriched"}[$__rate_interval]))'
COPIES = (
    'sum(rate(dateline_records_published_total{topic=~".+[.]duplicates"}[$__rate_interval])) or vector(0)'
)
DEAD = "(sum(rate(dateline_dlq_messages_total[$__rate_interval])) or vector(0))"
FRESHNESS = "dateline_article_freshness_seconds"
RECEIVED = 'sum(rate(dateline_messages_received_total{stage="normalize"}[$__rate_interval]))'
NORMALISED = "sum(rate(dateline_articles_total[$__rate_interval]))"

ROWS = (
    Row(
        "Now",
        (
            figure(
                "Messages in",
                "Raw messages a second. None: producers are silent, or normalising stands still (see lag).",
                Query(RECEIVED),
                unit="mps",
            ),
            figure(
                "Articles out",
                "Enriched articles a second. Lower than what comes in by duplicates and dead letters.",
                Query(ENRICHED),
                unit="mps",
            ),
            figure(
                "Oldest waiting",
                "The longest that any message waits. It grows where a stage cannot keep up.",
                Query("max(dateline_consumer_lag_seconds)"),
                unit="s",
                limits=(30, 300),
            ),
            figure(
                "Received to enriched, p95",
                "How long the service takes from Kafka to the enriched record, waiting included.",
                Query(quantile(0.95, FRESHNESS, 'span="received_enriched"', by="")),
                unit="s",
                limits=(10, 60),
            ),
            figure(
                "Dead letters",
                "Share of items that became dead letters. Which and why: data quality.",
                Query(f"{DEAD} / ({NORMALISED} + {DEAD})"),
                unit="percentunit",
                limits=(0.05, 0.2),
            ),
            figure(
                "Processes",
                "Running of those that should run. Below 100 %: look for process_exited in the log.",
                Query("sum(dateline_worker_processes) / sum(dateline_expected_worker_processes)"),
                unit="percentunit",
                limits=(1, 0.5),
            ),
        ),
    ),
    Row(
        "Flow",
        (
            graph(
                "Messages by stage",
                "Each stage reads what the one before wrote; lines that part mean lag that grows.",
                Query(rate("dateline_messages_received_total"), "{{stage}}"),
                unit="mps",
            ),
            graph(
                "Outcomes",
                "What became of the articles: together they are what came in.",
                Query(ENRICHED, "enriched"),
                Query(
                    'sum(rate(dateline_duplicates_total{kind!="revision"}[$__rate_interval]))', "duplicates"
                ),
                Query(DEAD, "dead letters"),
                unit="mps",
                stacked=True,
            ),
            graph(
                "Routed",
                "Records on routed topics, by topic; the rules are in routing.yaml.",
                Query(rate("dateline_records_published_total", 'stage="tag"', by="topic"), "{{topic}}"),
                unit="mps",
            ),
        ),
    ),
    Row(
        "Lateness",
        (
            graph(
                "Lag in messages",
                "Messages that wait, by stage.",
                Query("sum by (stage) (dateline_consumer_lag_records)", "{{stage}}"),
            ),
            graph(
                "Lag in seconds",
                "Age of the oldest message that waits, by stage.",
                Query("max by (stage) (dateline_consumer_lag_seconds)", "{{stage}}"),
                unit="s",
            ),
            graph(
                "Freshness, p95",
                "From publication to Kafka is the producers', from Kafka to the enriched record is ours.",
                Query(quantile(0.95, FRESHNESS, by="span"), "{{span}}"),
                unit="s",
            ),
        ),
    ),
)
