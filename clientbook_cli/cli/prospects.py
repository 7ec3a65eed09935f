"""`clientbook score next`: who is likely to buy again, and how much."""

from __future__ import annotations

from clientbook_cli.cli.commands import part

prospects = part()
