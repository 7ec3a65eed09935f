"""What Harlow & Finch sells: invented brands, pieces, prices, and which piece a client goes home with.

Owns the catalogue. A piece keeps its number in all three tills. The brand Solenne is not here yet: it is about to
launch, and nobody has bought it.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass

BRANDS = ("Aurelia", "Northlight", "Casa Verde", "Pell & Rowe", "Tidewater", "Marchetti Milano", "House")
ENGAGEMENT, BANDS = "Engagement", "Wedding bands"

# category | brand | title | dollars | how often | variants
_CATALOGUE = """
Engagement|Aurelia|Solitaire Ring|2450|6|14k yellow gold / 6;14k white gold / 6.5;Platinum / 7
Engagement|Aurelia|Pavé Halo Ring|3900|4|14k white gold / 6;18k rose gold / 6.5
Engagement|Northlight|Oval Three-Stone Ring|5600|3|Platinum / 6;Platinum / 6.5
Engagement|House|Cushion-Cut Halo Ring|4800|4|14k white gold / 5.5;14k yellow gold / 7
Engagement|House|Bespoke Platinum Solitaire|9800|1|Platinum / 6
Engagement|House|Salt-and-Pepper Diamond Ring|1650|5|14k yellow gold / 6;14k rose gold / 7
Engagement|Pell & Rowe|Edwardian Cluster Ring|3200|3|18k yellow gold / 6
Engagement|Marchetti Milano|Emerald-Cut Solitaire|12400|1|Platinum / 6
Wedding bands|House|Hammered Band|620|9|14k yellow gold / 9;14k white gold / 10
Wedding bands|House|Comfort-Fit Band|480|9|Palladium / 10;14k yellow gold / 11
Wedding bands|Aurelia|Diamond Eternity Band|1850|5|14k white gold / 6;Platinum / 6
Wedding bands|Aurelia|Contour Band|790|6|14k yellow gold / 6;14k white gold / 7
Wedding bands|Northlight|Milgrain Band|940|5|18k yellow gold / 8
Wedding bands|Pell & Rowe|Knife-Edge Band|1120|3|18k yellow gold / 9
Wedding bands|Casa Verde|Recycled Gold Band|360|5|Recycled 14k / 8;Recycled 14k / 10
Necklaces|Casa Verde|Leaf Pendant|68|30|Sterling silver;Gold vermeil
Necklaces|Casa Verde|Seed Pearl Strand|145|18|16 in;18 in
Necklaces|Tidewater|Wave Pendant|95|24|Sterling silver;14k gold fill
Necklaces|Tidewater|Sea Glass Necklace|120|16|Aqua;Moss
Necklaces|Aurelia|Diamond Bar Necklace|420|15|14k yellow gold;14k white gold
Necklaces|Aurelia|Diamond Rivière|6800|1|18k white gold
Necklaces|Northlight|Opal Drop Necklace|540|11|14k yellow gold
Necklaces|Northlight|Tanzanite Pendant|1280|5|18k white gold
Necklaces|Pell & Rowe|Heirloom Locket|310|14|Oval;Round
Necklaces|Marchetti Milano|Collana Toscana|2900|2|18k yellow gold
Necklaces|House|Initial Pendant|85|22|Sterling silver;14k gold fill
Necklaces|House|Birthstone Necklace|165|20|Garnet;Amethyst;Topaz;Citrine
Earrings|Casa Verde|Petal Studs|48|30|Sterling silver;Gold vermeil
Earrings|Casa Verde|Fern Hoops|72|24|Small;Large
Earrings|Tidewater|Shell Drops|62|22|Sterling silver
Earrings|Tidewater|Pearl Studs|110|24|6 mm;7 mm
Earrings|Aurelia|Diamond Studs|890|11|0.5 ct;0.75 ct
Earrings|Aurelia|Diamond Huggies|460|13|14k yellow gold;14k white gold
Earrings|Northlight|Sapphire Drops|1450|5|14k white gold
Earrings|Northlight|Moonstone Studs|185|16|14k yellow gold
Earrings|Pell & Rowe|Filigree Drops|240|13|Silver gilt
Earrings|Marchetti Milano|Orecchini Luna|1980|3|18k yellow gold
Earrings|House|Huggie Pair|58|20|Sterling silver;Gold vermeil
Earrings|House|Hammered Hoops|130|17|Small;Large
Bracelets|Casa Verde|Vine Cuff|88|19|Brass;Sterling silver
Bracelets|Tidewater|Rope Bracelet|56|24|Navy;Sand;Coral
Bracelets|Tidewater|Anchor Chain|135|17|7 in;8 in
Bracelets|Aurelia|Tennis Bracelet|3400|3|14k white gold
Bracelets|Aurelia|Station Bracelet|380|12|14k yellow gold
Bracelets|Northlight|Opal Bangle|690|7|14k yellow gold
Bracelets|Pell & Rowe|Signet Bracelet|270|10|Sterling silver
Bracelets|Marchetti Milano|Bracciale Onda|2400|2|18k yellow gold
Bracelets|House|Charm Bracelet|155|18|7 in;8 in
Watches|Tidewater|Harbor 38|245|14|Steel / navy;Steel / white
Watches|Tidewater|Diver 40|420|10|Steel / black
Watches|Pell & Rowe|Clerk's Watch|780|8|Tan strap;Black strap
Watches|Northlight|Meridian Automatic|1650|5|Steel / blue
Watches|Marchetti Milano|Cronografo 42|4200|2|Steel / black
Watches|Marchetti Milano|Oro Ultrapiatto|7400|1|18k yellow gold
"""

REPAIRS = (  # what the bench does: paid for, but not merchandise
    ("Ring sizing", 6500),
    ("Prong retipping", 9500),
    ("Chain solder", 4500),
    ("Watch battery", 2500),
    ("Pearl restringing", 8500),
    ("Rhodium plating", 7500),
    ("Clasp replacement", 5500),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of the catalogue; `price` in cents."""

    sku: str
    category: str
    brand: str
    title: str
    price: int
    weight: int
    variants: tuple[str, ...]


def _read(catalogue: str) -> tuple[Piece, ...]:
    pieces = []
    for number, line in enumerate(catalogue.strip().splitlines(), start=101):
        category, brand, title, price, weight, variants = line.split("|")
        letters = "".join(word[0] for word in brand.replace("&", "").split())
        sku = f"{letters.upper()}{category[0]}-{number}"
        pieces.append(Piece(sku, category, brand, title, int(price) * 100, int(weight), tuple(variants.split(";"))))
    return tuple(pieces)


PIECES = _read(_CATALOGUE)


def pick(
    rng: random.Random, *, favourites: Collection[str], refused: Collection[str], prices: range, bridal: int = 1
) -> Piece:
    """One piece by how often it sells: a favourite brand four times as likely, bridal pieces `bridal` times.

    `refused` holds piece numbers and categories that are out of the question; `prices` is in cents. When nothing is
    left, the cheapest piece that is not refused.
    """
    allowed = [piece for piece in PIECES if not {piece.sku, piece.category} & set(refused)]
    affordable = [piece for piece in allowed if piece.price in prices]
    if not affordable:
        return min(allowed, key=lambda piece: (piece.price, piece.sku))
    weights = [
        piece.weight
        * (4 if piece.brand in favourites else 1)
        * (bridal if piece.category in {ENGAGEMENT, BANDS} else 1)
        for piece in affordable
    ]
    return rng.choices(affordable, weights)[0]
