"""Packed bodies, whole and torn."""

import gzip
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler

from crawlers.unpacking import UnpackingMiddleware

TEXT = b"title " + bytes(range(256)) * 40
PACKED = {
    "gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT),
    "zstd": zstd.compress(TEXT),
}
TORN = (
    lambda body: body[:8],
    lambda body: b"<html>no packed text at all</html>",
    lambda body: b"\x1f\x8bxx" + body[9:],
)


def unpack(encoding: str, body: bytes) -> Response:
    request = Request("https://shop.example/", meta={"download_maxsize": 1_000_000})
    response = Response(request.url, headers={"Content-Encoding": encoding}, body=body, request=request)
    unpacked = UnpackingMiddleware.from_crawler(get_crawler()).process_response(request, response)
    assert isinstance(unpacked, Response)
    return unpacked


@pytest.mark.parametrize("encoding", PACKED)
def test_a_whole_body_is_unpacked(encoding: str) -> None:
    assert unpack(encoding, PACKED[encoding]).body == TEXT


@pytest.mark.parametrize("tear", TORN)
@pytest.mark.parametrize("encoding", PACKED)
def test_a_torn_body_is_handed_on(encoding: str, tear: object) -> None:
    assert callable(tear)
    body = tear(PACKED[encoding])
    found = unpack(encoding, body).body
    assert found == body or TEXT.startswith(found)


@pytest.mark.parametrize("cut", [20, len(PACKED["gzip"]) // 2, len(PACKED["gzip"]) - 1])
def test_half_a_gzip_body_is_not_taken_for_a_page(cut: int) -> None:
    body = PACKED["gzip"][:cut]
    assert unpack("gzip", body).body == body


def test_a_gzip_body_in_two_members_or_with_padding_is_whole() -> None:
    assert unpack("gzip", PACKED["gzip"] * 2).body == TEXT * 2
    assert unpack("gzip", PACKED["gzip"] + b"\x00" * 8).body == TEXT


def test_a_bomb_is_still_refused() -> None:
    with pytest.raises(IgnoreRequest):
        unpack("gzip", gzip.compress(b"x" * 5_000_000))
