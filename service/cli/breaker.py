"""`dateline breaker`: what breakers hold back, and let them try again. Asks the worker over its HTTP port."""

import urllib.error
import urllib.request

import click
import orjson

from service.connection import secret_of
from service.settings import Settings, load_settings

SECONDS = 10.0
RESUME = "/breaker/resume"
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - recognised, not bound

_url = click.option("--url", help="The worker's address. Default: this machine, DATELINE_HTTP_PORT.")


@click.group()
def command() -> None:
    """See which partitions a breaker holds back, and let them try again.

    The token of DATELINE_PAGE_TOKEN is sent where it is set.
    """


@command.command()
@_url
def show(url: str | None) -> None:
    """Say what is not ready and why; exit status 1 if anything is not."""
    settings = load_settings()
    status, body = _ask(urllib.request.Request(f"{_address(url, settings)}/readyz"))  # noqa: S310 - http only
    reasons = body.get("reasons")
    for name, why in sorted(reasons.items()) if isinstance(reasons, dict) else ():
        click.echo(f"{name}: {why}")
    if status != 200:
        raise SystemExit(1)
    click.echo("ready; no breaker is open")


@command.command()
@_url
def resume(url: str | None) -> None:
    """Let all open breakers of a worker try again now, instead of after their wait."""
    settings = load_settings()
    headers = {"Content-Type": "application/json"}
    token = secret_of(settings.page_token, settings.page_token_file)
    if token is not None:
        headers["Authorization"] = f"Bearer {token.get_secret_value()}"
    address = f"{_address(url, settings)}{RESUME}"
    asked = urllib.request.Request(address, data=b"{}", headers=headers, method="POST")  # noqa: S310 - http only
    status, body = _ask(asked)
    if status != 200:
        raise click.ClickException(f"refused: {body.get('error', status)}")
    click.echo(f"{body.get('told')} processes were told; open breakers try a few messages now")


def _address(url: str | None, settings: Settings) -> str:
    if url is None:
        host = "127.0.0.1" if settings.http_host in EVERYWHERE else settings.http_host
        return f"http://{f'[{host}]' if ':' in host else host}:{settings.http_port}"
    if not url.startswith(("http://", "https://")):
        raise click.BadParameter("must begin with http:// or https://", param_hint="--url")
    return url.rstrip("/")


def _ask(request: urllib.request.Request) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - http only
            return answer.status, _parsed(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _parsed(error.read())
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise click.ClickException(f"no worker answers at {request.full_url}: {reason}") from error


def _parsed(body: bytes) -> dict[str, object]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
