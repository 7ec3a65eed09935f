"""Posting is tried through imports: the same store as the tests of the import."""

from __future__ import annotations

from tests.intake.conftest import desk

__all__ = ["desk"]
