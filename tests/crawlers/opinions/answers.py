"""Answers of opinion sources in their documented shape; every person, number and shop is invented."""

from typing import Any

SAMR = "gjjly/message/getMessageList"
TOPIC = "75374a34b95341829e08e54d4a0d8c04"


def samr(*numbers: str, total: int | None = None) -> dict[str, Any]:
    rows = [
        {
            "zj": number, "lybt": "网购地理标志产品是否假冒", "lyr": "王**", "lysj": "2026-01-08",
            "lynr": "标称测试大米，无专用标志，电话13800138000，如何举报？", "fzsj": "6ac0",
            "fzsjCn": "网络交易监督管理司", "pubtime": "2026-01-13", "clyj": "您好，请登录全国12315平台。",
        }
        for number in numbers
    ]  # fmt: skip
    return {"code": 200, "message": "success", "data": {"total": len(rows) if total is None else total, "data": rows}}


def people(*numbers: int) -> dict[str, Any]:
    rows = [
        {
            "tid": number, "subject": "反映网上销售假冒测试山药", "content": "标称地理标志，发货地为外省。",
            "forumName": "某市委书记", "stateInfo": "已办理", "createDateline": 1767920000, "nickName": "匿名网友",
        }
        for number in numbers
    ]  # fmt: skip
    return {"code": 0, "msg": "ok", "data": {"data": rows, "totalCount": len(rows)}}


def rednet(*numbers: int, total: int | None = None) -> dict[str, Any]:
    rows = [
        {
            "id": number, "title": "举报假冒地理标志产品", "created_at": "2026-01-10 10:00:00", "type_name": "投诉",
            "nickname": "网友", "is_reply": 1, "reply_name": "某市场监管局", "reply_time": "2026-01-13 09:00:00",
        }
        for number in numbers
    ]  # fmt: skip
    return {"status": "1", "data": {"total": len(rows) if total is None else total, "rows": rows}}


def weibo(*numbers: int) -> dict[str, Any]:
    def card(number: int) -> dict[str, Any]:
        return {
            "card_type": 9,
            "mblog": {
                "id": str(number), "mid": str(number), "bid": f"B{number}", "created_at": "5分钟前",
                "text": '网购的<a href="x"><span>#测试大米#</span></a>陈米 ...<a href="/status/1">全文</a>',
                "isLongText": True, "region_name": "发布于 辽宁", "comments_count": "100万+", "attitudes_count": 8,
                "user": {"id": 1000000001, "screen_name": "测试用户甲"}, "pics": {"0": {}},
            },
        }  # fmt: skip

    first, *others = [card(number) for number in numbers]
    return {"ok": 1, "data": {"cardlistInfo": {"total": 2}, "cards": [first, {"card_type": 11, "card_group": others}]}}


WEIBO_EMPTY = {"ok": 0, "msg": "这里还没有内容", "data": {"cards": []}}
WEIBO_LOGIN = {"ok": -100, "url": "https://passport.weibo.com/sso/signin", "msg": "请先登录"}
