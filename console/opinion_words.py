"""The Chinese words for what is said of an indication: topics, feelings, levels and states of alerts."""

from leads_db.records.opinion import AlertState, CandidateState, FoldKind, Level, Sentiment, Topic

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
SENTIMENTS = {Sentiment.NEGATIVE: "负面", Sentiment.NEUTRAL: "中性", Sentiment.POSITIVE: "正面"}
SENTIMENT_SIGNS = {Sentiment.NEGATIVE: "－", Sentiment.NEUTRAL: "○", Sentiment.POSITIVE: "＋"}
LEVELS = {Level.BLUE: "蓝", Level.YELLOW: "黄", Level.ORANGE: "橙", Level.RED: "红"}
ALERT_STATES = {
    AlertState.OPEN: "待处置",
    AlertState.SEEN: "已阅",
    AlertState.MISREPORT: "误报",
    AlertState.REPORTED: "已转专报",
}
FOLD_KINDS = {FoldKind.SPLIT: "拆分", FoldKind.MERGE: "合并"}
CANDIDATE_STATES = {
    CandidateState.WAITING: "待定",
    CandidateState.ACCEPTED: "已转线索",
    CandidateState.DISMISSED: "不采用",
}
CANDIDATE_KINDS = {"link": "链接", "shop": "店铺"}
