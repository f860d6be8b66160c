"""Mentions → what people say: views of posts, events they fold into, bursts, words."""
