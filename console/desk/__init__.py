"""The desk: server-rendered pages in Chinese. Reads the store, changes nothing, needs no JavaScript.

Until accounts exist (another issue) it is bound to loopback, so a person at this machine is the only reader.
"""

from console.desk.app import make_desk

__all__ = ["make_desk"]
