"""The kinds of panels that Dateline's dashboards are made of: one look, one data source, one legend.

What a panel shows is a tuple of queries; where it stands is the order in which a dashboard lists it.
"""

from dataclasses import dataclass, field

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.models import common as shared
from grafana_foundation_sdk.models.dashboard import DataSourceRef, ThresholdsMode
from grafana_foundation_sdk.models.dashboard import Threshold as Step

SOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")
HEIGHT = 8
WIDTH = 8  # of 24: three beside each other
STAT_HEIGHT = 4
STAT_WIDTH = 4
LETTERS = "ABCDEFGH"  # by which Grafana tells the queries of a panel apart
GREEN, YELLOW, RED = "green", "yellow", "red"


@dataclass(frozen=True, slots=True)
class Query:
    """PromQL and what its series are called; `{{label}}` stands for a label's value."""

    expression: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel.

    Attributes:
        title: what it shows.
        why: what to think when it looks odd.
        queries: what it reads.
        unit: Grafana's name of the unit.
        stacked: whether the series are parts of one whole.
        limits: for a single figure: where it turns yellow and red.
    """

    title: str
    why: str
    queries: tuple[Query, ...]
    unit: str = "short"
    stacked: bool = False
    limits: tuple[float, float] | None = None
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Panels under one heading."""

    title: str
    panels: tuple[Panel, ...] = field(default=())


def figure(
    title: str, why: str, *queries: Query, unit: str = "short", limits: tuple[float, float] | None = None
) -> Panel:
    """Return a panel that shows one figure."""
    return Panel(title, why, queries, unit=unit, limits=limits, is_figure=True)


def graph(title: str, why: str, *queries: Query, unit: str = "short", stacked: bool = False) -> Panel:
    """Return a panel that shows series over time."""
    return Panel(title, why, queries, unit=unit, stacked=stacked)


def rate(metric: str, labels: str = "", by: str = "stage") -> str:
    """Return the summed rate of a counter."""
    return f"sum by ({by}) (rate({metric}{labels and f'{{{labels}}}'}[$__rate_interval]))"


def increase(metric: str, labels: str = "", by: str = "stage") -> str:
    """Return by how much a counter grew between two points of the graph."""
    return f"sum by ({by}) (increase({metric}{labels and f'{{{labels}}}'}[$__rate_interval]))"


def quantile(share: float, metric: str, labels: str = "", by: str = "stage") -> str:
    """Return a quantile of a histogram."""
    inner = rate(f"{metric}_bucket", labels, by=f"{by}, le" if by else "le")
    return f"histogram_quantile({share}, {inner})"


def built(panel: Panel, number: int) -> stat.Panel | timeseries.Panel:
    """Return the SDK's builder of a panel; `number` tells it from others of the same dashboard."""
    return _figure(panel).id(number) if panel.is_figure else _graph(panel).id(number)


def _figure(panel: Panel) -> stat.Panel:
    made = (
        stat.Panel()
        .title(panel.title)
        .description(panel.why)
        .datasource(SOURCE)
        .unit(panel.unit)
        .height(STAT_HEIGHT)
        .span(STAT_WIDTH)
        .graph_mode(shared.BigValueGraphMode.AREA)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .thresholds(_thresholds(panel.limits))
    )
    for letter, query in zip(LETTERS, panel.queries, strict=False):
        made = made.with_target(_target(query).ref_id(letter))
    return made


def _graph(panel: Panel) -> timeseries.Panel:
    stacking = shared.StackingMode.NORMAL if panel.stacked else shared.StackingMode.NONE
    made = (
        timeseries.Panel()
        .title(panel.title)
        .description(panel.why)
        .datasource(SOURCE)
        .unit(panel.unit)
        .min(0)
        .height(HEIGHT)
        .span(WIDTH)
        .line_width(1)
        .fill_opacity(30 if panel.stacked else 8)
        .show_points(shared.VisibilityMode.NEVER)
        .stacking(common.StackingConfig().mode(stacking))
        .tooltip(common.VizTooltipOptions().mode(shared.TooltipDisplayMode.MULTI))
        .legend(
            common.VizLegendOptions()
            .show_legend(True)
            .display_mode(shared.LegendDisplayMode.LIST)
            .placement(shared.LegendPlacement.BOTTOM)
        )
    )
    for letter, query in zip(LETTERS, panel.queries, strict=False):
        made = made.with_target(_target(query).ref_id(letter))
    return made


def _target(query: Query) -> prometheus.Dataquery:
    legend = query.legend or "__auto"
    return prometheus.Dataquery().expr(query.expression).legend_format(legend).datasource(SOURCE)


def _thresholds(limits: tuple[float, float] | None) -> dashboard.ThresholdsConfig:
    steps = [Step(None, GREEN)]
    if limits is not None:
        first, second = limits
        # Where less is worse, the limits are given the other way round.
        if first > second:
            steps = [Step(None, RED), Step(second, YELLOW), Step(first, GREEN)]
        else:
            steps += [Step(first, YELLOW), Step(second, RED)]
    return dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps)
