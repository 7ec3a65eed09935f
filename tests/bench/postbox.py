"""A mail server for the bench: STARTTLS, takes everything, keeps nothing. `python -m tests.bench.postbox FOLDER`."""

from __future__ import annotations

import ssl
import sys
import threading
from pathlib import Path

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from tests.campaign.servers import Greedy, free_port


class _Sink:
    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:  # noqa: N802
        return "250 taken"


class _Controller(Controller):
    def factory(self) -> SMTP:
        return Greedy(self.handler, **self.SMTP_kwargs)


def main(folder: Path) -> None:
    """Serve until it is ended; the port goes to stdout, the authority into the folder."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    controller = _Controller(
        _Sink(),
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        authenticator=lambda *_: AuthResult(success=True),
        auth_require_tls=True,
    )
    controller.start()
    print(controller.port, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
