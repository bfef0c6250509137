"""Typed settings from the environment, with errors that name the variable and the remedy.

Every variable the product reads is read through this module and described in docs/reference/settings.md.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from leadership.lib.refusal import Refusal

Network = IPv4Network | IPv6Network
TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}
PASSWORD = re.compile(r"(?<=:)[^:/@]+(?=@)")


class Misconfigured(ImproperlyConfigured):
    """A variable that stops the start: one sentence that names it and the remedy, also as a `Refusal`."""

    def __init__(self, name: str, value: str, said: str, remedy: str = "") -> None:
        super().__init__(f"{said} {remedy}".strip())
        self.refusal = Refusal(name, value, said, remedy)


def flag(name: str, *, default: bool = False, source: Mapping[str, str] = os.environ) -> bool:
    """A yes or no. Raises ImproperlyConfigured for anything else."""
    text = source.get(name, "1" if default else "").strip().lower()
    if text in TRUE or text in FALSE:
        return text in TRUE
    raise Misconfigured(name, text, f"{name}={text!r} is neither yes nor no.", f"Write {name}=1 or {name}=0.")


def number(name: str, *, default: int, least: int, most: int, source: Mapping[str, str] = os.environ) -> int:
    """A whole number from `least` to `most`, both included."""
    text = source.get(name, "").strip() or str(default)
    if text.isdecimal() and least <= int(text) <= most:
        return int(text)
    remedy = f"Write a whole number from {least} to {most}."
    raise Misconfigured(name, text, f"{name}={text!r} is not a whole number from {least} to {most}.", remedy)


def text(name: str, *, default: str | None, remedy: str = "", source: Mapping[str, str] = os.environ) -> str:
    """A text; without a default it must be given."""
    value = source.get(name, "").strip() or default
    if value is None:
        raise Misconfigured(name, "", f"{name} is not set.", remedy)
    return value


def database(url: str) -> dict[str, Any]:
    """Django's database settings for a `sqlite:///PATH` or `postgres://…` address, with the options each one needs.

    SQLite takes its write lock when a transaction begins and waits 20 seconds for it; without that, parallel
    bookings would fail instead of queueing.
    """
    try:
        settings: dict[str, Any] = dict(environ.Env.db_url_config(url))
    except (ValueError, KeyError) as error:
        raise _wrong_address(url, "cannot be read") from error
    if settings.get("ENGINE") == "django.db.backends.sqlite3":
        return settings | _embedded(settings)
    if settings.get("ENGINE") == "django.db.backends.postgresql":
        return settings | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "OPTIONS": _served(settings)}
    raise _wrong_address(url, "names a database we do not run on")


def _wrong_address(url: str, said: str) -> Misconfigured:
    """Without the password, since errors end up in logs."""
    shown = PASSWORD.sub("…", url)
    return Misconfigured("DATABASE_URL", shown, f"DATABASE_URL={shown!r} {said}.", DATABASE_REMEDY)


DATABASE_REMEDY = "Write sqlite:////var/lib/heard/heard.sqlite3 or postgres://USER:PASSWORD@HOST:5432/NAME."


def _served(settings: Mapping[str, Any]) -> dict[str, Any]:
    """PostgreSQL plans a statement once for a connection that has said it five times, which saves a quarter of a page's
    work. A pool that gives each transaction another connection may not keep such plans: `?prepared=no`."""
    options = dict(settings.get("OPTIONS", {}))
    said = {"prepared": str(options.pop("prepared", "yes"))}
    is_prepared = flag("prepared", default=True, source=said)
    return {**options, **_kept_plans()} if is_prepared else options


def _kept_plans() -> dict[str, Any]:
    from leadership.lib.bound import Cursor  # the driver is loaded where there is a server

    return {"server_side_binding": True, "prepare_threshold": 5, "cursor_factory": Cursor}


def _embedded(settings: Mapping[str, Any]) -> dict[str, Any]:
    Path(settings["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    return {
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    }


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A folder on an IMAP server, with who signs in there. `secured` is ssl, tls (STARTTLS) or none."""

    host: str
    port: int
    secured: str
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"


MAILBOX_PORTS = {"imap+ssl": 993, "imap+tls": 143, "imap": 143}


def mailbox(name: str, *, source: Mapping[str, str] = os.environ) -> Mailbox | None:
    """The folder that `imap+ssl://USER:PASSWORD@HOST:993/FOLDER` names; None when nothing is set."""
    url = source.get(name, "").strip()
    if not url:
        return None
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in MAILBOX_PORTS or not (parts.hostname and parts.username and parts.password):
        shown = PASSWORD.sub("…", url)
        remedy = "Write imap+ssl://USER:PASSWORD@HOST:993/INBOX; signs such as @ or / in USER and PASSWORD as %40, %2F."
        raise Misconfigured(name, shown, f"{name}={shown!r} is not the address of a mailbox.", remedy)
    secured = parts.scheme.partition("+")[2] or "none"
    user, password = unquote(parts.username), unquote(parts.password)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return Mailbox(parts.hostname, port or MAILBOX_PORTS[parts.scheme], secured, user, password, folder)


def keys(name: str, *, default: str | None, source: Mapping[str, str] = os.environ) -> list[str]:
    """Fernet keys, newest first, separated by commas."""
    remedy = "Make one with: python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
    found = [key.strip() for key in text(name, default=default, remedy=remedy, source=source).split(",") if key.strip()]
    for key in found:
        try:
            Fernet(key)
        except ValueError as error:
            raise Misconfigured(name, "", f"{name} holds something that is not a Fernet key.", remedy) from error
    return found


def networks(name: str, *, source: Mapping[str, str] = os.environ) -> tuple[Network, ...]:
    """Networks in CIDR form, separated by commas; none by default."""
    written = [part.strip() for part in source.get(name, "").split(",") if part.strip()]
    try:
        return tuple(ip_network(part) for part in written)
    except ValueError as error:
        said, remedy = f"{name} holds something that is not a network.", "Write it as 10.20.0.0/16, parted by commas."
        raise Misconfigured(name, ",".join(written), said, remedy) from error


def kept_secret(path: Path, make: Any) -> str:
    """A secret of the demo installation: made once, kept in `path`, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(make())
    return path.read_text().strip()
