"""Places that a page names in passing: other years, other markets, neighbours, people, boxes and gifts."""

import re

from pipelines.facts.lexicon import Span
from pipelines.facts.page import PageText, Place

NEAR = 40
"""Characters around a place within which words of one clause still speak of it."""
_THINGS = (
    "纸箱|箱子|盒子|包装|外箱|彩箱|袋子|米袋|瓶子|酒瓶|瓶塞|木塞|泡沫箱|冰袋|标签|吊牌|提袋|刀叉|餐具|餐盘|蒸笼|蒸锅|砂锅|刮皮刀|"
    "手套|剪刀|赠品|赠送|礼物|随手礼|道具|背景|音乐|机器|设备|烘干机|碾米机|收割机|色选机|拖拉机|农膜|地膜|肥料|有机肥|化肥|农药|"
    "釉料|釉水|高岭土|瓷土|泥料|坯料|颜料|橡木桶|脱粒机|选果|磨机|农机|石磨|灶具|酵母|设计|服装|证书|报告|保险|菜谱|食谱|做法|吃法|图片|照片|视频|字体|灵感|创意|图案|灯|无人机|勺子|碗筷|辣酱|蘸料|蟹醋|姜茶|开瓶器|酒杯|滴灌|水泵|秤|获奖|奖杯|展会|年货节|手册"
)
_THING_BEFORE = re.compile(rf"(?:{_THINGS})[^，,。；;俺咱我]{{0,8}}$")
_THING_AFTER = re.compile(rf"(?:产|造|厂家?|定[做制])?的?(?:{_THINGS})")

_NEXT_TO = re.compile(
    r"(?:往[东南西北][^，,。；;是]{0,6}?(?:就)?(?:是|到)|挨着|紧挨|紧邻|靠近|邻着|离|距离?|(?:对岸|对面|隔壁|河那边)(?:就)?是|(?:过|跨|翻|隔)[了过着]?(?:条|座|道|一条|一座|一道)?[江河桥山沟岭渠](?:就)?是)(?:[\u4e00-\u9fff]{2}[县市区]?)?$"
)
_SENT_TO = re.compile(r"(?<!从)(?:[发运寄送销拉带捎]|直发|配送|空运)(?:到|往|至|去|给)了?$")
"""Before a place to which goods go: 整车发到成都."""
_LEFT = re.compile(
    r"(?:那边|那儿)?(?:打工|上班|读书|上学|当兵|辞职|毕业)*(?:回来|返乡|回乡|回村|回老家|辞职|退伍|毕业)(?!的)"
)
"""After a place that a person has left: 从深圳回来种地."""
_LIVED = re.compile("(?:那边|那儿)?(?:[读念上]完?了?(?:大学|中专|技校|研|书|学)|打工|上班|务工|当兵|工作了|做了?几年)")
"""After a place of study or work: 在长春读完大学就回来了."""
_SOLD_AT = re.compile(
    "(?:这边|那边|这儿|那儿)?(?:[替帮给](?:着)?[俺我咱他她你恁]?[们家哥姐弟妹爸妈叔爹娘婶姨舅]{0,2})?(?:卖(?!的|嘞)|开(?:了?[个家间])?(?:网)?店|摆摊|出摊|守摊|守店|做生意|做买卖|管卖)"
)
"""After the place of a seller's trade: 俺哥在温县种，俺在郑州卖."""
_MARRIED = re.compile(
    "(?:那边)?嫁(?:过来|过去|来|到|进|给)|(?:的)?(?:媳妇|女婿|姑娘|闺女|丫头|小伙|(?:老乡|同乡)(?![家地手那]))"
)
"""After the place where a person was born: 俺是河南嫁过来的媳妇."""
_FIRM_OF = re.compile(
    "的[\u4e00-\u9fff]{0,6}?(?:团队|公司|经销商?|买手|电商|贸易商|中间商|代理商?|小店|网店|铺子|搬运工)"
)
"""After the place of a firm: 我们是苏州的小团队."""


_THEIRS = re.compile(
    "(?:那边|那儿|当地)?(?:也|都)?有(?:不少|很多|些)?(?:人|农户|商家)?(?:在)?(?:种|产|卖|养|做|挖|采)"
    "|[^，,。；;]{0,8}?(?:订|拉|买|收|抢|包|拿|运|带|要)走"
)
"""After the place of others who grow it too, or who take the goods away: 贵州也有人种, 被深圳的老板订走."""
_OTHER_OFFER = re.compile(
    "(?:别的|其[他它]|另[一外]?[个款条]?|隔壁|旁边那?个?)(?:链接|店|款|商品|宝贝)[^，,。；;]{0,6}$"
)
"""Before the place of another offer: 店里别的链接有陕西的苹果."""
_MET = re.compile("(?:与|跟|和|同)$")
_PARTNERS = re.compile("[^，,。；;]{0,10}?(?:结[了成]?对|交流|学习|取经|联名|友好|战略合作)")
_REFUSED = re.compile(r"[不没未](?:做|收|进|要|拿|倒|掺|碰|代|卖|去|用|从|调|采|拼)过?$")
_ALONGSIDE = re.compile("同期|同批|同场|同台|同榜")


def is_of_elsewhere(text: PageText, span: Span) -> bool:
    """What was thought of or done in other years, and news of other places' markets and weather."""
    before = text.raw[max(text.clause(span[0])[0], span[0] - 12) : span[0]]
    if text.place is not Place.TITLE and (
        _REFUSED.search(before) or _ALONGSIDE.search(text.raw, text.sentence(span[0])[0], span[0])
    ):
        return True
    if text.raw[max(0, span[0] - 1) : span[0]] == "在" and _SOLD_AT.match(text.raw, span[1]):
        return True
    if text.place is not Place.DESCRIPTION:
        return False
    if _MARRIED.match(text.raw, span[1]) or _THEIRS.match(text.raw, span[1]) or _OTHER_OFFER.search(before):
        return True
    if _MET.search(before) and _PARTNERS.match(text.raw, span[1]):
        return True
    if _NEXT_TO.search(before) or _SENT_TO.search(before):
        return True
    if _LEFT.match(text.raw, span[1]) or _LIVED.match(text.raw, span[1]) or _FIRM_OF.match(text.raw, span[1]):
        return True
    return text.has("unreal", text.sentence(span[0])) or text.has("market", text.clause(span[1] - 1))


_PEOPLE = re.compile(
    "收购商|贩子|客商|商贩|带人|雇人|请人|招工|短工|零工|麦客|摘工|采工|工友|帮工|开车来|开车过来|自驾|组团来|慕名|师傅|工人|专家|老师|教授|技术员|亲戚|同学|女婿|游客|粉丝|老板娘?来|人来|人过来"
)


_FOLK = re.compile(
    "朋友|大哥|大姐|先生|女士|顾客|客户|亲友|设计师|主播|摄影|老客|阿姨|大叔|姑姑|舅舅|表[哥姐弟妹]|同事|团长"
)
_SCENERY = re.compile(
    "空气|风景|景色|爬山|散步|钓鱼|旅游|民宿|朋友圈|度假|露营|日出|博物馆|高铁|机场|办过?展|参展|展出|展览|巡展|开过?会|讲过?课|进修"
)
_WORK = re.compile("[种收挖采养产割摘拉捕捞刨移]")
_SPEAKER = re.compile(r"[\u4e00-\u9fff]{1,4}[：:]")
"""Who speaks at the head of a clause: 主播：姐这是集安园子里移出来的."""


def is_of_people(text: PageText, span: Span, unit: Span) -> bool:
    """师傅是温县过来的, 广东人: where people are from."""
    unit = (max(unit[0], span[0] - NEAR), min(unit[1], span[1] + NEAR))
    unit = _with_list(text, unit)
    label = _SPEAKER.match(text.raw, unit[0])
    unit = (unit[0] if label is None else min(label.end(), span[0]), unit[1])
    folk = text.raw[span[1] : span[1] + 1] == "人" and text.raw[span[1] + 1 : span[1] + 2] not in ("参", "工")
    if folk or _SCENERY.search(text.raw, *unit) or _PEOPLE.search(text.raw, *unit):
        return True
    return _FOLK.search(text.raw, *unit) is not None and _WORK.search(text.raw, *unit) is None


LISTED_MOST = 6
"""Parts of a list of places that are read as one: 四川、甘肃的工人."""


def _with_list(text: PageText, unit: Span) -> Span:
    """The clause with the further parts of its list, set apart by 、."""
    for _ in range(LISTED_MOST):
        if text.raw[unit[1] : unit[1] + 1] != "、":
            break
        unit = (unit[0], text.clause(unit[1] + 1)[1])
    return unit


def is_of_accessories(text: PageText, span: Span) -> bool:
    """纸箱是东莞定做的, 东莞的纸箱: where boxes, tools, gifts and papers are from."""
    if text.place not in (Place.DESCRIPTION, Place.PICTURE):
        return False
    start = text.clause(span[0])[0]
    if text.raw[start - 1 : start] in ("(", "（"):  # 刮皮手套（义乌产）
        start = text.clause(start - 2)[0]
    before = text.raw[max(start, span[0] - NEAR) : span[0]].replace("（", "").replace("(", "")
    return bool(_THING_BEFORE.search(before) or _THING_AFTER.match(text.raw, span[1]))
