"""Commands: `flask --app wsgi demo ...`."""

import click
from flask.cli import AppGroup

from backend.core import clock
from backend.demo.load import is_loaded, load
from backend.demo.refusals import DemoRefusedError
from backend.staff.commands import transaction
from backend.tips.host import database as tips_database
from backend.tips.pay_desk import paid_lists

demo = AppGroup("demo", help="The demo county.")


@demo.command("load")
@click.option(
    "--windows",
    type=click.IntRange(3, 12),
    default=10,
    show_default=True,
    envvar="DEMO_WINDOWS",
    help="How many windows of history, the running one among them.",
)
def load_demo_county(windows: int) -> None:
    """Load the demo into an empty database; where it is already, it stays as it is."""
    if is_loaded():
        click.echo("demo: as before")
        return
    try:
        with transaction():
            load(clock.now(), windows)
        tips_database.session().commit()
        paid_lists.publish()
    except DemoRefusedError as error:
        raise click.ClickException(
            f"这里已有自己的数据，不装演示数据；用 DEMO=0 启动，或用 DATA= 另指一个空目录。"
            f" / The demo is not loaded into this database, as {error}: start with DEMO=0, or name"
            " an empty folder by DATA=."
        ) from error
