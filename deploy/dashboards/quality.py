"""What the articles are like: languages, what is missing, how it was found, copies, dead letters."""

from deploy.dashboards.panels import Query, Row, graph, rate

TITLE = "Dateline: data quality"
UID = "dateline-quality"

ARTICLES = "scalar(sum(rate(dateline_articles_total[$__rate_interval])))"

ROWS = (
    Row(
        "Articles",
        (
            graph(
                "Languages",
                "A language that appears from nowhere is often an encoding that broke.",
                Query(rate("dateline_articles_total", by="language"), "{{language}}"),
                unit="mps",
                stacked=True,
            ),
            graph(
                "Missing fields",
                "Share of articles without the field. A step up is a publisher's new page or feed.",
                Query(f"{rate('dateline_missing_fields_total', by='field')} / {ARTICLES}", "{{field}}"),
                unit="percentunit",
            ),
            graph(
                "How bodies were found",
                "given: nothing had to be extracted.",
                Query(rate("dateline_extraction_methods_total", by="method"), "{{method}}"),
                unit="mps",
                stacked=True,
            ),
            graph(
                "Where publication times come from",
                "none: not found, and the article has no contentCreated.",
                Query(rate("dateline_date_evidence_total", by="evidence"), "{{evidence}}"),
                unit="mps",
                stacked=True,
            ),
            graph(
                "Busiest sources",
                "The ten with most articles.",
                Query(f"topk(10, {rate('dateline_source_articles_total', by='source')})", "{{source}}"),
                unit="mps",
            ),
            graph(
                "Tags of an article",
                "Mean number by kind. One that falls to nothing is a table or a tagger that broke.",
                Query(
                    f"{rate('dateline_tags_total', by='kind')} / "
                    'scalar(sum(rate(dateline_messages_received_total{stage="tag"}[$__rate_interval])))',
                    "{{kind}}",
                ),
            ),
        ),
    ),
    Row(
        "Copies and failures",
        (
            graph(
                "Duplicates",
                "Share of articles that repeat an earlier one, by kind of verdict.",
                Query(f"{rate('dateline_duplicates_total', by='kind')} / {ARTICLES}", "{{kind}}"),
                unit="percentunit",
                stacked=True,
            ),
            graph(
                "Dead letters",
                "By reason. Each is kept with its bytes: dateline dlq list.",
                Query(rate("dateline_dlq_messages_total", by="stage, reason"), "{{stage}} {{reason}}"),
                unit="mps",
                stacked=True,
            ),
            graph(
                "Taggers that failed",
                "A user's own taggers, by name; the article goes on without their tags.",
                Query(f"{rate('dateline_tagger_failures_total', by='tagger')} or vector(0)", "{{tagger}}"),
                unit="mps",
            ),
            graph(
                "Age at arrival, p50",
                "From publication to Kafka: the producers' own lateness.",
                Query(
                    "histogram_quantile(0.5, sum by (le) (rate("
                    'dateline_article_freshness_seconds_bucket{span="published_received"}[$__rate_interval])))',
                    "published to received",
                ),
                unit="s",
            ),
        ),
    ),
)
