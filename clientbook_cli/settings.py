"""Everything an owner may set, with its default and its unit, as frozen values; and where things lie in a store folder.

Each class is one table of `clientbook.toml`, each field one key. Reading the file, and finding what is wrong with it,
is `config`'s work. A `help` in a field's metadata is the comment that stands above the key in the packaged file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# What stands in this many countries' law as "ask first" for mass mail; elsewhere a customer may be written to until
# they say stop (CAN-SPAM). The store can say either, whatever its country.
OPT_OUT_COUNTRIES = frozenset({"US"})

# Where a call needs a purchase or an inquiry not long ago (the US rule on established business relationships).
CALL_LIMIT_COUNTRIES = frozenset({"US"})

# Trades whose usual cuts come with the program, each a file in templates/trade; the first is the default.
TRADES = ("jeweler", "fashion", "gifts", "grocery")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """[store]: who the store is, as mails, sheets and figures show it."""

    name: str = "My store"
    email: str = ""
    phone: str = ""
    website: str = ""
    address: str = ""  # postal, one line; no mail leaves without it
    country: str = "US"  # ISO 3166 alpha-2: how phone numbers without a prefix are read
    currency: str = "USD"  # ISO 4217: the currency of every figure
    timezone: str = "America/New_York"  # IANA: where a day begins and ends
    locale: str = "en_US"  # how money is written for people


@dataclass(frozen=True, slots=True, kw_only=True)
class Associate:
    """[[associates]]: one person who calls clients."""

    name: str
    target: int | None = None  # calls a day; none: [calls] target
    days_off: tuple[str, ...] = ()  # names of weekdays


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisSettings:
    """[score.recency|frequency|monetary]: how one figure becomes a score.

    `fixed`: `cuts` are upper bounds in the axis's unit (days, purchases, money), rising; a value equal to a cut
    belongs below it. `quantile`: `bins` equal shares of the store's own buyers, ties always sharing a score.
    """

    method: str = "fixed"
    cuts: tuple[float, ...] = ()
    bins: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSettings:
    """[score]: which sales count, how each figure is cut into scores, and the tables of tiers and segments.

    The defaults are a jeweler's; another trade's lie over them, and what the owner wrote lies over those.
    """

    trade: str = TRADES[0]
    since: dt.date | None = None  # sales before this day do not count
    window_days: int = 0  # sales longer ago than this do not count; 0: however long ago
    floor: float = 0.0  # money: a sale worth less does not count
    one_purchase_a_day: bool = False  # several receipts of one client on one day are one purchase
    recency: AxisSettings = AxisSettings(cuts=(180, 365, 730, 1095))
    frequency: AxisSettings = AxisSettings(cuts=(1, 2, 4, 9))
    monetary: AxisSettings = AxisSettings(method="quantile")
    tiers: Mapping[str, tuple[int, int]] = field(
        default_factory=lambda: {"top": (12, 15), "mid": (8, 11), "base": (3, 7)}
    )  # name -> lowest and highest R+F+M total
    segments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # name -> codes; empty: the default table


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonSettings:
    """One line of [calls.reasons]: a reason to call.

    `priority`: how much it weighs. `days`: when it is due, counted as its remark in the file says. `open_for`: days it
    stays a reason from then on. `hold_out`: the share of its calls that is not made, to measure the others against.
    """

    on: bool = True
    priority: int = 1
    days: tuple[int, ...] = ()
    open_for: int = 0
    hold_out: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsSettings:
    """[calls.reasons]: every reason to call, each on a line of its own."""

    follow_up: ReasonSettings = ReasonSettings(priority=8)
    need_by: ReasonSettings = ReasonSettings(priority=7, days=(14,))
    wish: ReasonSettings = ReasonSettings(priority=6, open_for=30)
    liked: ReasonSettings = ReasonSettings(priority=5, days=(120,), open_for=30)
    brand: ReasonSettings = ReasonSettings(priority=5)
    anniversary: ReasonSettings = ReasonSettings(priority=4)
    bridal: ReasonSettings = ReasonSettings(priority=4, days=(30, 60, 90), open_for=10)
    thank_you: ReasonSettings = ReasonSettings(priority=4, days=(2,), open_for=6)
    big_purchase: ReasonSettings = ReasonSettings(priority=4, days=(180, 335), open_for=14)
    birthday: ReasonSettings = ReasonSettings(priority=3)
    occasion: ReasonSettings = ReasonSettings(priority=3)
    satisfaction: ReasonSettings = ReasonSettings(priority=3, days=(30,), open_for=14)
    slipping: ReasonSettings = ReasonSettings(priority=3, days=(180,), open_for=60)
    last_year: ReasonSettings = ReasonSettings(priority=3, days=(30,))
    warranty: ReasonSettings = ReasonSettings(priority=3, days=(30,))
    inspection: ReasonSettings = ReasonSettings(priority=2, days=(182,), open_for=30)
    appraisal: ReasonSettings = ReasonSettings(priority=2, days=(730,), open_for=30)
    top_client: ReasonSettings = ReasonSettings(priority=2)
    next_on_list: ReasonSettings = ReasonSettings(priority=1, days=(10,), open_for=20)
    missing_facts: ReasonSettings = ReasonSettings(priority=1, days=(90,))


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSettings:
    """[calls]: how many calls, to whom, how often, and why."""

    target: int = 8  # calls a day for each associate
    top_tier: str = "top"  # the tier that is called in person
    top_every_days: int = 60  # a top client not spoken to for this long is due
    occasion_days: int = 14  # birthdays and anniversaries this far ahead are due
    occasion_days_of_tier: Mapping[str, int] = field(default_factory=lambda: {"top": 21})  # another lead for a tier
    quiet_days: int = 7  # nobody is called within this many days of any contact
    again_days: int = 2  # a promised call that nobody answered is tried again after so many days
    cap: int = 4  # calls to one client in `cap_days`
    cap_days: int = 30
    wait_days: int = 7  # a call that waited so long for the client's own associate goes to whoever is free
    big_purchase: float = 2500.0  # in the store's currency: what is looked after for years
    bridal: tuple[str, ...] = ("engagement", "wedding", "bridal")  # words in the category or the piece's name
    inspected: tuple[str, ...] = ("engagement", "ring", "diamond")
    warranted: tuple[str, ...] = ("watch",)
    warranty_months: int = 24
    reasons: ReasonsSettings = ReasonsSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class HuddleSettings:
    """[huddle]: what the morning's figures are held against, in the store's currency."""

    month_target: float = 0.0  # net sales of a month; 0: none
    months: Mapping[str, float] = field(default_factory=dict)  # "2026-12" -> another target for that month


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """[mail.account]: the mailbox that sends. The password is never here: keyring, or a private file."""

    host: str = ""
    port: int = 587
    tls: str = "starttls"  # or "ssl"
    user: str = ""
    sender: str = ""  # the From address
    password_file: str = ""  # a 0600 file read each time; empty: the keyring
    per_minute: int = 0  # mails a minute; 0: as fast as the server takes them
    per_day: int = 0  # recipients in any 24 hours; 0: no limit
    quiet_from: str = ""  # no mail leaves from this hour of the store's day (21:00) …
    quiet_until: str = ""  # … until this one (08:00); empty: at any hour
    imap_host: str = ""  # where answers and bounces are read; empty: nowhere
    imap_port: int = 993  # TLS from the start


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """[mail]: rules for mails to many."""

    quiet_days: int = 7  # nobody contacted within this many days is mailed
    approval_hours: int = 72  # an approval older than this must be given again
    call_days: int = (
        7  # whose call stands open on a sheet this many days old or newer is not mailed; 0: is all the same
    )
    pause_after_errors: int = 10  # mails in a row that did not go out before a run pauses; 0: never
    logo: str = ""  # a picture in the store's folder that heads every mail
    unsubscribe: str = ""  # address (or https page) that takes opt-outs; empty: the From address
    one_click: bool = False  # whether that page takes the POST of RFC 8058
    account: AccountSettings = AccountSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSettings:
    """[consent]: `mass` = "opt-out" (mail until they say stop) or "opt-in" (mail only who subscribed)."""

    mass: str = ""  # empty: what the store's country asks for
    calls: str = (
        ""  # "relationship": calls only so long after a purchase or an inquiry; "open"; empty: as the country asks
    )
    purchase_months: int = 18  # "relationship": months after a purchase
    inquiry_months: int = 3  # the same after a visit, or a promise that was made to the client


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSettings:
    """[visits]: when a visit that bought nothing is followed up."""

    follow_up_days: int = 7
    need_by_lead_days: int = 5  # days before "need by" at which the follow-up is due at the latest
    by_category: Mapping[str, int] = field(default_factory=dict)  # category -> follow-up days


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureSettings:
    """[measure]: `window_days`: a sale this many days after a contact may be its doing."""

    window_days: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSettings:
    """[backups]: `keep`: so many of the copies in the store's folder backups/ stay, the newest; at least 1."""

    keep: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSettings:
    """[imports]: what is no merchandise, and how large a file may be before it is taken for damaged or hostile."""

    repairs: tuple[str, ...] = ()  # names of items and categories; one that ends in * stands for all that begin so
    services: tuple[str, ...] = ()
    most_columns: int = 500
    most_cell_kb: int = 32  # thousands of characters (1,024) in one cell
    most_unpacked_mb: int = 2048  # what comes out of a .gz, .zip or .xlsx
    most_ratio: int = 100  # so many times the size of the packed file


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of `clientbook.toml`."""

    store: StoreSettings = StoreSettings()
    associates: tuple[Associate, ...] = ()
    score: ScoreSettings = field(default_factory=ScoreSettings)
    calls: CallSettings = field(default_factory=CallSettings)
    huddle: HuddleSettings = field(default_factory=HuddleSettings)
    mail: MailSettings = MailSettings()
    consent: ConsentSettings = ConsentSettings()
    visits: VisitSettings = field(default_factory=VisitSettings)
    measure: MeasureSettings = MeasureSettings()
    backups: BackupSettings = BackupSettings()
    imports: ImportSettings = ImportSettings()

    @property
    def mass_mail_needs_opt_in(self) -> bool:
        """Whether a mass mail may go only to those who subscribed."""
        mass = self.consent.mass or ("opt-out" if self.store.country in OPT_OUT_COUNTRIES else "opt-in")
        return mass == "opt-in"

    @property
    def call_months(self) -> int | None:
        """Months after a purchase in which a call is allowed; none: without limit."""
        open_to_calls = self.consent.calls or ("relationship" if self.store.country in CALL_LIMIT_COUNTRIES else "open")
        return self.consent.purchase_months if open_to_calls == "relationship" else None


@dataclass(frozen=True, slots=True)
class StoreFolder:
    """Where each thing of one store lies."""

    path: Path

    @property
    def settings(self) -> Path:
        return self.path / "clientbook.toml"

    @property
    def book(self) -> Path:
        return self.path / "book.duckdb"

    @property
    def backups(self) -> Path:
        return self.path / "backups"

    @property
    def imports(self) -> Path:
        return self.path / "imports"

    @property
    def sheets(self) -> Path:
        return self.path / "sheets"

    @property
    def mails(self) -> Path:
        return self.path / "mails"

    @property
    def templates(self) -> Path:
        return self.path / "templates"
