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
        try:
            return super().process_response(request, response)
        except DECODER_FAULTS:
            return Response(
                response.url, status=response.status, headers=response.headers, body=response.body, request=request
            )
