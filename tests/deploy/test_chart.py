"""The Helm chart: linted and rendered by Helm, checked against Kubernetes' schemas and our own code."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from service.cli.topics import command as topics_command
from service.cli.worker import command as worker_command
from service.model import StageName
from service.settings import PREFIX, Settings
from service.worker.stages import define_stage
from tests.conftest import ROOT
from tests.deploy.tools import tool

CHART = ROOT / "deploy" / "helm" / "dateline"
SCHEMAS = ROOT / ".tools" / "schemas"
OURS = ROOT / "deploy" / "helm" / "schemas"
VALUES = ["smallest", "everything"]
KUBERNETES = "1.33.0"
COMMANDS: dict[str, click.Command] = {"worker": worker_command, "topics": topics_command}


def helm(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Helm on the chart."""
    verb, *rest = arguments
    return subprocess.run(
        [tool("helm"), verb, *rest, "--kube-version", KUBERNETES],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def values(name: str) -> str:
    """Return the path of a file of values."""
    return str(CHART / "ci" / f"{name}.yaml")


@pytest.fixture(scope="module", params=VALUES)
def rendered(request: pytest.FixtureRequest) -> str:
    """Return what the chart makes of each file of values."""
    ended = helm("template", "d", str(CHART), "--values", values(request.param))
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture
def objects(rendered: str) -> list[Any]:
    """Return the same, read."""
    return [found for found in yaml.safe_load_all(rendered) if found]


def of_kind(objects: list[Any], kind: str) -> list[Any]:
    """Return the objects of one kind."""
    return [found for found in objects if found["kind"] == kind]


def pods(objects: list[Any]) -> Iterator[Any]:
    """Yield the specification of every pod."""
    for found in (*of_kind(objects, "StatefulSet"), *of_kind(objects, "Job")):
        yield found["spec"]["template"]["spec"]


@pytest.mark.parametrize("name", VALUES)
def test_chart_is_well_made(name: str) -> None:
    """Helm's own linter, strictly."""
    ended = helm("lint", str(CHART), "--strict", "--values", values(name))

    assert ended.returncode == 0, ended.stdout


def kubeconform(objects: str, version: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Check objects against Kubernetes' strict schemas of a version, and ours for others' kinds."""
    if not SCHEMAS.is_dir():
        pytest.skip("no schemas of Kubernetes; `make tools` brings them")
    (folder / "objects.yaml").write_text(objects)
    kubernetes = f"{SCHEMAS}/{{{{.NormalizedKubernetesVersion}}}}{{{{.StrictSuffix}}}}"
    kind = "{{.ResourceKind}}{{.KindSuffix}}.json"
    command = [tool("kubeconform"), "-strict", "-summary", "-kubernetes-version", version]
    command += ["-schema-location", f"{kubernetes}/{kind}", "-schema-location", f"{OURS}/{kind}"]
    command.append(str(folder / "objects.yaml"))
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("version", ["1.27.0", "1.33.0", "1.37.0"])
def test_objects_are_what_kubernetes_takes(rendered: str, version: str, tmp_path: Path) -> None:
    """An old, a middle and a new version of Kubernetes."""
    ended = kubeconform(rendered, version, tmp_path)

    assert ended.returncode == 0, ended.stdout
    assert "Invalid: 0, Errors: 0, Skipped: 0" in ended.stdout


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("maxUnavailable:", "maxUnavailble:"),
        ("runAsNonRoot: true", "runAsNonRoot: maybe"),
        ("terminationGracePeriodSeconds:", "terminationGracePeriod:"),
        ("lagThreshold:", "lagTreshold:"),
        ("interval: 15s", "interval: often"),
    ],
)
def test_wrong_objects_are_noticed(right: str, wrong: str, tmp_path: Path) -> None:
    """The check can fail, deep inside Kubernetes' own kinds and in others'."""
    ended = helm("template", "d", str(CHART), "--values", values("everything"))
    assert right in ended.stdout

    assert kubeconform(ended.stdout.replace(right, wrong), "1.33.0", tmp_path).returncode != 0


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("kafka.bootstrapServers=", "kafka.bootstrapServers has to be given"),
        ("kafka.securityProtocol=TLS", "securityProtocol"),
        ("stages.tag.replica=3", "replica"),
        ("settings.Log-Level=info", "Log-Level"),
        ("kafka.securityProtocol=SASL_SSL", "kafka.sasl.username has to be given"),
    ],
)
def test_wrong_values_are_refused(setting: str, told: str) -> None:
    """A misspelt or missing value is an error that names it."""
    ended = helm("template", "d", str(CHART), "--values", values("smallest"), "--set", setting)

    assert ended.returncode != 0
    assert told in ended.stderr


def test_every_stage_has_its_pods_and_their_protection(objects: list[Any]) -> None:
    """A StatefulSet and a budget for each stage, which select the same pods."""
    sets, budgets = of_kind(objects, "StatefulSet"), of_kind(objects, "PodDisruptionBudget")
    stages = sorted(found["metadata"]["labels"]["app.kubernetes.io/component"] for found in sets)

    assert stages == sorted(StageName)
    for found, budget in zip(sets, sorted(budgets, key=lambda one: sets_order(sets, one)), strict=True):
        assert found["spec"]["selector"] == budget["spec"]["selector"]
        labels = found["spec"]["template"]["metadata"]["labels"]
        assert found["spec"]["selector"]["matchLabels"].items() <= labels.items()


def sets_order(sets: list[Any], budget: Any) -> int:
    """Return which of `sets` has the budget's name."""
    return [found["metadata"]["name"] for found in sets].index(budget["metadata"]["name"])


def test_every_container_is_confined(objects: list[Any]) -> None:
    """No root, no writable root, no capabilities, no token, bounded memory."""
    found = list(pods(objects))

    assert len(found) == 4
    for pod in found:
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        for container in pod["containers"]:
            security = container["securityContext"]
            assert security["readOnlyRootFilesystem"] is True
            assert security["allowPrivilegeEscalation"] is False
            assert security["capabilities"] == {"drop": ["ALL"]}
            assert "memory" in container["resources"]["limits"]


def test_containers_run_commands_that_exist_with_settings_that_exist(objects: list[Any]) -> None:
    """Arguments are understood by the command line, and every DATELINE_ name is a setting."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {"KAFKA_BOOTSTRAP_SERVERS"}
    for pod in pods(objects):
        (container,) = pod["containers"]
        name, *arguments = container["args"]
        COMMANDS[name].make_context(name, arguments).close()
        names = [variable["name"] for variable in container["env"]]
        assert set(names) <= known
        assert len(set(names)) == len(names)
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        volumes = {volume["name"] for volume in pod["volumes"]}
        assert mounted <= volumes | {"state"}


def test_workers_are_probed_on_their_own_paths(objects: list[Any]) -> None:
    """Live by the supervisor, ready by the work; a pod's identity in its group is its name."""
    for found in of_kind(objects, "StatefulSet"):
        (container,) = found["spec"]["template"]["spec"]["containers"]
        kinds = ("startup", "liveness", "readiness")
        probes = {kind: container[f"{kind}Probe"]["httpGet"]["path"] for kind in kinds}
        assert probes == {"startup": "/livez", "liveness": "/livez", "readiness": "/readyz"}
        environment = {variable["name"]: variable for variable in container["env"]}
        identity = environment["DATELINE_INSTANCE_ID"]["valueFrom"]["fieldRef"]["fieldPath"]
        assert identity == "metadata.name"
        assert float(environment["DATELINE_SESSION_SECONDS"]["value"]) > 10


def test_metrics_are_read_from_each_pod_once() -> None:
    """The ServiceMonitor selects one of the services, the one that has pods which are not ready too."""
    ended = helm("template", "d", str(CHART), "--values", values("everything"))
    objects = [found for found in yaml.safe_load_all(ended.stdout) if found]
    (monitor,) = of_kind(objects, "ServiceMonitor")
    selector = monitor["spec"]["selector"]
    hidden = {rule["key"] for rule in selector["matchExpressions"] if rule["operator"] == "DoesNotExist"}
    selected = [
        service
        for service in of_kind(objects, "Service")
        if selector["matchLabels"].items() <= service["metadata"]["labels"].items()
        and not hidden & set(service["metadata"]["labels"])
    ]

    assert [service["spec"].get("publishNotReadyAddresses") for service in selected] == [True]
    assert monitor["spec"]["endpoints"][0]["port"] in {port["name"] for port in selected[0]["spec"]["ports"]}


def test_pods_are_scaled_by_the_lag_of_their_own_group() -> None:
    """Group and topic are those that the stage really has, and nobody else sets the number of pods."""
    ended = helm("template", "d", str(CHART), "--values", values("everything"))
    objects = [found for found in yaml.safe_load_all(ended.stdout) if found]
    settings = Settings()
    for scaled in of_kind(objects, "ScaledObject"):
        stage = StageName(scaled["metadata"]["labels"]["app.kubernetes.io/component"])
        (trigger,) = scaled["spec"]["triggers"]
        assert trigger["metadata"]["topic"] == define_stage(stage, settings).source
        assert trigger["metadata"]["consumerGroup"] == f"{settings.group_prefix}-{stage}"
    targets = {scaled["spec"]["scaleTargetRef"]["name"] for scaled in of_kind(objects, "ScaledObject")}

    assert targets == {found["metadata"]["name"] for found in of_kind(objects, "StatefulSet")}
    assert not any("replicas" in found["spec"] for found in of_kind(objects, "StatefulSet"))


def test_pods_may_reach_names_and_brokers_only() -> None:
    """The ports of the bootstrap servers, those that are named besides, and what else is allowed."""
    ended = helm("template", "d", str(CHART), "--values", values("everything"))
    objects = [found for found in yaml.safe_load_all(ended.stdout) if found]
    (policy,) = of_kind(objects, "NetworkPolicy")
    ports = [[port["port"] for port in rule["ports"]] for rule in policy["spec"]["egress"]]

    assert ports == [[53, 53], [9093, 9094], [4318], [3128]]
    assert policy["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert policy["spec"]["egress"][2]["to"] == [
        {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "tracing"}}}
    ]


@pytest.mark.parametrize(
    ("endpoint", "port"),
    [
        ("http://collector:4318", 4318),
        ("https://traces.example:14318/v1/traces", 14318),
        ("https://traces.example/otlp", 443),
        ("http://collector", 80),
        ("http://[2001:db8::1]:4318/v1", 4318),
        ("https://[2001:db8::1]", 443),
    ],
)
def test_pods_may_reach_the_receiver_of_traces(endpoint: str, port: int) -> None:
    """The endpoint's port, given or usual, only where there is an endpoint; it is one the service takes."""
    given = ("--set-string", f"settings.otlp_endpoint={endpoint}")
    rules = [
        policy["spec"]["egress"]
        for setting in (given, ())
        for policy in yaml.safe_load_all(
            helm("template", "d", str(CHART), "--values", values("smallest"), *setting).stdout
        )
        if policy and policy["kind"] == "NetworkPolicy"
    ]

    assert [len(found) for found in rules] == [3, 2]
    assert rules[0][2] == {"ports": [{"protocol": "TCP", "port": port}]}
    assert Settings(otlp_endpoint=endpoint).otlp_endpoint == endpoint


def test_alerts_of_the_chart_are_those_of_prometheus() -> None:
    """Helm reads only what lies in the chart, so there are two copies of one file."""
    ours = (ROOT / "deploy" / "prometheus" / "alerts.yml").read_text()

    assert (CHART / "files" / "alerts.yml").read_text() == ours
