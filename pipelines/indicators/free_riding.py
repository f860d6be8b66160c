"""Kind, type, style and imitation words, and comparisons that ride on the name."""

from pipelines.facts.bundle import Facts, noisy_or
from pipelines.facts.name_role import Role
from pipelines.facts.name_use import NameUse
from pipelines.facts.page import Place, Quote
from pipelines.indicators.name_use import place_word
from pipelines.indicators.seen import UNSEEN, Seen, found


def kind_word_used(facts: Facts) -> Seen:
    """The goods are called kind, type, style or imitation of the name.

    Basis: 地理标志产品保护办法 art. 30 (种、型、式、类、风格 even with the true origin stated).
    Score: 0.8 for one such use; each further one adds.
    Clear: never.
    """
    uses = facts.used_as(Role.KIND)
    if not uses:
        return UNSEEN
    use = uses[0]
    cue = "" if use.cue is None else use.cue.text
    sentence = f"{place_word(use)}在名称旁使用“{cue}”一类字样（“{use.hit.quote}”），属搭便车表述。"
    return found(noisy_or([0.8] * len(uses)), sentence, _joined(use))


def compared_for_gain(facts: Facts) -> Seen:
    """The goods are set equal to, above or in place of the protected product.

    Basis: 反不正当竞争法 (false promotion); 地理标志产品保护办法 art. 30.
    Score: 0.75 for one comparison in title, picture or attribute, 0.6 in the text; each further one adds.
    Clear: never; a comparison that tells the goods apart is a fact of its own.
    """
    uses = facts.used_as(Role.COMPARED)
    if not uses:
        return UNSEEN
    use = uses[0]
    cue = "" if use.cue is None else use.cue.text
    return found(
        noisy_or([0.6 if one.place is Place.DESCRIPTION else 0.75 for one in uses]),
        f"{place_word(use)}以“{cue}”等词把商品与“{use.hit.quote}”相提并论，借名引客。",
        _joined(use),
    )


def _joined(use: NameUse) -> Quote:
    """Name and cue in one quote where they are neighbours, else the name."""
    if use.cue is None or use.cue.field != use.hit.field:
        return use.quote
    start, end = min(use.cue.span[0], use.hit.span[0]), max(use.cue.span[1], use.hit.span[1])
    gap = max(use.cue.span[0] - use.hit.span[1], use.hit.span[0] - use.cue.span[1])
    if gap > 0:
        return use.quote
    text = use.hit.quote + use.cue.text if use.cue.span[0] >= use.hit.span[1] else use.cue.text + use.hit.quote
    return Quote(use.hit.field, (start, end), text if len(text) == end - start else use.hit.quote)
