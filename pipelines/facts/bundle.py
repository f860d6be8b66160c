"""All facts of one listing for one indication, computed once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from leads_db.records import Indication, Listing
from pipelines.facts.area import AreaMap, Relation
from pipelines.facts.capacity import Capacity, read_capacity
from pipelines.facts.claim_kind import ClaimKind
from pipelines.facts.goods import Form, Goods, read_goods
from pipelines.facts.lexicon import Lexicon, Span
from pipelines.facts.licence_claim import licence_claims
from pipelines.facts.name_role import Role
from pipelines.facts.name_use import NameUse, read_uses
from pipelines.facts.origin_claim import STRENGTH_INSIDE, STRENGTH_OUTSIDE, OriginClaim, read_claims
from pipelines.facts.page import Page, Place, Quote
from pipelines.facts.seat import at_home, own_land_claims, village_hits
from pipelines.facts.sign_claim import SignClaim, read_signs
from pipelines.facts.spoken_of import read_spoken_of
from pipelines.facts.standing import Standing, UserDirectory, read_standing
from pipelines.facts.supply import Process, Supply, read_process, read_supply
from pipelines.facts.unit_price import UnitPrice, read_unit_price
from pipelines.names.hit import NameHit, NameKind
from pipelines.places.resolver import PlaceHit, PlaceResolver
from pipelines.reading.blanked import Blanked, blanked_page

CHINA = ZoneInfo("Asia/Shanghai")
NEIGHBOUR_STRENGTH = 0.8
"""How far raw goods that carry a neighbour's name prove another origin."""
PIECED = 0.4
"""Confidence from which an assembled name stands close enough to be read as one."""
LOOSE = frozenset({NameKind.ASSEMBLED, NameKind.REVERSED, NameKind.WEAK_ALIAS})
FOREIGN = frozenset({NameKind.ROMANISED, NameKind.TRANSLATED})


@dataclass(frozen=True, eq=False)
class Facts:
    """What the record shows about one indication, without opinion. Compared by identity, so that sums can be kept."""

    page: Page
    indication: Indication
    day: date | None
    """Day of the sighting in China; None where the record does not tell it."""
    uses: tuple[NameUse, ...]
    goods: Goods
    claims: tuple[OriginClaim, ...]
    standing: Standing
    signs: tuple[SignClaim, ...]
    price: UnitPrice
    supply: Supply
    capacity: Capacity | None
    process: Process
    blanks: Callable[[], tuple[Blanked, ...]] = tuple
    """Blanks the page when it is asked for."""

    @cached_property
    def blanked(self) -> tuple[Blanked, ...]:
        """The page's texts with names, places, goods and numbers blanked, for the second reading."""
        return self.blanks()

    @property
    def listing(self) -> Listing:
        """The record itself, for its plain fields only."""
        return self.page.listing

    def used_as(self, *roles: Role) -> tuple[NameUse, ...]:
        """Uses in one of `roles`."""
        if self._roles.isdisjoint(roles):
            return ()
        return tuple([use for use in self.uses if use.role in roles])

    @cached_property
    def _roles(self) -> frozenset[Role]:
        return frozenset([use.role for use in self.uses])

    @cached_property
    def is_called(self) -> bool:
        """True when the goods themselves are called by the name, or its kind, and are no other goods."""
        called = self.used_as(Role.GOODS, Role.KIND)
        return bool(called) and self.goods.form in (Form.SAME, Form.UNNAMED)

    @property
    def is_called_itself(self) -> bool:
        """The same without kind, type and style words."""
        return self.is_called and bool(self.used_as(Role.GOODS))

    @cached_property
    def is_kind_of_name(self) -> bool:
        """True when the goods are called a kind or style of the Chinese name, not of a translation of it."""
        return any(use.kind not in FOREIGN for use in self.used_as(Role.KIND))

    @cached_property
    def is_in_old_script(self) -> bool:
        """True when the goods are called by the name in traditional characters, not on a picture only: 溫縣鐵棍山藥."""
        old = (use for use in self.used_as(Role.GOODS) if use.kind is NameKind.TRADITIONAL)
        return any(use.place is not Place.PICTURE for use in old)

    @cached_property
    def is_called_firmly(self) -> bool:
        """True when more than a variety word calls them so, or one beside a place of the area or its sign."""
        kinds = {use.kind for use in self.used_as(Role.GOODS, Role.KIND)}
        tied = self.is_placed or bool(self.signs) or self.is_of_the_family
        return bool(kinds - LOOSE) or (NameKind.WEAK_ALIAS in kinds and tied)

    @cached_property
    def is_of_the_family(self) -> bool:
        """True when the goods are praised as one of the area's famous goods: 道地怀牛膝 四大怀药."""
        weak = [use for use in self.used_as(Role.GOODS) if use.kind is NameKind.WEAK_ALIAS]
        texts = ((self.page.by_field[use.hit.field], use.hit.span[0]) for use in weak)
        return any(text.has("name_family", text.sentence(at)) for text, at in texts)

    @cached_property
    def is_pieced(self) -> bool:
        """True when place and goods stand apart in the title (大米 桓仁); across fields they only tell an origin.

        A series or a product name that is the place makes a name with the goods, and so does the sign beside them.
        """
        pieces = [use for use in self.used_as(Role.GOODS) if use.kind in LOOSE - {NameKind.WEAK_ALIAS}]
        return any(
            (use.place is Place.TITLE and (use.hit.confidence >= PIECED or self.signs))
            or "name_key" in self.page.by_field[use.hit.field].key_classes
            for use in pieces
        )

    @cached_property
    def is_placed(self) -> bool:
        """True when the page ties the goods to the area or to what surrounds it more closely than a province."""
        return any(
            claim.relation is Relation.INSIDE or (claim.relation is Relation.WIDER and not claim.code.endswith("0000"))
            for claim in self.claims
            if claim.kind not in (ClaimKind.ADDRESS, ClaimKind.DENIED)
        )

    @cached_property
    def outside(self) -> tuple[OriginClaim, ...]:
        """Claims outside the area, strongest first."""
        return _ranked(self.claims, Relation.OUTSIDE)

    @cached_property
    def inside(self) -> tuple[OriginClaim, ...]:
        """Claims inside the area, strongest first."""
        return _ranked(self.claims, Relation.INSIDE)


def _ranked(claims: tuple[OriginClaim, ...], relation: Relation) -> tuple[OriginClaim, ...]:
    held = [claim for claim in claims if claim.relation is relation and claim.strength > 0]
    return tuple(sorted(held, key=lambda claim: -claim.strength))


def noisy_or(strengths: list[float]) -> float:
    """1 − Π(1 − s): more evidence never lowers it, and no single piece makes it 1."""
    left = 1.0
    for strength in strengths:
        left *= 1.0 - strength
    return 1.0 - left


def piled(first: float, further: int, step: float = 0.3) -> float:
    """Strength of one thing seen, and of each further place that shows it again."""
    return noisy_or([first, *[step] * further])


def _spans(hits: Mapping[str, Sequence[NameHit]], wanted: Callable[[str], bool]) -> dict[str, list[Span]]:
    """Field → spans of the names of the wanted indications."""
    spans: dict[str, list[Span]] = {}
    for slug, held in hits.items():
        if wanted(slug):
            for hit in held:
                spans.setdefault(hit.field, []).append(hit.span)
    return spans


def _whole(hits: Sequence[NameHit]) -> list[NameHit]:
    """Hits that are one run of words; the place of an assembled name is a place still."""
    return [hit for hit in hits if hit.kind not in (NameKind.ASSEMBLED, NameKind.REVERSED)]


class FactReader:
    """Reads the facts of a listing for all the indications that it names; shares what does not depend on them."""

    def __init__(
        self,
        indications: Mapping[str, Indication],
        lexicon: Lexicon,
        resolver: PlaceResolver,
        directory: UserDirectory,
    ) -> None:
        self._indications = indications
        self._lexicon, self._resolver, self._directory = lexicon, resolver, directory

    def places_of(self, page: Page) -> dict[str, tuple[PlaceHit, ...]]:
        """Field → place hits."""
        home = self._home(page)
        near = frozenset(hit.code for hit in home)
        find = self._resolver.find_folded
        places = {text.field: find(text.folded, near) for text in page.of_goods}
        if "description" in places:
            text = page.by_field["description"]
            places["description"] = tuple(at_home(text, page, home, places["description"]))
            places["description"] += tuple(village_hits(text, page, home, places["description"]))
        return places

    def _home(self, page: Page) -> tuple[PlaceHit, ...]:
        """Counties that the operator's address and the shop's place name."""
        fields = (page.listing.operator_address, page.listing.shop_location, page.listing.operator_name)
        hits = (hit for field in fields if field for hit in self._resolver.find_short(field[:200]))
        return tuple(hit for hit in hits if hit.level == "county")

    def read(
        self,
        page: Page,
        places: dict[str, tuple[PlaceHit, ...]],
        hits: Mapping[str, Sequence[NameHit]],
        indication: Indication,
        area: AreaMap,
    ) -> Facts:
        """The facts for one indication. `hits`: of all indications, by slug."""
        own = tuple(hits[indication.slug])
        names = _spans({slug: _whole(held) for slug, held in hits.items()}, lambda slug: True)
        rivals = _spans(hits, lambda slug: slug != indication.slug and not self._is_kin(slug, indication))
        seen = page.listing.seen_at
        day = None if seen is None else seen.astimezone(CHINA).date()
        uses = read_uses(page, own, indication, rivals, places, area)
        goods = read_goods(page, uses, indication)
        claims = read_claims(page, places, names, indication, area) + self._addressed(page, area)
        claims += self._own_land(page, claims, area)
        claims += (*_neighbour_claims(page, indication), *licence_claims(page, area))
        uses = read_spoken_of(page, uses, claims)
        return Facts(
            page=page,
            indication=indication,
            day=day,
            uses=uses,
            goods=goods,
            claims=claims,
            standing=read_standing(page, goods, indication, self._directory, day),
            signs=read_signs(page),
            price=read_unit_price(page, indication),
            supply=read_supply(page, indication, day),
            capacity=read_capacity(page, indication),
            process=read_process(page, indication, self._lexicon),
            blanks=lambda: blanked_page(page, indication, places, hits, area),
        )

    def _is_kin(self, slug: str, indication: Indication) -> bool:
        """True for indications of one prefecture, whose names stand beside each other honestly."""
        other = self._indications[slug].area.codes
        return bool({code[:4] for code in other} & {code[:4] for code in indication.area.codes})

    def _own_land(self, page: Page, claims: tuple[OriginClaim, ...], area: AreaMap) -> tuple[OriginClaim, ...]:
        seat = self._resolver.resolve_short((page.listing.operator_address or "")[:200])
        return () if seat is None else own_land_claims(page, claims, seat, area)

    def _addressed(self, page: Page, area: AreaMap) -> tuple[OriginClaim, ...]:
        address = page.listing.operator_address
        if not address:
            return ()
        hit = self._resolver.resolve_short(address[:200])
        if hit is None:
            return ()
        return (address_claim(hit, address[:200], area),)


def _neighbour_claims(page: Page, indication: Indication) -> tuple[OriginClaim, ...]:
    """Raw goods named after a neighbour in the ingredients: 配料 山药（桂淮）."""
    claims = []
    for text in page.at(Place.ATTRIBUTE):
        if text.key_classes & {"ingredient_key", "raw_key"}:
            for word in indication.neighbours:
                at = text.raw.find(word)
                if at >= 0:
                    quote = text.quote((at, at + len(word)))
                    claims.append(OriginClaim(ClaimKind.RAW, Relation.OUTSIDE, "", word, NEIGHBOUR_STRENGTH, quote))
    return tuple(claims)


def address_claim(hit: PlaceHit, address: str, area: AreaMap) -> OriginClaim:
    """The operator's address as a claim: weak outside, since a reseller may sit anywhere."""
    relation = area.relation(hit, address)
    strength = {
        Relation.INSIDE: STRENGTH_INSIDE[ClaimKind.ADDRESS],
        Relation.OUTSIDE: STRENGTH_OUTSIDE[ClaimKind.ADDRESS],
        Relation.WIDER: 0.0,
    }[relation]
    quote = Quote("operator_address", hit.span, address[hit.span[0] : hit.span[1]])
    return OriginClaim(ClaimKind.ADDRESS, relation, hit.code, hit.name, strength, quote)
