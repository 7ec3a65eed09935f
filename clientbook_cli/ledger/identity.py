"""Which particulars are one person. Pure: the answer depends on the set of particulars alone, never on their order.

The same till number is the same person. The same email or phone is, when the names agree or one has none. People who
share a mailbox or a phone under other names are never joined; who could be either of two stays alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

# A key with more different names than this is a shop's own number or a placeholder: it says nothing about anybody.
MOST_NAMES = 30

Words = tuple[str, ...]
_WORD = re.compile(r"[^\W_]+")
# Letters that are an accented one to their readers, and to Unicode a letter of their own.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"})


# What is said before a name, and after it: Mr Lee may be any of them, John Lee Jr. is not John Lee Sr.
TITLES = frozenset(
    ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "rev", "hon", "sr", "sra", "srta", "don", "dona")
)
_GENERATIONS = {"jr": "jr", "junior": "jr", "snr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv"}


@dataclass(frozen=True, slots=True)
class Known:
    """One set of particulars. `keys` that begin with `email ` or `phone ` join where names agree, all others always."""

    identity: int
    name: str | None
    client: int | None  # the number it has in the book
    keys: Sequence[str]


@dataclass(frozen=True, slots=True)
class Placed:
    """What becomes of client numbers."""

    client: Mapping[int, int | None]  # identity -> number; none: its group gets a new one
    anchor: Mapping[int, int]  # identity -> the identity its group is known by
    merges: tuple[tuple[int, int], ...]  # numbers that are one person: client, into which
    owners: Mapping[int, int]  # client number -> anchor of the group that keeps it


def fold(name: str | None) -> Words:
    """The words of a name without case, accents, punctuation and order."""
    text = (name or "").lower()
    if not text.isascii():
        plain = (c for c in unicodedata.normalize("NFKD", name or "") if not unicodedata.combining(c))
        text = "".join(plain).lower().translate(_LETTERS)
    return tuple(sorted(_WORD.findall(text)))


def bare(name: str | None) -> Words:
    """The words of a name without titles and generations."""
    return tuple(word for word in fold(name) if word not in TITLES and word not in _GENERATIONS)


def suffixes(name: str | None) -> frozenset[str]:
    """Which generation a name says: father and son may share a name, a phone and a house."""
    words = fold(name)
    # "Sr" is said after a name in English and before it in Spanish.
    senior = {"sr"} if (name or "").casefold().rstrip(". ").endswith((" sr", ",sr")) else set[str]()
    return frozenset({_GENERATIONS[word] for word in words if word in _GENERATIONS} | senior)


def agree(one: Words, other: Words) -> bool:
    """Whether two folded names can be one person's.

    Every word of the shorter is in the longer, whole or as an initial, and at least one is there whole. Where an
    initial stands for a word, no whole word may be left over: Georg B. Lee is neither Blanche Lee nor B. Lee. Father
    and son (Jr., Sr.) never agree.
    """
    if {_GENERATIONS.get(word) for word in one} != {_GENERATIONS.get(word) for word in other}:
        return False
    short, long = sorted((one, other), key=len)
    left, initials, whole = list(long), list[str](), 0
    for word in short:
        if word in left and len(word) > 1:
            left.remove(word)
            whole += 1
        else:
            initials.append(word)
    for word in initials:
        match = next((rest for rest in left if _is_initial(word, rest)), None)
        if match is None:
            return False
        left.remove(match)
    return whole > 0 and not (initials and any(len(rest) > 1 for rest in left))


def _is_initial(one: str, other: str) -> bool:
    return (len(one) == 1 or len(other) == 1) and one[0] == other[0]


class _Clusters:
    """Union-find over places in a list."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def join(self, one: int, other: int) -> None:
        one, other = self.root(one), self.root(other)
        self._parent[max(one, other)] = min(one, other)


def group(known: Sequence[Known]) -> list[list[Known]]:
    """Divide particulars into people."""
    known = sorted(known, key=lambda each: each.identity)
    names = [fold(each.name) for each in known]
    clusters = _Clusters(len(known))
    first: dict[object, int] = {}
    for place, each in enumerate(known):
        for key in each.keys:
            if not _is_soft(key):
                if not key.startswith("client "):
                    clusters.join(place, first.setdefault(key, place))
            elif names[place]:
                clusters.join(place, first.setdefault((key, names[place]), place))
    _join_lesser_names(known, names, clusters)
    _join_nameless(known, names, clusters)
    people = defaultdict(list)
    for place, each in enumerate(known):
        people[clusters.root(place)].append(each)
    return list(people.values())


def _is_soft(key: str) -> bool:
    return key.startswith(("email ", "phone "))


def _join_lesser_names(known: Sequence[Known], names: Sequence[Words], clusters: _Clusters) -> None:
    """Join `A Lee` to `Ann Lee` of the same mailbox, unless `Amy Lee` has it too."""
    said: dict[int, set[Words]] = defaultdict(set)
    sharing: dict[str, set[int]] = defaultdict(set)
    for place, each in enumerate(known):
        if names[place]:
            root = clusters.root(place)
            said[root].add(names[place])
            for key in each.keys:
                if _is_soft(key):
                    sharing[key].add(root)
    # Most who share a phone are strangers: only who agrees with somebody is thought over.
    near: dict[int, set[int]] = defaultdict(set)
    for roots in sharing.values():
        if 1 < len(roots) <= MOST_NAMES:
            for one, other in combinations(roots, 2):
                if any(agree(a, b) for a in said[one] for b in said[other]):
                    near[one].add(other)
                    near[other].add(one)

    def strength(root: int) -> tuple[int, Words]:
        return max((sum(map(len, words)), words) for words in said[root])

    # From the fullest name down: what a name could be joined to has then found its own place.
    for root in sorted(near, key=strength, reverse=True):
        fuller = {clusters.root(other) for other in near[root] if strength(other) > strength(root)}
        if len(fuller) == 1:
            clusters.join(root, fuller.pop())


def _join_nameless(known: Sequence[Known], names: Sequence[Words], clusters: _Clusters) -> None:
    """Join particulars without a name to the one person who has their mailbox or phone."""
    named = {clusters.root(place) for place in range(len(known)) if names[place]}
    owners: dict[str, set[int]] = defaultdict(set)
    nameless: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(known):
        root = clusters.root(place)
        for key in filter(_is_soft, each.keys):
            if root in named:
                owners[key].add(root)
            else:
                nameless[key].append(place)
    for places in nameless.values():
        for place in places[1:]:
            clusters.join(places[0], place)
    candidates: dict[int, set[int]] = defaultdict(set)
    for key, places in nameless.items():
        candidates[clusters.root(places[0])] |= owners[key]
    for root, people in candidates.items():
        if len(people) == 1:
            clusters.join(root, people.pop())


def place(groups: Iterable[Sequence[Known]]) -> Placed:
    """Give each group its client number: one that its members have, the lowest of several, or none yet.

    A number that two groups have stays with the group whose particulars say most.
    """
    by_anchor = {min(each.identity for each in members): members for members in groups}
    claims: dict[int, tuple[tuple[int, int, Words, int], int]] = {}
    for anchor, members in by_anchor.items():
        for each in members:
            if each.client is not None:
                words = fold(each.name)
                claim = ((len(words) > 0, sum(map(len, words)), words, -each.identity), anchor)
                claims[each.client] = max(claims.get(each.client, claim), claim)
    owners = {number: anchor for number, (_, anchor) in claims.items()}
    kept: dict[int, list[int]] = defaultdict(list)
    for number, anchor in sorted(owners.items()):
        kept[anchor].append(number)
    client, anchors, merges = dict[int, int | None](), dict[int, int](), list[tuple[int, int]]()
    for anchor, members in by_anchor.items():
        numbers = kept[anchor]
        for each in members:
            anchors[each.identity] = anchor
            client[each.identity] = each.client if each.client in numbers else (numbers[0] if numbers else None)
        merges.extend((number, numbers[0]) for number in numbers[1:])
    return Placed(client, anchors, tuple(merges), owners)
