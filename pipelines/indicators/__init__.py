"""What the facts mean: pure functions of facts × Indication, one theme a file.

An indicator reads facts only, never raw text. It returns a Seen: found with a strength, clear with the exonerating
fact, or unknown with the missing fact. Its docstring names Basis, Score and Clear; its weight, label, act and grounds
stand in its row of pipelines/model.py.
"""
