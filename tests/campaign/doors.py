"""Every door by which a word against a mail comes into a store, each a typed command; the oracle hears it too."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Set

from clientbook_cli.campaign.message import Letter
from tests.campaign.returned import COMPLAINT, EXIM, QMAIL, answer, old, report
from tests.campaign.town import Oracle, Town
from tests.conftest import Till
from tests.shop import TODAY, Shop

AT_ONCE = 8  # people of a burst where one command takes many
ON_THE_SHEET = 20  # of a hundred clients
TO_FORGET = 1000  # clients to one who is forgotten: each time the whole book is written anew
_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE)
_TOKEN = re.compile(rb"c\d+\.\d+\.[0-9a-f]{20}")


class Doors:
    """`waiting`: clients on the list; half of what is said is said by them. `letters`: mails that people can answer."""

    def __init__(self, till: Till, town: Town, oracle: Oracle, letters: Mapping[int, Letter], *, seed: int) -> None:
        self._till = till
        self._oracle = oracle
        self._letters = letters
        self._pick = random.Random(seed)
        self._clients: list[int] = [one["client"] for one in town.clients]
        self._rows: dict[int, int] = {}
        self._sheet = 0
        self._gone: set[int] = set()  # forgotten: nobody finds them again
        self._files = 0
        self.waiting: Set[int] = frozenset()
        self.opened: Counter[str] = Counter()
        self._by_name: dict[str, Callable[[], int]] = {
            "typed": self._typed,
            "only personally": self._only_personally,
            "a mailbox that is not theirs": self._forged,
            "mail inbox": self._mailbox,
            "opt-outs imported": self._imported,
            "spoken to": self._spoken_to,
            "merged": self._merged,
            "merged with who stopped": self._merged_with_a_stop,
            "forgotten": self._forgotten,
        }
        self.names = tuple(self._by_name)
        self._turn = 0

    def put_on_a_sheet(self, shop: Shop) -> None:
        """Some clients stand on today's calls."""
        listed = self._pick.sample(self._clients, max(1, len(self._clients) * ON_THE_SHEET // 100))[:2000]
        self._sheet = shop.call_sheet(TODAY, [(client, "Maya Ortiz") for client in listed])
        self._rows = {client: row for row, client in enumerate(listed, start=1)}

    def burst(self) -> None:
        """Something comes in by three of the doors."""
        for _ in range(3):
            name = self.names[self._turn % len(self.names)]
            self._turn += 1
            self.opened[name] += self._by_name[name]()

    def _somebody(self) -> int:
        waiting = sorted(self.waiting - self._gone)
        if waiting and self._pick.random() < 0.5:
            return self._pick.choice(waiting)
        return self._pick.choice([one for one in self._clients if one not in self._gone])

    def _some(self, number: int, among: Set[int]) -> list[int]:
        """A few, half of them on the list and not written to yet."""
        here = sorted(among - self._gone)
        waiting = sorted(among & self.waiting - self._gone)
        return list(
            {
                *self._pick.sample(waiting, min(number // 2, len(waiting))),
                *self._pick.sample(here, min(number // 2, len(here))),
            }
        )

    def _type(self, *words: str, codes: tuple[int, ...] = (0,)) -> int:
        typed = self._till.type(*words)
        code: int = typed.code
        assert code in codes, (words, typed.err)
        return code

    def _typed(self) -> int:
        client = self._somebody()
        self._type("client", "consent", f"C{client}", "email", "stopped", "--reason", "said so at the counter")
        self._oracle.stop(client)
        return 1

    def _only_personally(self) -> int:
        """Whoever is under a stop is refused, and stays so."""
        client = self._somebody()
        words = ("client", "consent", f"C{client}", "email", "one-to-one", "--reason", "no more of these")
        if self._type(*words, codes=(0, 2)) == 0:
            self._oracle.only_personally(client)
        return 1

    def _forged(self) -> int:
        """Bounces and stops of whoever never had the mail: nothing follows from them."""
        contents = []
        for client in self._some(AT_ONCE, self._letters.keys()):
            letter = self._letters[client]
            forged = (
                _told(_ID, letter).replace("0", "1") if "0" in _told(_ID, letter) else "<clientbook.1.1.0@x.example>"
            )
            token = _told(_TOKEN, letter)[:-1] + "x"
            own = f"f{self._files}.{client}"
            contents.append(self._pick.choice((
                report(forged, address=letter.address, own=own),
                answer("", subject=f"stop {token}", sender=letter.address, own=own),
                old(QMAIL, forged, address=letter.address, own=own),
            )))  # fmt: skip
        return self._read(contents)

    def _mailbox(self) -> int:
        """Bounces, complaints and stops of people who had the mail of two months ago."""
        contents = []
        for client in self._some(AT_ONCE, self._letters.keys()):
            letter = self._letters[client]
            message_id, token, own = _told(_ID, letter), _told(_TOKEN, letter), f"m{self._files}.{client}"
            bounced, content = self._pick.choice((
                (True, report(message_id, address=letter.address, own=own)),
                (True, old(QMAIL, message_id, address=letter.address, own=own)),
                (True, old(EXIM, message_id, address=letter.address, own=own)),
                (False, old(COMPLAINT, message_id, address=letter.address, own=own)),
                (False, answer("", subject=f"stop {token}", sender="somebody@else.example", own=own)),
                (False, answer("STOP", about=message_id, sender=letter.address, own=own)),
            ))  # fmt: skip
            contents.append(content)
            self._oracle.shut_box(letter.address)
            if not bounced:
                self._oracle.stop(client)
        return self._read(contents)

    def _read(self, contents: list[bytes]) -> int:
        self._files += 1
        folder = self._till.store.parent / f"arrived{self._files}"
        folder.mkdir()
        for number, content in enumerate(contents):
            (folder / f"{number}.eml").write_bytes(content)
        self._type("mail", "inbox", str(folder), "--yes")
        return len(contents)

    def _imported(self) -> int:
        """A list of addresses, as another mail program gives it out; some in capitals, some of nobody here."""
        boxes = [box for client in self._some(AT_ONCE, set(self._clients)) if (box := self._oracle.box[client])]
        self._files += 1
        file = self._till.store.parent / f"stops{self._files}.csv"
        lines = [self._pick.choice((box, box.upper())) for box in [*boxes, f"nobody{self._files}@example.com"]]
        file.write_text("\n".join(["Email", *lines, ""]), encoding="utf-8")
        self._type("import", str(file), "--kind", "optouts")
        for box in boxes:
            self._oracle.shut_box(box)
        return len(boxes)

    def _spoken_to(self) -> int:
        """A call that was made: no mail for some days."""
        rows = {client: row for client, row in self._rows.items() if client not in self._gone}
        client = self._pick.choice(sorted(rows))
        self._type("calls", "log", str(rows[client]), "T", "--sheet", str(self._sheet))
        del self._rows[client]
        self._oracle.spoke(client)
        return 1

    def _merged(self) -> int:
        return self._tie(self._somebody(), self._somebody())

    def _merged_with_a_stop(self) -> int:
        """Somebody turns out to be who stopped under another number, with another mailbox."""
        one, other = self._somebody(), self._somebody()
        self._type("client", "consent", f"C{other}", "email", "stopped", "--reason", "a letter")
        self._oracle.stop(other)
        return self._tie(one, other)

    def _tie(self, one: int, other: int) -> int:
        if self._oracle.is_same(one, other):
            return 0
        self._type("merge", f"C{one}", f"C{other}")
        self._oracle.merge(one, other)
        return 1

    def _forgotten(self) -> int:
        if self.opened["forgotten"] > min(len(self._clients) // TO_FORGET, 4):
            return 0
        client = self._somebody()
        self._type("forget", f"C{client}", "--yes")
        self._gone |= self._oracle.person(client)
        self._oracle.forget(client)
        return 1


def _told(pattern: re.Pattern[bytes], letter: Letter) -> str:
    """What a mail says of itself."""
    found = pattern.search(letter.content)
    assert found
    return found[found.re.groups].decode()
