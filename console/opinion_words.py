"""The Chinese words for what is said of an indication: topics, feelings, levels and states of alerts."""

from leads_db.records.opinion import AlertState, CandidateState, FoldKind, Level, Sentiment
from pipelines.opinions.alert_words import LEVELS, TOPICS

__all__ = [
    "ALERT_STATES",
    "AUTHORS",
    "CANDIDATE_KINDS",
    "CANDIDATE_STATES",
    "FOLD_KINDS",
    "LEVELS",
    "LEVEL_SIGNS",
    "SENTIMENTS",
    "SENTIMENT_SIGNS",
    "TOPICS",
]

SENTIMENTS = {Sentiment.NEGATIVE: "负面", Sentiment.NEUTRAL: "中性", Sentiment.POSITIVE: "正面"}
SENTIMENT_SIGNS = {Sentiment.NEGATIVE: "－", Sentiment.NEUTRAL: "○", Sentiment.POSITIVE: "＋"}
LEVEL_SIGNS = {Level.BLUE: "○", Level.YELLOW: "△", Level.ORANGE: "▲", Level.RED: "■"}
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
AUTHORS = {"media": "媒体", "official": "官方", "user": "用户", "merchant": "商家", "unknown": "未知作者"}
