"""What to say fits every client, also the plainest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clientbook_cli.calls.profile import Profile, Secret
from clientbook_cli.calls.reasons import Reason
from clientbook_cli.calls.rules import BRAND, RULES
from clientbook_cli.calls.script import UNNAMED, Script, Scripts, aloud
from clientbook_cli.errors import TemplateError
from clientbook_cli.settings import StoreSettings
from clientbook_cli.templates import Templates
from tests.calls.planning import STORE, TOMORROW

PLAIN = Profile(1)
FULL = Profile(2, "Ann Lee", "Ann", "+15035550100", None, "Sam", TOMORROW, "Halo\nring")
WORDS_IN_TWENTY_SECONDS = 50  # at 150 words a minute


def script(
    kind: str,
    profile: Profile,
    *,
    store: StoreSettings = STORE,
    associate: str = "Maya Ortiz",
    about: str | None = None,
) -> Script:
    brand = "Aurelia" if kind == "brand" else None
    reason = Reason(kind, 1, profile.client, on=TOMORROW, brand=brand, about=about)
    return Scripts(Templates(), store).script(reason, profile, associate=associate)


@pytest.mark.parametrize("kind", [rule.kind for rule in (*RULES, BRAND)])
@pytest.mark.parametrize("about", [None, "Mia"], ids=["theirs", "of Mia"])
@pytest.mark.parametrize("profile", [PLAIN, FULL], ids=["plain", "full"])
@pytest.mark.parametrize("store", [STORE, StoreSettings(name="Harlow & Finch")], ids=["phone", "no phone"])
def test_every_script_names_the_store_asks_one_question_and_is_short(
    kind: str, profile: Profile, store: StoreSettings, about: str | None
) -> None:
    said = script(kind, profile, store=store, about=about)
    assert said.spoken.count("?") == 1
    assert "?" not in said.voicemail
    assert len(said.voicemail.split()) <= WORDS_IN_TWENTY_SECONDS
    for text in (said.spoken, said.voicemail):
        assert "Harlow & Finch" in text
        assert "  " not in text
        assert not any(f" {mark}" in text for mark in ",.;:?!")
        assert "None" not in text


def test_a_full_profile_is_spoken_to_by_name_about_their_piece() -> None:
    said = script("top-client", FULL).spoken
    assert said.startswith("Hello Ann, this is Maya at Harlow & Finch")
    assert "your Halo ring" in said


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("Seed Pearl Strand - 18 in", "Seed Pearl Strand"),
        ("Diver 40 - Steel / black - 2026", "Diver 40"),
        ("Halo-cut ring, 18K", "Halo-cut ring, 18K"),
        ("14k - Halo ring", "14k - Halo ring"),
        ("", ""),
    ],
)
def test_a_piece_is_spoken_of_without_its_size_and_metal(item: str, said: str) -> None:
    assert aloud(item) == said


def test_the_owner_of_a_store_that_names_nobody_is_not_called_owner() -> None:
    assert "this is Harlow & Finch" in script("birthday", PLAIN, associate=UNNAMED).spoken


def test_the_voicemail_never_tells_of_the_anniversary() -> None:
    assert "anniversary" not in script("anniversary", FULL).voicemail


def _own(folder: Path, text: str) -> Scripts:
    (folder / "script").mkdir()
    (folder / "script" / "birthday.txt").write_text(text, encoding="utf-8")
    return Scripts(Templates(folder), STORE)


def test_the_owners_own_script_comes_first_and_a_client_is_never_template_source(tmp_path: Path) -> None:
    scripts = _own(tmp_path, "Hi {{ first_name }}!\n---\nCall us.")
    hostile = Profile(3, None, "{{ 7 * 7 }}")
    said = scripts.script(Reason("birthday", 3, 3), hostile, associate="Maya")
    assert said == Script("Hi {{ 7 * 7 }}!", "Call us.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hi {{ frist_name }}\n---\nBye", "line 1: frist_name (nearest: first_name)"),
        ("Hi", "a script has two parts"),
        ("Hi\n---\nBye\n{{ name + 1 }}", "birthday.txt:4: cannot be rendered"),
    ],
)
def test_a_script_that_cannot_be_used_is_said_so(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TemplateError, match="script") as caught:
        _own(tmp_path, text).script(Reason("birthday", 3, 1), PLAIN, associate="Maya")
    assert said in str(caught.value)


def test_who_gives_is_called_about_whose_birthday_it_is_and_the_machine_is_not_told() -> None:
    said = script("birthday", FULL, about="Mia")
    assert "Mia's birthday is coming up on Sat 14 Nov" in said.spoken
    assert "Mia" not in said.voicemail


def test_a_surprise_is_named_to_nobody_it_is_kept_from_nor_left_on_a_machine() -> None:
    halo = Secret("Halo ring", "Aurelia", TOMORROW, "Sam", mine=False)
    kept = replace(FULL, last_item=None, secrets=(halo,))
    told = kept.kept_secret([Reason("wish", 6, 2, item="halo ring"), Reason("thank-you", 4, 2, item="Pearl strand")])
    assert [reason.kind for reason in told] == ["thank-you"]
    (bare,) = kept.kept_secret([Reason("wish", 6, 2, item="Halo ring, 18K")])
    assert (bare.kind, bare.item) == ("by-hand", None)
    gives = replace(FULL, secrets=(replace(halo, mine=True),))
    said = Scripts(Templates(), STORE).script(Reason("thank-you", 4, 2, item="Halo ring"), gives, associate="Maya")
    assert "Halo ring" in said.spoken
    assert "Halo" not in said.voicemail
