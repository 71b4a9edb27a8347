"""`counterflow desk`."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from streams.cli.console import Json, load_settings, print_json

if TYPE_CHECKING:
    from streams.desk.accounts import Accounts

app = typer.Typer(
    help="""Work the queue in a browser: alerts of the store of COUNTERFLOW_POSTGRES_DSN by due date, each with its
    evidence and the form of the verdict, which goes to `dispositions`. Serves at COUNTERFLOW_DESK_HOST and
    COUNTERFLOW_DESK_PORT until SIGTERM or Ctrl-C. Who may sign in: `counterflow desk user`.""",
    invoke_without_command=True,
)
user = typer.Typer(help="Who may sign in at the desk.", no_args_is_help=True)
app.add_typer(user, name="user")

Name = Annotated[str, typer.Argument(help="The name, as it will stand in decisions.", show_default=False)]


@app.callback()
def desk(context: typer.Context) -> None:  # noqa: D103  (the group's help is what users see)
    if context.invoked_subcommand is not None:
        return
    settings = load_settings()
    from streams.desk.run import run

    run(settings)


@user.command()
def add(
    name: Name,
    role: Annotated[
        Literal["viewer", "analyst", "approver"] | None,
        typer.Option(
            help="Looks; decides; decides and is the second person. Without it a user keeps their role, and a new one"
            " is an analyst.",
            show_default=False,
        ),
    ] = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="They sign in at a proxy, see COUNTERFLOW_DESK_PROXY_HEADER.")
    ] = False,
) -> None:
    """Add a user, or give one a new password, and with --role a new role. The password is asked for, or is a line of
    standard input."""
    from streams.desk.accounts import Account, hashed

    accounts = _accounts()
    held = accounts.get(name)
    given = role or (held.role if held is not None else "analyst")
    accounts.put(Account(name, given, "" if no_password else hashed(_password())))
    typer.echo(f"{name} may sign in as {given}.")


@user.command("list")
def list_users(as_json: Json = False) -> None:
    """List users and their roles."""
    found = _accounts().all()
    if as_json:
        print_json([{"name": each.name, "role": each.role, "password": bool(each.password)} for each in found])
        return
    for each in found:
        typer.echo(f"{each.role:<9} {each.name}{'' if each.password else ' (at the proxy)'}")


@user.command()
def remove(name: Name) -> None:
    """Remove a user, which ends their sessions."""
    if not _accounts().remove(name):
        raise typer.BadParameter(f"there is no user {name}")
    typer.echo(f"{name} may not sign in any more.")


def _accounts() -> Accounts:
    from streams.desk.accounts import Accounts

    return Accounts(load_settings().desk_dir / "users.json")


def _password() -> str:
    """Asked for twice at a terminal; else a line of standard input."""
    from streams.desk.accounts import PASSWORD_MAX, PASSWORD_MIN

    if sys.stdin.isatty():
        found = getpass.getpass("Password: ")
        if getpass.getpass("Once more: ") != found:
            raise typer.BadParameter("the two are not the same")
    else:
        found = sys.stdin.readline().rstrip("\r\n")
    if not PASSWORD_MIN <= len(found) <= PASSWORD_MAX:
        raise typer.BadParameter(f"a password has from {PASSWORD_MIN} to {PASSWORD_MAX} characters")
    return found
