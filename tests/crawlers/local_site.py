"""A site on loopback whose every path is what the test says, and which remembers what it was asked."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(kw_only=True)
class Page:
    """One answer; `wait_s` before it begins."""

    body: bytes | str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_s: float = 0.0


Pages = dict[str, Page | str | Callable[[int], Page]]
"""Path with query → page, text, or a function of how often it was asked before."""


@dataclass
class LocalSite:
    port: int
    pages: Pages
    asked: list[str] = field(default_factory=list)
    started_s: list[float] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    """Of POST requests."""
    in_flight: int = 0
    most_in_flight: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def page(self, path: str) -> Page:
        times = self.asked.count(path) - 1
        found = self.pages.get(path, Page(status=404))
        if callable(found):
            return found(times)
        return Page(body=found) if isinstance(found, str) else found


@contextmanager
def serve(pages: Pages, host: str = "127.0.0.1", port: int = 0) -> Iterator[LocalSite]:
    site = LocalSite(0, pages)

    class Answerer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with site.lock:
                site.asked.append(self.path)
                site.started_s.append(time.monotonic())
                site.headers.append(dict(self.headers.items()))
                site.in_flight += 1
                site.most_in_flight = max(site.most_in_flight, site.in_flight)
                page = site.page(self.path)
            time.sleep(page.wait_s)
            body = page.body.encode() if isinstance(page.body, str) else page.body
            with site.lock:
                site.in_flight -= 1
            try:
                self.send_response(page.status)
                for name, value in {"Content-Type": "text/plain", **page.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def do_POST(self) -> None:
            site.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self.do_GET()

        def log_message(self, format: str, *arguments: object) -> None: ...

    server = ThreadingHTTPServer((host, port), Answerer)
    server.daemon_threads = True
    server.block_on_close = False
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
