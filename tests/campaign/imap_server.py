"""A small IMAP server on loopback, with TLS from the start; it notes each command."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import trustme

from tests.campaign.servers import PASSWORD, USER


@dataclass
class Desk:
    """The mailbox's folders, and what clients asked for."""

    folders: Mapping[str, list[bytes]]
    port: int = 0
    commands: list[str] = field(default_factory=list)


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("* OK ready")
        folder: list[bytes] = []
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            tag, _, command = line.partition(" ")
            self.server.desk.commands.append(command)
            word = command.split()[0].upper()
            if word == "CAPABILITY":
                self._say("* CAPABILITY IMAP4rev1")
            elif word == "LOGIN":
                if f'"{PASSWORD}"' not in command or USER not in command:
                    self._say(f"{tag} NO wrong password")
                    continue
            elif word == "LIST":
                for name in self.server.desk.folders:
                    flags = "\\Sent" if name.startswith("Gesendet") else "\\HasNoChildren"
                    self._say(f'* LIST ({flags}) "/" "{name}"')
            elif word in ("EXAMINE", "SELECT"):
                folder = self.server.desk.folders[command.split(maxsplit=1)[1].strip('"')]
                self._say(f"* {len(folder)} EXISTS")
            elif command.upper().startswith("UID SEARCH"):
                wanted = re.search(r'HEADER Message-ID "([^"]+)"', command)
                hits = [str(n) for n, one in enumerate(folder, 1) if not wanted or wanted[1].encode() in one]
                self._say(f"* SEARCH {' '.join(hits)}".strip())
            elif command.upper().startswith("UID FETCH"):
                for number in command.split()[2].split(","):
                    one = folder[int(number) - 1]
                    self._say(f"* {number} FETCH (UID {number} FLAGS () RFC822.SIZE {len(one)} BODY[] {{{len(one)}}}")
                    self.wfile.write(one)
                    self._say(")")
            elif word == "LOGOUT":
                self._say("* BYE")
                self._say(f"{tag} OK bye")
                return
            self._say(f"{tag} OK done")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    desk: Desk
    context: ssl.SSLContext

    def get_request(self) -> Any:
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not trust us hangs up: that is what some tests want."""


@contextmanager
def mailbox(authority: trustme.CA, folders: Mapping[str, list[bytes]]) -> Iterator[Desk]:
    """A server that runs while the block lasts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = _Server(("127.0.0.1", 0), _Handler)
    server.context = context
    server.desk = Desk(folders, port=server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.desk
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
