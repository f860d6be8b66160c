"""Ways in which sellers tell in running words where their goods grew: 塘在中堡, 济源这边的山药, 俺是武陟嘞."""

import re

from leads_db.records import Indication
from pipelines.facts.lexicon import Span
from pipelines.facts.page import PageText

LIFE_REACH = 24
"""Characters after a place within which the work and weather of the fields speak of it."""
_LAND_AT = re.compile(
    r"(?:(?<![货产在目属收发生营源拍驻所基])地|田|塘|蟹池|虾池|园子?|棚子?|(?<!培训)(?<!直播)(?<!客服)(?<!物流)(?<!仓储)(?<!研发)(?<!服务)(?<!电商)基地|山场|林子|参场|参棚|窑口?|货源|源头|网箱|地块|林权|水库|牧场|树|老藤|葡萄架)"
    r"(?:们|儿|呢|嘛)?(?:就|都|全|也|是|主要)*(?:在|搁|位于|坐落于?|座落于?|处于|喺|落在)$"
)
_AROUND = re.compile(
    r"[^\W的和与跟比a-z\d]{0,4}?(?:城[东南西北郊里])?(?:这边儿?|那边儿?|一带|这块儿?|这头|那头|跟前|左近|当地|本地|这里|那里|周边|地界|境内|附近|这儿|那儿)"
)
_FETCHED = re.compile(r"[^，,。；;！!？?\s]{0,5}?[收采挖摘种养捞捕订刨拉]")
_I_AM = re.compile(
    r"(?:俺|我|咱|俺们|我们|咱们|俺家|我家|咱家|自家)(?:这|这里|这儿|这边|这嘎达|这噶|这圪垯|这疙瘩)?(?:就|都|也)?是$"
)
_VILLAGE_OF = re.compile(
    r"(?:俺|我|咱)(?:们)?(?:庄|村|家|屯|寨|社|队|镇|乡|场)(?:儿|子|里)?(?:就|是)?(?:属于?|归|隶属)(?:于)?$"
)
_ASKS_ORIGIN = re.compile("哪儿?里?|什么地方|啥地方|产地|老家")
_OF_PLACE = re.compile("(?:的|产的?|货)(?:嘛|啊|呀|呗|哦|哈|啦|喔|噢|咯|，|,|。|！|!|$)")
_IS = re.compile("(?:都|全|就|也)?是$")
_CALLERS = re.compile(
    "(?:家人们|老铁们|亲们?|朋友们|姐妹们|宝子们)?(?:这|咱们?|俺们?|我们?|咱家|我家|俺家|本店|店里|今年|现在)*(?:家|的|批|个|款|次)*$"
)
_OURS = re.compile(r"(?:俺|我|咱)(?:们|家|村|社|厂)*(?:这|这边|那|那边|在)?$")
_WORKED = re.compile("只管|只负责|加工|碾|打包|包装|分装|贴标|灌装")
_LAND_OF = re.compile(
    "(?:这边|那边|这儿)?的?(?:地|田|塘|山林?|园子?|林子|窑|棚|水田|稻田|果园|茶园)(?![方址区道铁图点段])"
)
_VISIT = re.compile(r"来[挖摘采拔刨捞]|块地|地头|地里|田头|棚[里头]|塘边|园子")

_ADMITS = re.compile("(?:其实|实际上?|实话说|老实[讲说]|说白了)(?:就|都)?(?:是|从|在)?$")
_ADMITTED = re.compile("(?:那边|那儿)?(?:的(?![^，,。；;]{0,6}(?:仓|客|朋友|店))|拿|来|产|货|进|收|种|挖|养)")
_TURNED_TO = re.compile(
    "(?:改用|换成|换上|改收|改拿|改种到?|(?:地|田|种植|塘|基地|园子)[^，,。；;]{0,8}?(?:搬|挪|转|移|换)到)了?$"
)
_SUPPLIED = re.compile(
    "的?[^，,。；;]{0,4}?(?:供应商|农户|种植户|基地|合作社|农场|大户|果农|茶农|药农|蟹农)[^，,。；;]{0,4}?(?:提供|供应|供货|供的)"
)
_CONTRACTED = re.compile("订单(?:农业|种植|养殖)|契约种植")
_AGREED = re.compile(
    "(?:那边)?的?(?:老乡|农户|种植户|老农|塘主|果农|茶农|药农|大户)[^，,。；;]{0,6}?(?:谈|签|定|订|包|说)(?:好|妥|下)"
)
_TRAVELLED = re.compile("(?:[跑去到下]了?(?:一|两|几)?趟|蹲点?在?)$")
_PICKED = re.compile("[^。；;！!？?]{0,16}?(?:盯着|挖|采|收|挑|包下|装了|拉|订)")
_GENUINE = re.compile("(?:正经|纯正?|全是|都是|[发卖]的?(?:就)?是|地道)$")


def is_sourced(text: PageText, place: Span) -> bool:
    """True where the seller says that the goods come from there: 其实是定陶拿的, 改用定陶的, 跑了趟定陶亲自挑."""
    start, end = place
    before = text.raw[max(text.clause(start)[0], start - 14) : start].rstrip()
    if (_ADMITS.search(before) and _ADMITTED.match(text.raw, end)) or _TURNED_TO.search(before):
        return True
    if _SUPPLIED.match(text.raw, end) or _CONTRACTED.match(text.raw, end) or _AGREED.match(text.raw, end):
        return True
    if _GENUINE.search(before) and text.raw[end : end + 1] == "货":
        return True
    return _TRAVELLED.search(before) is not None and _PICKED.match(text.raw, end) is not None


def is_own_land(text: PageText, place: Span) -> bool:
    """True where one's own land is said to lie at the place, in a clause that does not ask: 塘在中堡."""
    start, end = text.clause(place[0])
    asked = text.has("question_cue", (start, end)) or text.raw[end : end + 1] in ("?", "？")
    before = text.raw[max(start, place[0] - 14) : place[0]].rstrip()
    ours = _OURS.search(before) and _LAND_OF.match(text.raw, place[1])
    return not asked and bool(ours or _LAND_AT.search(before))


def is_own_village(text: PageText, place: Span) -> bool:
    """俺庄儿属原阳太平镇: the seller's own village is said to belong to the place."""
    return _VILLAGE_OF.search(text.raw, text.clause(place[0])[0], place[0]) is not None


def answers_question(text: PageText, place: Span) -> bool:
    """原粮哪的？佳木斯的嘛: a place right behind a question for the goods' origin."""
    start = text.sentence(place[0])[0]
    if text.raw[start - 1 : start] not in ("?", "？") or text.raw[start : place[0]].strip(" 就是都"):
        return False
    asked = text.raw[slice(*text.sentence(max(0, start - 2)))]
    about = text.has_any(("grow", "this_lot"), text.sentence(max(0, start - 2)))
    return bool(about and _ASKS_ORIGIN.search(asked) and _OF_PLACE.search(text.raw, place[1], place[1] + 8))


def is_told_grown(text: PageText, place: Span, indication: Indication) -> bool:
    """True where the words right around the place say that the goods on offer grew there."""
    start, end = place
    clause, sentence = text.clause(start), text.sentence(start)
    before = text.raw[max(clause[0], start - 14) : start].rstrip()
    if is_own_land(text, place) or is_sourced(text, place):
        return True
    works = text.has_any(("farm", "grow"), sentence)
    if works and (_I_AM.search(before) and text.raw[end : end + 1] in ("的", "嘞", "哩", "滴", "哒", "，", ",")):
        return True
    if _OURS.search(before) and text.has("farm", (start, min(sentence[1], end + LIFE_REACH))):
        return True
    around = (
        None
        if _WORKED.search(text.raw, max(clause[0], start - LIFE_REACH), min(clause[1], end + LIFE_REACH))
        else _AROUND.match(text.raw, end)
    )
    return around is not None and _goods_or_fetched(text, around.end(), indication)


def _goods_or_fetched(text: PageText, at: int, indication: Indication) -> bool:
    tail = text.raw[at : at + 8].removeprefix("的")
    heads = (*indication.goods, *indication.neutral_words)
    letters = {word[-1] for word in indication.goods if not word.isascii()}
    if tail[:1] in letters and not tail[1:2].isalpha():
        return True
    return any(word in tail[: len(word) + 2] for word in heads) or _FETCHED.match(text.raw, at) is not None


def lives_there(text: PageText, place: Span) -> bool:
    """True where the work and weather of the fields are told right after the place: 柴达木盆地，海拔2800，日照…"""
    start, end = place
    reach = (text.clause(start)[0], min(text.sentence(start)[1], end + LIFE_REACH))
    clause, sentence = text.clause(start), text.sentence(start)
    if clause[1] - end <= 1 and start - clause[0] <= 1 and clause[1] < sentence[1]:  # 博爱孝敬镇，四弟种的
        following = text.clause(clause[1] + 1)
        if text.has("grow", following) and not text.has("logistics", following):
            return True
    pivot = text.after("own_pivot", end, LIFE_REACH, reach)
    return text.has("farm", (reach[0], pivot[0] if pivot else reach[1]))


def is_visited(text: PageText, at: int) -> bool:
    """True where an address is a field's: 地址：许良镇村口，竹林边上那块地就是，欢迎来挖."""
    start, end = text.sentence(at)
    return _VISIT.search(text.raw, start, end) is not None


def is_of(before: str, indication: Indication) -> bool:
    """家人们红参是 延边的: the seller's goods and a plain «is» right before the place; not 温县铁棍山药是 河南的."""
    tied = _IS.search(before)
    if tied is None:
        return False
    head = before[: tied.start()]
    heads = {*indication.goods, *(word[-1] for word in indication.goods if not word.isascii())}  # 米是舒兰的
    words = sorted((word for word in heads if head.endswith(word)), key=len, reverse=True)
    return any(_CALLERS.fullmatch(head.removesuffix(word)) for word in words)
