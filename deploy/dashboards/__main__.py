"""Write the dashboards that Grafana reads: `python -m deploy.dashboards [FOLDER]`."""

import itertools
import sys
from pathlib import Path

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import DashboardCursorSync, VariableRefresh

from deploy.dashboards import delivery, overview, quality, stages
from deploy.dashboards.panels import SOURCE, Row, built

FOLDER = Path(__file__).parents[1] / "grafana" / "dashboards"
DASHBOARDS = (
    ("overview", overview.UID, overview.TITLE, overview.ROWS),
    ("stages", stages.UID, stages.TITLE, stages.ROWS),
    ("quality", quality.UID, quality.TITLE, quality.ROWS),
    ("delivery", delivery.UID, delivery.TITLE, delivery.ROWS),
)


def rendered(uid: str, title: str, rows: tuple[Row, ...]) -> str:
    """Return one dashboard as Grafana's JSON."""
    made = (
        dashboard.Dashboard(title)
        .uid(uid)
        .tags(["dateline"])
        .editable()
        .refresh("10s")
        .time("now-30m", "now")
        .timezone("browser")
        .tooltip(DashboardCursorSync.CROSSHAIR)
        .link(dashboard.DashboardLink("Dateline").tags(["dateline"]).as_dropdown(False).keep_time(True))
        .with_variable(dashboard.DatasourceVariable("datasource").label("Data source").type("prometheus"))
    )
    if any("$stage" in query.expression for row in rows for panel in row.panels for query in panel.queries):
        made = made.with_variable(
            dashboard.QueryVariable("stage")
            .label("Stage")
            .datasource(SOURCE)
            .query("label_values(dateline_messages_received_total, stage)")
            .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
            .multi(True)
            .include_all(True)
            .all_value(".*")
        )
    numbers = itertools.count(1)
    for row in rows:
        made = made.with_row(dashboard.Row(row.title).id(next(numbers)))
        for panel in row.panels:
            made = made.with_panel(built(panel, next(numbers)))
    return JSONEncoder(sort_keys=True, indent=2).encode(made.build()) + "\n"


def main(folder: Path = FOLDER) -> None:
    """Write all dashboards into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, uid, title, rows in DASHBOARDS:
        (folder / f"{name}.json").write_text(rendered(uid, title, rows))


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
