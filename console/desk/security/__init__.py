"""Who is at the desk: sessions, forms that cannot be forged, throttled log-in, roles.

A page takes `ActorOf` (who acts) and its router `allow(Role…)` from `access.py`; everything else happens for all pages.
"""
