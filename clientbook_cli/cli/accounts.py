"""`clientbook mail account`: the mailbox that sends, tried before it is kept."""

from __future__ import annotations

import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line
from clientbook_cli.errors import UsageError

if TYPE_CHECKING:
    from clientbook_cli.settings import AccountSettings

accounts = part()
PRESETS = "mail-accounts.toml"
SSL_PORT = 465


@command(accounts, "account", said="mail account")
def account(
    counter: Counter,
    *,
    user: Annotated[str, typer.Option(help="The login name at the provider.")] = "",
    sender: Annotated[str, typer.Option("--from", metavar="ADDRESS", help="The address mails come from.")] = "",
    preset: Annotated[str, typer.Option(help="A provider we know: gmail, workspace, icloud, fastmail, yahoo…")] = "",
    host: Annotated[str, typer.Option(help="The mail server, when no preset fits.")] = "",
    port: Annotated[int | None, typer.Option(help="Its port: 587, or 465 for TLS from the start.")] = None,
    tls: Annotated[Literal["starttls", "ssl"] | None, typer.Option(help="How the connection is made safe.")] = None,
    imap_host: Annotated[str, typer.Option(help="Where answers and bounces are read, by IMAP over TLS.")] = "",
    imap_port: Annotated[int | None, typer.Option(help="Its port: 993.")] = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin.")] = False,
    password_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A file of yours (chmod 600) that holds the password.")
    ] = None,
) -> Answer:
    """Set up the mailbox that sends: its login is tried, then kept; the password goes to the keyring.

    Example: clientbook mail account --preset gmail --user harlow@example.com --from harlow@example.com
    """
    from clientbook_cli import config
    from clientbook_cli.campaign.mailer import passwords
    from clientbook_cli.campaign.mailer.session import Mailer

    made, said = _account(
        counter,
        preset=preset,
        user=user,
        sender=sender,
        host=host,
        port=port or 0,
        tls=tls or "",
        imap_host=imap_host,
        imap_port=imap_port or 0,
    )
    if password_file:
        made = replace(made, password_file=str(password_file.expanduser().resolve()))
        password = passwords.read_password(made) or ""
    else:
        password = _typed(counter, user=made.user, stdin=password_stdin, said=said)
    with Mailer(made, password):
        counter.say(f"logged in at {made.host} as {made.user}")
    lies_in = made.password_file or passwords.save_password(made, password)
    config.write_account(counter.folder, made)
    shown: dict[str, Any] = {
        "host": made.host,
        "port": made.port,
        "tls": made.tls,
        "user": made.user,
        "from": made.sender,
        "per_minute": made.per_minute,
        "per_day": made.per_day,
        "quiet_from": made.quiet_from,
        "quiet_until": made.quiet_until,
        "imap_host": made.imap_host,
        "password_in": lies_in,
    }
    return Answer(
        data={"account": shown},
        show=lambda screen: screen.print(
            line(f"Mails leave from {made.sender} by {made.host}; the login works."),
            line(f"The password lies in: {lies_in}"),
            line(f"How fast: {_limits(made)}"),
            sep="\n",
        ),
        next="clientbook mail new NAME --template brand-launch --tier mid --set brand=…",
    )


def _account(
    counter: Counter,
    *,
    preset: str,
    user: str,
    sender: str,
    host: str,
    port: int,
    tls: str,
    imap_host: str,
    imap_port: int,
) -> tuple[AccountSettings, str]:
    """The account that was described, and what to know before its first login. Raises UsageError."""
    from clientbook_cli.campaign.headers import address
    from clientbook_cli.settings import AccountSettings

    known: dict[str, Any] = {}
    if preset:
        presets = tomllib.loads(counter.templates.find(PRESETS).text)
        if preset not in presets:
            raise UsageError(
                f"there is no preset {preset!r}",
                rule=f"there are: {', '.join(presets)}",
                next="choose one of them, or name the server with --host",
            )
        known = presets[preset]
    user = user or known.get("user", "")
    host = host or known.get("host", "")
    missing = [option for option, value in (("--host", host), ("--user", user), ("--from", sender)) if not value]
    if missing:
        raise UsageError(
            f"a mail account needs {' and '.join(missing)}",
            next="clientbook mail account --preset gmail --user U --from ADDRESS",
        )
    try:
        address(None, sender)
    except ValueError as error:
        raise UsageError(str(error), next="--from with the address your mails come from") from error
    port = port or known.get("port", 0) or (SSL_PORT if tls == "ssl" else 587)
    before = counter.settings.mail.account
    # Limits that the owner wrote for this server stay; those of another server mean nothing here.
    per_minute, per_day = (before.per_minute, before.per_day) if before.host == host else (0, 0)
    hours = [
        known.get(name, getattr(before, name) if before.host == host else "") for name in ("quiet_from", "quiet_until")
    ]
    made = AccountSettings(
        host=host,
        port=port,
        tls=tls or known.get("tls", "") or ("ssl" if port == SSL_PORT else "starttls"),
        user=user,
        sender=sender,
        per_minute=known.get("per_minute", per_minute),
        per_day=known.get("per_day", per_day),
        quiet_from=hours[0],
        quiet_until=hours[1],
        imap_host=imap_host or known.get("imap_host", before.imap_host if before.host == host else ""),
        imap_port=imap_port or before.imap_port,
    )
    return made, known.get("said", "")


def _typed(counter: Counter, *, user: str, stdin: bool, said: str) -> str:
    """The password from stdin, or typed hidden on a terminal. Raises UsageError where neither is possible."""
    if stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif counter.may_ask:
        if said:
            counter.say(said)
        password = typer.prompt(f"Password of {user}", hide_input=True, err=True)
    else:
        raise UsageError(
            "the password must come from somewhere",
            rule="typed hidden on a terminal, or by an option; never an option's value",
            next="add --password-stdin, or --password-file FILE",
        )
    if not password:
        raise UsageError("the password is empty", next="type the command again, with the password")
    return password


def _limits(made: AccountSettings) -> str:
    limits = [f"{made.per_minute} mails a minute"] if made.per_minute else []
    limits += [f"{made.per_day:,} recipients in 24 hours"] if made.per_day else []
    if made.quiet_from and made.quiet_until:
        limits.append(f"none between {made.quiet_from} and {made.quiet_until}")
    return ", ".join(limits) or "as fast as the server takes them"
