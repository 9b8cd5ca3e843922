"""docker-compose.yml, as it is written; deploy/compose/accept.sh runs it."""

import re
from typing import Any

import pytest
import yaml

from service.settings import PREFIX, Settings
from tests.conftest import ROOT

FILE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = FILE["services"]
LONG_RUNNING = [name for name in SERVICES if name != "topics"]


def image(name: str) -> str:
    """Return a service's image by default: `${NAME:-image}` is the image."""
    return re.sub(r"\$\{\w+:-([^}]+)\}", r"\1", SERVICES[name]["image"])


@pytest.mark.parametrize("name", SERVICES)
def test_services_are_confined(name: str) -> None:
    """No capabilities, no way to more of them, ports on this machine only."""
    service = SERVICES[name]

    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    # Kafka writes its own configuration into its image's folders at every start.
    assert service.get("read_only", False) is (name != "kafka")


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name: str) -> None:
    """A version with its patch, never a moving tag; ours is built."""
    if "build" in SERVICES[name]:
        assert SERVICES[name]["build"]["dockerfile"] == "deploy/Dockerfile"
    else:
        assert re.search(r":v?\d+\.\d+\.\d+$", image(name)), image(name)


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_services_say_when_they_are_healthy(name: str) -> None:
    """`--wait` waits for what is meant; our image brings its own check."""
    check = SERVICES[name].get("healthcheck")

    assert check is not None if name != "worker" else "HEALTHCHECK" in dockerfile()
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_what_ends_by_itself_is_waited_for_by_what_does_not() -> None:
    """Otherwise `--wait` would take its end for a failure."""
    waiting = [
        name
        for name in LONG_RUNNING
        if SERVICES[name].get("depends_on", {}).get("topics", {}).get("condition")
        == "service_completed_successfully"
    ]

    assert waiting == ["worker", "feeder"]
    assert SERVICES["topics"]["restart"].startswith("on-failure")


def test_everything_that_is_mounted_is_here() -> None:
    """Files of the repository exist and are read-only, volumes are declared."""
    for service in SERVICES.values():
        for mount in service.get("volumes", ()):
            source, _, *mode = mount.split(":")
            if source.startswith("."):
                assert (ROOT / source).exists(), mount
                assert mode == ["ro"]
            else:
                assert source in FILE["volumes"]


def test_settings_exist() -> None:
    """A misspelt one would end the worker."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {"KAFKA_BOOTSTRAP_SERVERS"}
    for name in ("topics", "worker", "feeder"):
        assert set(SERVICES[name]["environment"]) <= known
        assert SERVICES[name]["environment"]["KAFKA_BOOTSTRAP_SERVERS"] == "kafka:9092"


def test_prometheus_and_grafana_know_where_to_look() -> None:
    """The worker's name and port, the alerts, the source's identity, the folder of dashboards."""
    configuration = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
    provisioning = ROOT / "deploy" / "grafana" / "provisioning"
    (source,) = yaml.safe_load((provisioning / "datasources/prometheus.yaml").read_text())["datasources"]
    (boards,) = yaml.safe_load((provisioning / "dashboards/dateline.yaml").read_text())["providers"]
    mounts = dict(mount.split(":")[:2] for mount in SERVICES["grafana"]["volumes"])
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]

    assert configuration["scrape_configs"][0]["static_configs"] == [{"targets": ["worker:8080"]}]
    assert all((ROOT / "deploy/prometheus" / name).exists() for name in configuration["rule_files"])
    assert source["url"] == "http://prometheus:9090"
    assert mounts["./deploy/grafana/dashboards"] == boards["options"]["path"]
    assert (ROOT / "deploy/grafana/dashboards" / home.rpartition("/")[2]).exists()


def dockerfile() -> str:
    """Return the Dockerfile."""
    return (ROOT / "deploy" / "Dockerfile").read_text()


def test_nobody_can_sign_in_to_grafana() -> None:
    """Whoever reaches the port may look and change nothing, so there is no password to know."""
    environment = SERVICES["grafana"]["environment"]

    assert environment["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
    assert environment["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true"
    assert environment["GF_AUTH_DISABLE_LOGIN_FORM"] == "true"


def test_variables_of_the_file_are_no_settings() -> None:
    """A `DATELINE_` name that is set for Compose would be refused by every command in the same shell."""
    text = (ROOT / "docker-compose.yml").read_text() + (ROOT / "deploy/compose/accept.sh").read_text()

    assert not re.findall(r"\$\{?DATELINE_\w+|export DATELINE_\w+", text)
