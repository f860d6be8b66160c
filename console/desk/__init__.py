"""The desk: server-rendered pages in Chinese (English on request) for people with an account; works without JavaScript.

No page is open but the log-in and the first set-up; a GET changes nothing; a POST comes from a form of the desk.
"""

from console.desk.app import make_desk

__all__ = ["make_desk"]
