"""Which column of a file holds which field of a post: exports of 12315, 黑猫, boards and the centre's own lists."""

from collections.abc import Iterable, Mapping, Set
from typing import ClassVar

from crawlers.importing.columns import ColumnMap, plain_name

MENTION_ALIASES: Mapping[str, tuple[str, ...]] = {
    "platform": ("平台", "来源", "来源平台", "数据来源", "渠道", "site"),
    "post_id": (
        "编号", "投诉编号", "投诉单号", "举报编号", "登记编号", "工单编号", "工单号", "信件编号", "留言编号", "帖子id",
        "sn", "mid", "tid", "id",
    ),
    "title": ("标题", "主题", "投诉标题", "留言标题", "诉求标题", "帖子标题", "subject"),
    "text": (
        "内容", "正文", "投诉内容", "举报内容", "诉求内容", "留言内容", "问题描述", "事实描述", "反映内容", "帖子内容",
        "微博正文", "content", "summary", "body",
    ),
    "url": ("链接", "网址", "原文链接", "地址链接", "link", "href"),
    "posted_at": (
        "时间", "发布时间", "投诉时间", "举报时间", "登记时间", "留言时间", "提交时间", "接收时间", "日期", "date",
        "created_at", "timestamp", "publish_time",
    ),
    "author": ("投诉人", "举报人", "留言人", "作者", "用户", "昵称", "提供方", "author", "nickname", "user"),
    "location": ("所属地区", "地区", "消费者所在地", "ip属地", "属地", "location"),
    "target": (
        "被投诉方", "被投诉主体", "被举报人", "被举报主体", "投诉对象", "涉及主体", "商家", "企业名称",
        "cotitle",
    ),
    "status": ("状态", "办理状态", "处理状态", "办理情况", "投诉状态"),
    "reply": ("回复", "答复", "回复内容", "答复内容", "处理结果", "办理结果"),
    "reply_by": ("回复单位", "答复单位", "承办单位", "处理单位", "办理单位"),
    "like_count": ("点赞", "点赞数", "likes"),
    "comment_count": ("评论数", "comments"),
    "repost_count": ("转发数", "转发量", "reposts"),
}  # fmt: skip
"""Field → column names that mean it, beside its own name; compared without case, spaces and width."""
ITS_OWN = frozenset(
    plain_name(name)
    for name in (
        "投诉编号", "投诉单号", "举报编号", "投诉标题", "投诉内容", "举报内容", "诉求内容", "留言内容", "留言标题",
        "问题描述", "事实描述", "被投诉方", "被投诉主体", "被举报人", "被举报主体", "投诉对象", "微博正文", "帖子内容",
        "post_id",
    )
)  # fmt: skip
"""Columns that only a file of posts has."""


class MentionColumns(ColumnMap):
    """As ColumnMap, for posts."""

    aliases: ClassVar[Mapping[str, tuple[str, ...]]] = MENTION_ALIASES
    known: ClassVar[Mapping[str, str]] = {
        plain_name(alias): field for field, names in MENTION_ALIASES.items() for alias in (*names, field)
    }
    wanted: ClassVar[str] = "no column of texts; name it with --map text=COLUMN"

    def is_heading(self, fields: Set[str]) -> bool:
        """A table of posts has texts or titles."""
        return bool(fields & {"text", "title"})


def tells_posts(names: Iterable[object]) -> bool:
    """True when one of the column names belongs to posts alone."""
    return any(plain_name(name) in ITS_OWN for name in names if isinstance(name, str))
