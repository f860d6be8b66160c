"""Which column of a file holds which field of a lead that others hand over: 交办清单, 12315 and 12345 lists."""

from collections.abc import Mapping, Set
from typing import ClassVar

from crawlers.importing.columns import ColumnMap, plain_name

INTAKE_ALIASES: Mapping[str, tuple[str, ...]] = {
    "their_number": (
        "编号", "来文编号", "来文字号", "文号", "交办编号", "线索编号", "举报编号", "投诉编号", "投诉单号", "登记编号",
        "工单编号", "工单号", "序列号", "number",
    ),
    "sender": ("交办单位", "转办单位", "来文单位", "移送单位", "转来单位", "来源单位", "来源", "渠道"),
    "received_on": (
        "收到日期", "收文日期", "来文日期", "接收日期", "接收时间", "登记时间", "登记日期", "交办日期", "转办日期",
        "转办时间", "举报时间", "投诉时间", "发现日期", "发现时间", "日期", "时间",
    ),
    "due_on": (
        "要求反馈日期", "要求反馈时间", "反馈期限", "反馈时限", "办理期限", "办理时限", "办结期限", "要求办结日期",
        "截止日期", "期限", "due",
    ),
    "named_informer": ("是否实名", "实名", "实名举报", "是否实名举报"),
    "indication": ("地理标志", "地理标志名称", "涉及地理标志", "涉及标志", "涉及产品"),
    "title": ("标题", "主题", "商品名称", "商品标题", "投诉标题", "诉求标题", "线索名称", "品名"),
    "text": (
        "内容", "线索内容", "反映内容", "举报内容", "投诉内容", "诉求内容", "问题描述", "事实描述", "基本情况",
        "情况说明", "主要内容", "违法事实", "备注", "content",
    ),
    "url": ("链接", "商品链接", "网址", "商品网址", "网页地址", "店铺链接", "涉案链接", "link", "href"),
    "platform": ("平台", "平台名称", "电商平台", "交易平台"),
    "shop_name": ("店铺", "店铺名称", "店名", "网店", "网店名称", "商家", "商家名称", "卖家"),
    "shop_id": ("店铺id", "店铺编号", "商家id", "卖家id"),
    "operator_name": (
        "经营者", "经营者名称", "主体", "主体名称", "涉事主体", "企业名称", "公司名称", "被投诉方", "被投诉主体",
        "被举报方", "被举报人", "被举报主体", "投诉对象", "当事人",
    ),
    "operator_code": ("统一社会信用代码", "信用代码", "uscc"),
    "operator_address": (
        "住所", "经营地址", "经营场所", "地址", "注册地址", "被举报方地址", "被投诉方地址", "主体地址", "企业地址",
    ),
}  # fmt: skip
"""Field → column names that mean it, beside its own name; compared without case, spaces and width."""


class IntakeColumns(ColumnMap):
    """As ColumnMap, for what others hand over."""

    aliases: ClassVar[Mapping[str, tuple[str, ...]]] = INTAKE_ALIASES
    known: ClassVar[Mapping[str, str]] = {
        plain_name(alias): field for field, names in INTAKE_ALIASES.items() for alias in (*names, field)
    }
    wanted: ClassVar[str] = "no column of contents, links or sellers; name one with --map text=COLUMN"

    def is_heading(self, fields: Set[str]) -> bool:
        """Something was told, or a seller is named."""
        return bool(fields & {"text", "title", "url", "shop_name", "operator_name"})
