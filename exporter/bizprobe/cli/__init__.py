"""The command line. Each command imports what it needs when it is called, so that --help is quick."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bizprobe import __version__
from bizprobe.errors import BizprobeError, ConfigError, UsageError

Config = Annotated[Path, typer.Option(envvar="BIZPROBE_CONFIG", help="The configuration.", dir_okay=False)]
ConfigFile = Annotated[Path, typer.Argument(envvar="BIZPROBE_CONFIG", help="The configuration.")]
Listen = Annotated[
    str, typer.Option(envvar="BIZPROBE_LISTEN", help="HOST:PORT of the web pages and /metrics.")
]

CONFIG = Path("bizprobe.yml")
LISTEN = "127.0.0.1:19310"

app = typer.Typer(
    name="bizprobe",
    help="Business probes for Prometheus: are orders still coming from every channel?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
config_app = typer.Typer(help="Check and show the configuration.", no_args_is_help=True)
app.add_typer(config_app, name="config")
dealers_app = typer.Typer(help="What dealers see of their own business.", no_args_is_help=True)
app.add_typer(dealers_app, name="dealers")


def main() -> None:
    """Exit code 0: fine; 1: something is not; 2: the command line or the configuration is wrong."""
    try:
        app()
    except BizprobeError as error:
        typer.echo(f"Error: {error}" if not isinstance(error, ConfigError) else str(error), err=True)
        sys.exit(2 if isinstance(error, ConfigError | UsageError) else 1)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bizprobe {__version__}")
        raise typer.Exit


@app.callback()
def bizprobe(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Business probes for Prometheus: are orders still coming from every channel?"""


@app.command()
def serve(
    config: Config = CONFIG,
    listen: Listen = LISTEN,
    state: Annotated[
        Path, typer.Option(envvar="BIZPROBE_STATE", help="The file that survives a restart.")
    ] = Path("bizprobe-state.db"),
    external_url: Annotated[
        str, typer.Option(envvar="BIZPROBE_EXTERNAL_URL", help="How people reach this exporter.")
    ] = "",
    enable_lifecycle: Annotated[
        bool,
        typer.Option(
            "--enable-lifecycle", envvar="BIZPROBE_ENABLE_LIFECYCLE", help="Allow POST to /-/reload."
        ),
    ] = False,
    log_level: Annotated[
        str, typer.Option(envvar="BIZPROBE_LOG_LEVEL", help="debug, info, warning or error.")
    ] = "info",
    shard: Annotated[
        str, typer.Option(envvar="BIZPROBE_SHARD", help="Which of how many exporters this is, e.g. 0/3.")
    ] = "0/1",
) -> None:
    """Run the probes and serve /metrics and their pages, until SIGTERM. SIGHUP reloads the configuration."""
    from bizprobe.cli.serve import Options, serve_until_stopped
    from bizprobe.engine.shard import Shard

    part = Shard.parse(shard)
    options = Options(config, listen, state, external_url, enable_lifecycle, log_level, part)
    raise typer.Exit(serve_until_stopped(options))


@app.command()
def run(
    probe: Annotated[str, typer.Argument(help="DEALER/PROBE, or a PROBE that only one dealer has.")] = "",
    config: Config = CONFIG,
    state: Annotated[
        Path | None,
        typer.Option(help="Use this state file instead of an empty one; not that of a serving exporter."),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Print what happened during each run.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="Ask nothing; print what would be asked, and whether that may be.")
    ] = False,
    rows: Annotated[
        int | None,
        typer.Option(min=0, help="With --plan: the rows of a read of which the state file knows none."),
    ] = None,
) -> None:
    """Run one probe, or all, once, and print what they answer. Exit code 0 if every answer is yes."""
    if plan:
        from bizprobe.cli.plan import show_plan

        raise typer.Exit(show_plan(config, probe, state, rows))
    from bizprobe.cli.run import run_probes

    raise typer.Exit(run_probes(config, probe, state, debug=debug, as_json=as_json))


@config_app.command()
def check(file: ConfigFile = CONFIG) -> None:
    """Print every fault of a configuration, or what it amounts to."""
    from bizprobe.cli.config import check_config

    typer.echo(check_config(file))


@config_app.command()
def show(file: ConfigFile = CONFIG) -> None:
    """Print the configuration with all defaults and without secrets, as YAML."""
    from bizprobe.cli.config import effective_config

    typer.echo(effective_config(file), nl=False)


@config_app.command()
def schema() -> None:
    """Print the JSON Schema of the configuration."""
    from bizprobe.cli.config import config_schema

    typer.echo(config_schema())


@app.command()
def routes(
    release: Annotated[
        str, typer.Option("--for", metavar="RELEASE", help="Compile for this Alertmanager: 0.25 or current.")
    ] = "",
    page: Annotated[str, typer.Option(help="Write the page for people: en or ru.", metavar="LANGUAGE")] = "",
    messages: Annotated[
        str, typer.Option(help="Write the templates of messages: en or ru.", metavar="LANGUAGE")
    ] = "",
    owners: Annotated[
        bool, typer.Option("--owners", help="Write Prometheus rules that name the owner of each incident.")
    ] = False,
    escalation: Annotated[
        Path | None, typer.Option("--map", help="The escalation map instead of the bundle's.", dir_okay=False)
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(help="The folder of Prometheus rules.", file_okay=False)
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Write to this file, and only if all is well.", dir_okay=False)
    ] = None,
) -> None:
    """Check who is responsible for what; make Alertmanager's routes, messages, rules or the page of it."""
    from bizprobe.cli.routes import Places, Wanted, show_routes

    text = show_routes(Places(escalation, rules), Wanted(release, page, messages, owners))
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


@dealers_app.command()
def sync(
    grafana: Annotated[str, typer.Option(envvar="BIZPROBE_GRAFANA_URL", help="Where Grafana answers.")],
    password_file: Annotated[
        Path, typer.Option(envvar="BIZPROBE_GRAFANA_PASSWORD_FILE", help="Holds the account's password.")
    ],
    store: Annotated[
        str,
        typer.Option(envvar="BIZPROBE_STORE_URL", help="Where Grafana reaches the proxy before the store."),
    ],
    account: Annotated[
        str, typer.Option(envvar="BIZPROBE_GRAFANA_ACCOUNT", help="A server administrator of Grafana.")
    ] = "admin",
    config: Config = CONFIG,
    dashboards: Annotated[
        Path | None, typer.Option(help="A folder with en/ and ru/ instead of the bundle's.", file_okay=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be changed.")] = False,
) -> None:
    """Bring the dealers' organisations in Grafana to what bizprobe.yml says; a second run changes nothing."""
    from bizprobe.cli.dealers import Server, sync_dealers

    server = Server(grafana, account, password_file)
    typer.echo(sync_dealers(config, server, store, dashboards, dry=dry_run), nl=False)


@dealers_app.command()
def proxy(
    store: Annotated[str, typer.Option(help="Where VictoriaMetrics answers.")],
    output: Annotated[Path, typer.Option(help="Write to this file; it holds passwords.", dir_okay=False)],
    exporter: Annotated[str, typer.Option(help="Where the exporter answers, for pages with findings.")] = "",
    config: Config = CONFIG,
) -> None:
    """Make vmauth's configuration, which shows each dealer its own series and pages and nothing else."""
    from bizprobe.cli.dealers import write_proxy

    write_proxy(config, store, exporter, output)


@app.command()
def healthcheck(listen: Listen = LISTEN) -> None:
    """Ask a serving exporter whether it is ready. For containers."""
    from bizprobe.cli.healthcheck import is_ready

    raise typer.Exit(0 if is_ready(listen) else 1)


@app.command()
def demo(
    config: Annotated[
        Path | None, typer.Option(help="Run on this configuration instead of the sandbox.", exists=True)
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Verify the whole chain and end.")] = False,
    break_fault: Annotated[
        str, typer.Option("--break", metavar="FAULT", help="Inject a fault into the sandbox.")
    ] = "",
    marketplaces: Annotated[
        int, typer.Option(min=7, max=99, help="How many marketplaces the sandbox has.")
    ] = 7,
    items: Annotated[
        int, typer.Option(min=10, max=12_000, help="How many items the catalogue of the sandbox has.")
    ] = 300,
) -> None:
    """Run exporter, Prometheus, Alertmanager and Grafana on this machine, on a sandbox of channels."""
    from bizprobe.bundle.demo import demo as run_demo
    from bizprobe.bundle.sandbox import Size

    size = Size(marketplaces, items)
    raise typer.Exit(run_demo(config, check=check, break_fault=break_fault, size=size))
