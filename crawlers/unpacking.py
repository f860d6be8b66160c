"""Packed bodies unpacked; one that cannot be is handed on as it came, so that it is kept and called changed.

Scrapy's own middleware lets the decoder's error through, which would end the crawl at the first torn answer.
"""

import zlib
from typing import Any

import brotli  # type: ignore[import-untyped]
from backports.zstd import ZstdError
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Request, Response

DECODER_FAULTS = (OSError, EOFError, zlib.error, brotli.error, ZstdError)


class UnpackingMiddleware(HttpCompressionMiddleware):
    """In the place of Scrapy's."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """The unpacked response, or the one that came. Raises IgnoreRequest where it grows too large."""
        is_gzip = (response.headers.get("Content-Encoding") or b"").strip().lower() in (b"gzip", b"x-gzip")
        try:
            plain = super().process_response(request, response)
        except DECODER_FAULTS:
            plain = None
        if isinstance(plain, Request) or (plain is not None and not (is_gzip and _is_torn(response.body, plain.body))):
            return plain
        return Response(
            response.url, status=response.status, headers=response.headers, body=response.body, request=request
        )


def _is_torn(packed: bytes, plain: bytes) -> bool:
    """True for a gzip body that ends too soon: Scrapy hands on what came of it, and half a page looks like a page."""
    told = int.from_bytes(packed[-4:], "little")  # gzip's last word: how long the plain text is
    return told != len(plain) & 0xFFFFFFFF and not _is_whole(packed)


def _is_whole(body: bytes) -> bool:
    """True where every member of the body comes to its end; padding may follow."""
    while body[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        member.decompress(body)
        if not member.eof:
            return False
        body = member.unused_data
    return True
