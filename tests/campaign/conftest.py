"""A campaign ready to send, a server to send it to, and a clock that only moves when told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import trustme

from clientbook_cli.audience.rule import EVERYBODY, Rule
from clientbook_cli.campaign import campaigns, ladder, template
from clientbook_cli.campaign import send as engine
from clientbook_cli.campaign.campaigns import Campaign, Make
from clientbook_cli.campaign.carrier import Carrier
from clientbook_cli.campaign.files import Carried
from clientbook_cli.campaign.mailer.session import Mailer, Timeouts
from clientbook_cli.campaign.message import LAYOUT, Composer
from clientbook_cli.campaign.send import Clock, SendReport
from clientbook_cli.settings import Settings, StoreSettings
from clientbook_cli.templates import Templates
from tests.campaign.servers import PASSWORD, Post, serving, trust
from tests.shop import NOW, TODAY, Shop

STORE = StoreSettings(
    name="Harlow & Finch",
    email="shop@example.com",
    address="12 Pearl Street, Portland, OR 97205",
    website="https://www.example.com",
)
SETTINGS = Settings(store=STORE)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AbstractContextManager[Post]]:
    """`with server(answers={"RCPT": {"ann1@example.com": "550 no such user"}}) as post:`; its authority is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(trust(authority, tmp_path)))
    return lambda **more: serving(authority, **more)


@dataclass
class Watch:
    """A clock for tests: waiting moves it."""

    seconds: float = 0
    waited: list[float] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.seconds += seconds

    def now(self) -> dt.datetime:
        return NOW + dt.timedelta(seconds=self.seconds)

    @property
    def clock(self) -> Clock:
        return Clock(now=self.now, real=self.now, monotonic=lambda: self.seconds, wait=self.wait)


@dataclass
class Outing:
    """A campaign and everything to send it with."""

    shop: Shop
    lock: Path
    watch: Watch = field(default_factory=Watch)
    settings: Settings = SETTINGS

    def draft(
        self,
        *,
        name: str = "spring",
        rule: Rule | None = None,
        hold_out: str = "0",
        brand: str = "Marlow & Pine",
        carried: tuple[Carried, ...] = (),
    ) -> Campaign:
        taken = template.read(Templates().find("mail/brand-launch.md"))
        return campaigns.new(
            self.shop.book,
            name=name,
            make=Make(
                template=taken,
                layout=Templates().find(LAYOUT),
                carried=carried,
                values=taken.values({"brand": brand}),
            ),
            rule=rule or EVERYBODY,
            hold_out=Decimal(hold_out),
            settings=self.settings,
            today=TODAY,
            now=self.watch.now(),
        )

    def approve(self, draft: Campaign, *, folder: Path | None = None) -> Campaign:
        ladder.approve(
            self.shop.book,
            draft,
            recipients=draft.chosen,
            folder=str(folder) if folder else None,
            settings=self.settings,
            now=self.watch.now(),
        )
        return self.again(draft)

    def approved(self, *, folder: Path | None = None, **more: Any) -> Campaign:
        return self.approve(self.draft(**more), folder=folder)

    def again(self, campaign: Campaign) -> Campaign:
        return campaigns.find(self.shop.book, campaign.name)

    def composer(self, campaign: Campaign) -> Composer:
        return Composer(
            campaign.mail_template,
            campaign.layout,
            campaign.values,
            self.settings,
            "shop@example.com",
            campaign=campaign.campaign,
            secret=campaign.secret,
            carried=campaigns.carried(self.shop.book, campaign),
        )

    def send(self, campaign: Campaign, carrier: Carrier, **more: Any) -> SendReport:
        return engine.send(
            lambda: nullcontext(self.shop.book),
            campaign=campaign,
            carrier=carrier,
            composer=self.composer(campaign),
            settings=self.settings,
            clock=self.watch.clock,
            lock=self.lock,
            **more,
        )

    def send_to(self, post: Post, campaign: Campaign, *, tls: str = "starttls", **more: Any) -> SendReport:
        with Mailer(post.account(tls=tls), PASSWORD, timeouts=Timeouts(connect=5, command=1, reply=1)) as mailer:
            return self.send(campaign, mailer, **more)

    def states(self, campaign: Campaign) -> dict[str, int]:
        return {state: number for state, number in self.again(campaign).states.items() if number}


@pytest.fixture
def outing(shop: Shop, tmp_path: Path) -> Outing:
    return Outing(shop, tmp_path / "mail.lock")


@pytest.fixture
def people(shop: Shop) -> Callable[[int], None]:
    """So many clients, ann1@example.com and on."""

    def add(number: int) -> None:
        for one in range(1, number + 1):
            shop.client(f"Ann Lee {one}", email=f"ann{one}@example.com")

    return add


def strict(settings: Settings = SETTINGS, **mail: Any) -> Settings:
    """The same settings with some of [mail] changed."""
    return replace(settings, mail=replace(settings.mail, **mail))
