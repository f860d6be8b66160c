"""What real sites do to crawlers: gates that open or close with the number of requests, and doors that lead elsewhere.

The counts live as long as the market runs.
"""

from dataclasses import dataclass
from urllib.parse import quote

from crawlers.practice_market.answers import Answer, html_answer, redirect_answer
from crawlers.practice_market.pages.layout import message_page, page

CHALLENGE_AFTER = 15
"""Requests that the challenge shop answers before it asks for the slider."""
BUSY_FIRST = 2
"""Requests that the busy shop refuses before it answers."""
RETRY_AFTER_S = 2
METADATA_URL = "http://169.254.169.254/latest/meta-data/"
"""Where clouds keep their secrets: no crawler may ever be led there."""

SLIDER = (
    '<h1>安全验证</h1><p>请按住滑块，拖动到最右边</p><div id="slider" style="width:20em;background:#ddd">'
    '<span style="background:#8a1c1c;color:#fff;padding:0 1em">→</span></div>'
)
LOG_IN = (
    '<h1>登录</h1><p>请先登录后查看商品</p><form method="post"><input name="user" aria-label="账号"> '
    '<input name="password" type="password" aria-label="密码"> <button>登录</button></form>'
)


@dataclass(slots=True)
class Gates:
    """The shops that count their requests."""

    challenge_after: int = CHALLENGE_AFTER
    busy_first: int = BUSY_FIRST
    challenge_seen: int = 0
    busy_seen: int = 0

    def stop(self, shop: str) -> Answer | None:
        """The gate's answer instead of the page, or None to let the request pass."""
        if shop == "challenge":
            self.challenge_seen += 1
            return CHALLENGE if self.challenge_seen > self.challenge_after else None
        if shop == "busy":
            self.busy_seen += 1
            return BUSY if self.busy_seen <= self.busy_first else None
        return None


CHALLENGE = html_answer(page("安全验证", SLIDER))
BUSY = html_answer(
    message_page("系统繁忙", "访问人数过多，请稍后再试"), status=503, headers={"Retry-After": str(RETRY_AFTER_S)}
)
PASSPORT = html_answer(page("登录", LOG_IN))


def login_door(path: str) -> Answer:
    """Instead of an item: the way to the log-in page."""
    return redirect_answer(f"/login/passport?return={quote(path, safe='')}")


def egress_doors(canary_url: str) -> tuple[Answer, Answer]:
    """Redirects to another loopback address and to the cloud's metadata address."""
    return redirect_answer(canary_url), redirect_answer(METADATA_URL)
