"""A mail to many, ours and another program's, to the same TLS server without a throttle; and what one mail costs."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.pairs import Pair, Run, paired
from tests.bench.peers import environment
from tests.campaign.ready import CAMPAIGN, ready_store, typed
from tests.campaign.servers import PASSWORD, USER
from tests.source import ROOT

DATA = ROOT / "bench-data"
PYTHON = sys.executable
MAILS = 1_000  # recipients of one campaign
# The same words with the other program's variables, one for each column of its table.
PLAIN = """\
# {{brand}} has arrived

Dear {{first_name}},

We have taken a new name into our cases: {{brand}}, known for hand-set stones and soft, brushed gold.

Until now only our own people have seen them. We would like to show them to you before they go in the window.

- **Try them on.** No appointment needed, and no hurry.
- **Short of time?** Answer this mail with what you like, and we will send you photographs.
- **Looking for a present?** Tell us for whom and for when, and we will put a few pieces aside.

[Plan your visit](https://www.example.com)

Any of us will be glad to show you round, or call us on (503) 555-0100.

Warmly,

Harlow & Finch, 12 Pearl Street, Portland, OR 97205. To get no more of these, answer with the word stop.
"""


def against_mailmerge(*, markdown: bool) -> Pair:
    """Our send and mailmerge's, whole processes, in turn."""
    other = _mailmerge()
    with _server() as port:
        shutil.rmtree(DATA / "mailing", ignore_errors=True)
        made = ready_store(DATA / "mailing", port=port, mails=MAILS)
        merged = DATA / "merge"
        _write_merge(merged, port, markdown=markdown)

        def fresh() -> None:
            shutil.rmtree(DATA / "send", ignore_errors=True)
            shutil.copytree(made, DATA / "send")

        ours = typed(DATA / "send", "mail", "send", CAMPAIGN, "--confirm", str(MAILS))
        # It asks for the password on the terminal; without one, it reads it.
        alone = "setsid -w" if shutil.which("setsid") else ""
        login = f'cd "{merged}" && echo "{PASSWORD}" | {alone} "{other}" --no-dry-run --no-limit >/dev/null'
        theirs = ["sh", "-c", login]
        return paired(ours, theirs, runs=5, before=fresh)


def one_mail() -> Pair:
    """Seconds of processor time to write a thousand mails, bytes and all, against a thousandth of a second each."""
    from clientbook_cli.campaign.vocabulary import Person
    from tests.campaign.test_message import composer
    from tests.shop import NOW

    made = composer()
    people = [
        Person(client=n, name=f"Ann Lee {n}", first_name="Ann", associate="Maya Ortiz", last_brand="Solenne")
        for n in range(1000)
    ]
    best = 1e9
    for _ in range(5):
        start = time.process_time()
        for one in people:
            made.compose(one, to=f"a{one.client}@example.com", message_id=f"<{one.client}@example.com>", now=NOW)
        best = min(best, time.process_time() - start)
    return Pair(Run(best, 0), Run(1.0, 0), best)


@contextmanager
def _server() -> Iterator[int]:
    """A server in a process of its own, so that it does not share our interpreter."""
    command = [PYTHON, "-m", "tests.bench.postbox", str(DATA)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert server.stdout
    try:
        port = int(server.stdout.readline())
        os.environ["SSL_CERT_FILE"] = str(DATA / "authority.pem")
        yield port
    finally:
        os.environ.pop("SSL_CERT_FILE", None)
        server.terminate()
        server.communicate(timeout=10)


def _write_merge(folder: Path, port: int, *, markdown: bool) -> None:
    import markdown_it

    folder.mkdir(exist_ok=True)
    kind = "text/markdown" if markdown else "text/html"
    body = PLAIN if markdown else f"<html><body>{markdown_it.MarkdownIt().render(PLAIN)}</body></html>"
    heads = "TO: {{email}}\nSUBJECT: {{brand}} is here, {{first_name}}\nFROM: Harlow & Finch <shop@example.com>\n"
    (folder / "mailmerge_template.txt").write_text(f"{heads}CONTENT-TYPE: {kind}\n\n{body}", encoding="utf-8")
    (folder / "mailmerge_server.conf").write_text(
        f"[smtp_server]\nhost = 127.0.0.1\nport = {port}\nsecurity = STARTTLS\nusername = {USER}\n", encoding="utf-8"
    )
    with (folder / "mailmerge_database.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["email", "first_name", "brand"])
        rows.writerows([f"p{n}@example.com", f"First{n}", "Solenne"] for n in range(MAILS))


def _mailmerge() -> Path:
    """The other program."""
    return environment("mailmerge", "mailmerge==2.3.0") / "mailmerge"
