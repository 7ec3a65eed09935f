"""What to type next can be typed as it stands."""

from __future__ import annotations

import pytest

from tests.conftest import Till


def test_the_next_command_names_the_store_and_the_day_that_were_typed(till: Till) -> None:
    shop = till.type("status")
    assert f'next: clientbook --store "{till.store}" --today 2026-11-13 import' in shop.err


def test_a_store_named_by_the_environment_need_not_be_typed_again(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTBOOK_STORE", str(till.store))
    assert "next: clientbook import" in till.type("status", today=None).err
