"""Pages that are empty until a browser runs their script."""

from crawlers.practice_market.pages.goods_facts import picture_paths, price_text, seller_facts
from crawlers.practice_market.pages.layout import embedded_json, page
from crawlers.practice_market.pages.product_data import product_data
from crawlers.practice_market.shops import Shop
from leads_db.records import Listing

SHARED_SCRIPT = """
const app = document.getElementById("app");
function add(parent, tag, text, values) {
  const made = Object.assign(document.createElement(tag), values || {});
  if (text) made.textContent = text;
  return parent.appendChild(made);
}
function ready() { document.documentElement.dataset.ready = "1"; }
"""
SEARCH_SCRIPT = """
const asked = new URLSearchParams(location.search);
const words = asked.get("q") || "", at = Number(asked.get("page")) || 1;
const query = number => "?q=" + encodeURIComponent(words) + "&page=" + number;
fetch("/js/api" + query(at)).then(answer => answer.json()).then(answer => {
  if (!answer.items.length) add(app, "p", answer.message, {className: "none"});
  else {
    add(app, "p", "共 " + answer.total + " 件");
    const cards = add(app, "ul", "", {className: "cards"});
    for (const item of answer.items) {
      const card = add(cards, "li");
      add(card, "a", item.title, {href: item.href});
      add(card, "span", item.price, {className: "price"});
      add(card, "span", item.shop, {className: "shop"});
    }
    if (answer.next) add(app, "a", "下一页", {href: "/js/search" + query(answer.next), rel: "next"});
  }
  ready();
});
"""
ITEM_SCRIPT = """
const item = JSON.parse(document.getElementById("state").textContent);
document.title = item.data.name;
const safe = JSON.stringify(item.data).replace(/</g, "\\\\u003c");
add(document.head, "script", safe, {type: "application/ld+json"});
add(app, "h1", item.data.name);
add(app, "p", item.price, {className: "price"});
const list = add(app, "dl");
for (const [name, value] of item.facts) { add(list, "dt", name); add(list, "dd", value); }
for (const path of item.pictures) add(app, "img", "", {src: path, alt: ""});
ready();
"""


def scripted_search_page(shop: Shop) -> str:
    """The frame of a search page; the script fetches /js/api and builds the cards."""
    return _scripted(shop, SEARCH_SCRIPT, "")


def scripted_item_page(shop: Shop, listing: Listing, url: str) -> str:
    """The frame of an item page; the script builds it, JSON-LD included, from the embedded state."""
    state = {
        "data": product_data(shop.name, listing, url),
        "price": price_text(listing),
        "facts": [*listing.attributes.items(), *seller_facts(listing)],
        "pictures": picture_paths(shop.name, listing),
    }
    return _scripted(shop, ITEM_SCRIPT, f'<script type="application/json" id="state">{embedded_json(state)}</script>')


def _scripted(shop: Shop, script: str, state: str) -> str:
    body = f'<div id="app"></div>{state}<script>{SHARED_SCRIPT}{script}</script>'
    return page(shop.title, body)
