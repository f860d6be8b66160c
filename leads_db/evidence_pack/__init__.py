"""The evidence pack: a seal with its pages as one zip that anybody can check without this program."""
