"""The Chinese words of topics and levels, for what the program says by itself: alerts, notices."""

from leads_db.records.opinion import Level, Topic

TOPICS = {
    Topic.COUNTERFEIT_COMPLAINT: "假冒投诉",
    Topic.QUALITY_COMPLAINT: "质量投诉",
    Topic.PRICE_COMPLAINT: "价格投诉",
    Topic.ENFORCEMENT_NEWS: "执法动态",
    Topic.RIGHTS_DISPUTE: "权益争议",
    Topic.PROMOTION: "推广销售",
    Topic.KNOWLEDGE: "知识科普",
    Topic.UNRELATED: "无关",
}
LEVELS = {Level.BLUE: "蓝", Level.YELLOW: "黄", Level.ORANGE: "橙", Level.RED: "红"}
