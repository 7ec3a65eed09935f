"""Words that are nearly a word: what somebody meant who hit a wrong key. Pure."""

from __future__ import annotations

from collections.abc import Collection

# How many keys may be wrong in a word of at most this many letters; in longer ones two.
_EXACT, _ONE = 3, 6


def near(word: str, words: Collection[str]) -> dict[str, int]:
    """Which of `words` may be meant by `word`, each with how many letters are wrong, missing, or swapped.

    A word counts as begun, too: "burk" is "burkhalter" with nothing wrong.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    most = 0 if len(word) <= _EXACT else 1 if len(word) <= _ONE else 2
    found = process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=None)
    far = {match[0]: int(match[1]) for match in found}
    return far | {known: 0 for known in words if known.startswith(word)}
