"""The signatures of the marketplaces' gateways, one function a family. Texts in, signature out; nothing is sent here.

The signed set is the sent set without the signature. Names are sorted by their code points; what is signed is the
unencoded UTF-8 text. Values must be the very texts that are sent, JSON among them.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping

Parameters = Mapping[str, str]


def joined(parameters: Parameters) -> str:
    """k1v1k2v2… in the order of the names."""
    return "".join(f"{name}{parameters[name]}" for name in sorted(parameters))


def sign_wrapped(parameters: Parameters, secret: str) -> str:
    """JD, Pinduoduo and the older Taobao form: MD5 of the text between two secrets, capital hex."""
    return _md5(f"{secret}{joined(parameters)}{secret}").upper()


def sign_top(parameters: Parameters, secret: str) -> str:
    """Taobao: by the parameter `sign_method`: md5, hmac or hmac-sha256. Raises ValueError for another method."""
    method = parameters["sign_method"]
    if method == "md5":
        return sign_wrapped(parameters, secret)
    if method not in ("hmac", "hmac-sha256"):
        raise ValueError(f"no such sign_method: {method}")
    return _hmac("md5" if method == "hmac" else "sha256", secret, joined(parameters)).hex().upper()


def sign_1688(url_path: str, parameters: Parameters, secret: str) -> str:
    """1688: HMAC-SHA1, capital hex. `url_path` begins with `param2/` and ends with the application's key."""
    return _hmac("sha1", secret, url_path + joined(parameters)).hex().upper()


def sign_doudian(parameters: Parameters, secret: str, *, method: str = "hmac-sha256") -> str:
    """Douyin: the text between two secrets, small hex; `method` is hmac-sha256 or md5 (to be retired).

    Token, signature and method are sent but not signed.
    """
    signed = _without(parameters, ("access_token", "sign", "sign_method"))
    text = f"{secret}{joined(signed)}{secret}"
    return _md5(text) if method == "md5" else _hmac("sha256", secret, text).hex()


def sign_kuaishou(parameters: Parameters, sign_secret: str) -> str:
    """Kuaishou: k=v&… with the sign secret (not the application's) at the end; Base64, or small hex for MD5."""
    pairs = [f"{name}={parameters[name]}" for name in sorted(parameters)]
    text = "&".join((*pairs, f"signSecret={sign_secret}"))
    if parameters.get("signMethod") == "HMAC_SHA256":
        return base64.b64encode(_hmac("sha256", sign_secret, text)).decode("ascii")
    return _md5(text)


def sign_vip(parameters: Parameters, body: str, secret: str) -> str:
    """Vipshop: HMAC-MD5 over the system parameters and the raw body, capital hex."""
    return _hmac("md5", secret, joined(parameters) + body).hex().upper()


def sign_rest(path: str, parameters: Parameters, secret: str) -> str:
    """AliExpress and Lazada: HMAC-SHA256, capital hex; `path` is empty for AliExpress /sync."""
    return _hmac("sha256", secret, path + joined(parameters)).hex().upper()


def sign_shopee_affiliate(app_id: str, timestamp_s: int, body: str, secret: str) -> str:
    """Shopee's affiliate interface: SHA-256 of the four in a row, small hex."""
    return hashlib.sha256(f"{app_id}{timestamp_s}{body}{secret}".encode()).hexdigest()


def sign_shopee_shop(partner_id: str, path: str, timestamp_s: int, secret: str, *, token: str, shop_id: str) -> str:
    """Shopee's interface for shops: HMAC-SHA256, small hex."""
    return _hmac("sha256", secret, f"{partner_id}{path}{timestamp_s}{token}{shop_id}").hex()


def sign_message_board(path: str, parameter: str, app_code: str, token: str = "") -> str:
    """人民网领导留言板: MD5, small hex; `parameter` is the JSON text that is sent as `param`."""
    return _md5(f"{path}{parameter}{_md5(app_code)[:16]}{token}")


def sign_feed_path(path: str, access_key: str) -> str:
    """RSSHub's `code`: MD5 of the path in the spelling in which it is sent, and the access key."""
    return _md5(path + access_key)


def basic_authorization(name: str, secret: str) -> str:
    """The value of an Authorization header (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode("ascii")


def _without(parameters: Parameters, names: Iterable[str]) -> dict[str, str]:
    left_out = set(names)
    return {name: value for name, value in parameters.items() if name not in left_out}


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8"), usedforsecurity=False).hexdigest()


def _hmac(algorithm: str, key: str, text: str) -> bytes:
    return hmac.new(key.encode("utf-8"), text.encode("utf-8"), algorithm).digest()
