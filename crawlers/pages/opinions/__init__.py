"""Answers of boards, complaint sites and Weibo → mentions: pure functions, one file a source."""
