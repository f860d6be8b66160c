"""Copies of an SQLite store with its evidence and papers, made while the program works, and the check of such a copy.

A folder of backups holds `files/` – evidence and papers, each copied once, as they never change – and one folder a
backup: `store.db`, `backup.json`, and `SHA256SUMS` in the form of `sha256sum -c`, which names the store and every file.
"""
