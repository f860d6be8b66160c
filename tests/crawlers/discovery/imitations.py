# ruff: noqa: E501  (markup stays as software writes it)
"""Small imitations of what common shop, forum and news software writes: their markup, our words. No site is copied."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs, quote, urlsplit

from tests.crawlers.local_site import Page

NAMES = ("桓仁大米 5kg", "桓仁冰酒 750ml", "铁棍山药 3斤", "怀菊花茶 100g", "本溪鸭绿江鱼干", "辽五味子 500g", "怀地黄切片 250g",
         "怀牛膝 500g", "桓仁山参礼盒", "连山关刺五加", "温县粉条 2kg", "武陟大米 10斤", "博爱生姜 5斤", "孟州蜂蜜 1kg")  # fmt: skip
PAGE_SIZE = 8


@dataclass(frozen=True)
class Good:
    number: int
    name: str

    @property
    def price(self) -> str:
        return f"{19 + self.number}.90"


GOODS = tuple(Good(at, f"农家{name}") for at, name in enumerate(NAMES, 31))
BY_NUMBER = {str(good.number): good for good in GOODS}


@dataclass(frozen=True)
class Asked:
    path: str
    query: Mapping[str, str]

    def number(self, name: str = "page") -> int:
        return int(self.query.get(name) or 1)


def shown(words: str | None, number: int) -> tuple[list[Good], int]:
    """Goods of one page, and how many there are."""
    found = [good for good in GOODS if not words or words in good.name]
    return found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], len(found)


Answering = Callable[[Asked], str | None]


class Site(dict[str, Page]):
    """Path with query → page, as LocalSite and PaperSite ask for it."""

    def __init__(
        self, answering: Answering, charset: str = "utf-8", robots: str = "User-agent: *\nDisallow: /admin/\n"
    ) -> None:
        super().__init__()
        self._answering, self._charset, self._robots = answering, charset, robots

    def get(self, path: str, default: Page | None = None) -> Page:  # type: ignore[override]
        if path == "/robots.txt":
            return Page(body=self._robots, headers={"Content-Type": "text/plain"})
        parts = urlsplit(path)
        query = {
            name: values[-1]
            for name, values in parse_qs(parts.query, keep_blank_values=True, encoding=self._charset).items()
        }
        told = self._answering(Asked(parts.path, query))
        if told is None:
            return Page(status=404, body="not here")
        kind = (
            "application/xml" if told.startswith("<?xml") else "application/json" if told[:1] in "[{" else "text/html"
        )
        return Page(
            body=told.encode(self._charset, "replace"), headers={"Content-Type": f"{kind}; charset={self._charset}"}
        )


def frame(title: str, body: str, head: str = "", lang: str = "zh-CN") -> str:
    words = (
        "我们是一家卖各地土产的小店，货物由产地直接发出，欢迎选购。每周二、周五发货，偏远地区请先咨询客服，售后请在七天以内提出。"
        * 2
    )
    return f'<!DOCTYPE html><html lang="{lang}"><head><title>{title}</title>{head}</head><body>{body}<footer><p>{words}</p></footer></body></html>'


def woo_theme(asked: Asked) -> str | None:
    """WooCommerce with its Store API switched off: the theme's classes, JSON-LD on item pages, /page/2/."""
    head = '<link rel="stylesheet" href="/wp-content/plugins/woocommerce/assets/css/woocommerce.css">'
    form = '<form role="search" method="get" action="/"><input type="search" name="s"><input type="hidden" name="post_type" value="product"></form>'
    if asked.path.startswith("/product/"):
        good = BY_NUMBER.get(asked.path.split("-")[-1].strip("/"))
        data = f'{{"@context":"https://schema.org/","@type":"Product","name":"{good.name}","sku":"{good.number}","offers":[{{"@type":"Offer","price":"{good.price}","priceCurrency":"CNY"}}]}}' if good else ""  # fmt: skip
        return frame(good.name, f'{form}<div class="product"><h1 class="product_title entry-title">{good.name}</h1></div><script type="application/ld+json">{data}</script>', head) if good else None  # fmt: skip
    number = int(asked.path.split("/page/")[1].strip("/")) if "/page/" in asked.path else 1
    if asked.path.split("/page/")[0].strip("/") not in ("", "shop"):
        return None
    goods, total = shown(asked.query.get("s"), number)
    if not goods:
        return frame("搜索", f'{form}<p class="woocommerce-info">没有找到符合您选择的产品。</p>', head)
    cards = "".join(f'<li class="product type-product post-{good.number}"><a href="/product/rice-{good.number}/" class="woocommerce-LoopProduct-link"><h2 class="woocommerce-loop-product__title">{good.name}</h2><span class="price"><span class="woocommerce-Price-amount amount"><bdi><span class="woocommerce-Price-currencySymbol">&yen;</span>{good.price}</bdi></span></span></a></li>' for good in goods)  # fmt: skip
    query = f"?s={quote(asked.query['s'])}&amp;post_type=product" if "s" in asked.query else ""
    following = (
        f'<a class="next page-numbers" href="/shop/page/{number + 1}/{query}">→</a>'
        if number * PAGE_SIZE < total
        else ""
    )
    return frame(
        "小店",
        f'{form}<ul class="products columns-4">{cards}</ul><nav class="woocommerce-pagination">{following}</nav>',
        head,
    )


def opencart(asked: Asked) -> str | None:
    """OpenCart: everything at index.php?route=…, microdata nowhere, h1 and h2 price on item pages."""
    head = '<link href="catalog/view/theme/default/stylesheet/stylesheet.css" rel="stylesheet">'
    form = '<div id="search" class="input-group"><input type="text" name="search" placeholder="搜索"></div>'
    route = asked.query.get("route", "common/home")
    if route == "product/product":
        good = BY_NUMBER.get(asked.query.get("product_id", ""))
        related = '<div class="product-thumb"><h4><a href="index.php?route=product/product&amp;product_id=31">桓仁大米 5kg</a></h4><p class="price">￥1.00元</p></div>'
        return frame(good.name, f'<div id="product-product"><h1>{good.name}</h1><ul class="list-unstyled"><li><h2>￥{good.price}元</h2></li></ul></div>{related}', head) if good else None  # fmt: skip
    if route not in ("common/home", "product/search", "product/category"):
        return None
    goods, total = shown(asked.query.get("search"), asked.number())
    if not goods:
        return frame("搜索", f"{form}<p>没有符合搜索条件的商品。</p>", head)
    cards = "".join(f'<div class="product-layout col-lg-3"><div class="product-thumb transition"><div class="image"><a href="index.php?route=product/product&amp;product_id={good.number}"><img src="/i/{good.number}.jpg"></a></div><div class="caption"><h4><a href="index.php?route=product/product&amp;product_id={good.number}">{good.name}</a></h4><p class="price">￥{good.price}元</p></div></div></div>' for good in goods)  # fmt: skip
    words = quote(asked.query.get("search", ""))
    more = f'<ul class="pagination"><li class="active"><span>{asked.number()}</span></li><li><a href="index.php?route=product/search&amp;search={words}&amp;page={asked.number() + 1}">{asked.number() + 1}</a></li></ul>' if asked.number() * PAGE_SIZE < total and route != "common/home" else ""  # fmt: skip
    links = '<a href="index.php?route=product/category&amp;path=20">粮油</a>'
    return frame("商城", f'{form}<nav>{links}</nav><div class="row">{cards}</div>{more}', head)


def prestashop(asked: Asked) -> str | None:
    """PrestaShop: /31-name.html, microdata-free cards, JSON-LD on item pages and lists."""
    head = '<meta name="generator" content="PrestaShop"><script>var prestashop = {"cart":{}};</script>'
    form = '<form method="get" action="/search"><input type="hidden" name="controller" value="search"><input type="text" name="s"></form>'
    step = asked.path.strip("/")
    if step.endswith(".html"):
        good = BY_NUMBER.get(step.partition("-")[0])
        data = f'{{"@context":"https://schema.org/","@type":"Product","name":"{good.name}","sku":"demo_{good.number}","brand":{{"@type":"Brand","name":"小店"}},"offers":{{"@type":"Offer","priceCurrency":"CNY","price":"{good.price}","availability":"https://schema.org/InStock"}}}}' if good else ""  # fmt: skip
        return (
            frame(
                good.name,
                f'{form}<h1 class="h1">{good.name}</h1><script type="application/ld+json">{data}</script>',
                head,
            )
            if good
            else None
        )
    if step not in ("", "2-home", "search"):
        return None
    goods, total = shown(asked.query.get("s"), asked.number())
    if not goods:
        return frame(
            "搜索",
            f'{form}<section id="content" class="page-not-found"><h4>抱歉，没有找到您要的商品</h4></section>',
            head,
        )
    cards = "".join(f'<article class="product-miniature js-product-miniature" data-id-product="{good.number}"><h3 class="h3 product-title"><a href="/{good.number}-tuchan.html">{good.name}</a></h3><div class="product-price-and-shipping"><span class="price">&yen;{good.price}</span></div></article>' for good in goods)  # fmt: skip
    words = quote(asked.query.get("s", ""))
    more = f'<a rel="next" href="/search?controller=search&amp;s={words}&amp;page={asked.number() + 1}" class="next js-search-link">下一页</a>' if asked.number() * PAGE_SIZE < total else ""  # fmt: skip
    return frame("商店", f'{form}<a href="/2-home">全部</a><div class="products row">{cards}</div>{more}', head)


def magento(asked: Asked) -> str | None:
    """Magento: /name-31.html beside /food.html, microdata on item pages, ?p=2."""
    head = '<script type="text/x-magento-init">{"*":{}}</script>'
    form = '<form id="search_mini_form" action="/catalogsearch/result/" method="get"><input id="search" type="text" name="q"></form>'
    step = asked.path.strip("/")
    if step.startswith("tuchan"):
        good = BY_NUMBER.get(step.removesuffix(".html").rpartition("-")[2])
        return frame(good.name, f'{form}<main itemscope itemtype="http://schema.org/Product"><h1 class="page-title"><span class="base" itemprop="name">{good.name}</span></h1><div class="price-box" itemprop="offers" itemscope itemtype="http://schema.org/Offer"><span class="price">¥{good.price}</span><meta itemprop="price" content="{good.price}"><meta itemprop="priceCurrency" content="CNY"></div></main>', head) if good else None  # fmt: skip
    if step not in ("", "liangyou.html", "catalogsearch/result"):
        return None
    goods, total = shown(asked.query.get("q"), asked.number("p"))
    if not goods:
        return frame("搜索", f'{form}<div class="message notice"><div>您的搜索没有返回结果。</div></div>', head)
    cards = "".join(f'<li class="item product product-item"><div class="product-item-info"><a href="/tuchan-{good.number}.html" class="product photo"><img src="/x.jpg"></a><strong class="product name product-item-name"><a class="product-item-link" href="/tuchan-{good.number}.html">{good.name}</a></strong><span class="price">¥{good.price}</span></div></li>' for good in goods)  # fmt: skip
    words, following = quote(asked.query.get("q", "")), asked.number("p") + 1
    more = f'<li class="item pages-item-next"><a class="action next" href="/catalogsearch/result/?q={words}&amp;p={following}" title="下一页"><span>下一页</span></a></li>' if (following - 1) * PAGE_SIZE < total else ""  # fmt: skip
    return frame(
        "商店",
        f'{form}<nav><a href="/liangyou.html">粮油</a></nav><ol class="products list items product-items">{cards}</ol><ul>{more}</ul>',
        head,
    )


def zen_cart(asked: Asked) -> str | None:
    """Zen Cart: index.php?main_page=…, a heading and ids such as productPrices."""
    head = '<meta name="generator" content="shopping cart program by Zen Cart&reg;">'
    form = '<form name="quick_find_header" action="index.php?main_page=advanced_search_result" method="get"><input type="hidden" name="main_page" value="advanced_search_result"><input type="hidden" name="search_in_description" value="1"><input type="text" name="keyword"></form>'
    page = asked.query.get("main_page", "index")
    if page == "product_info":
        good = BY_NUMBER.get(asked.query.get("products_id", ""))
        return (
            frame(
                good.name,
                f'{form}<h1 id="productName" class="productGeneral">{good.name}</h1><h2 id="productPrices" class="productGeneral">￥{good.price}元</h2>',
                head,
            )
            if good
            else None
        )
    if page not in ("index", "advanced_search_result"):
        return None
    goods, total = shown(asked.query.get("keyword"), asked.number())
    if not goods:
        return frame("搜索", f"{form}<div>没有符合搜索条件的商品</div>", head)
    cards = "".join(f'<div class="centerBoxContentsFeatured centeredContent back"><a href="index.php?main_page=product_info&amp;cPath=1&amp;products_id={good.number}"><img src="i.jpg" alt=""></a><br><a href="index.php?main_page=product_info&amp;cPath=1&amp;products_id={good.number}">{good.name}</a><br>￥{good.price}元 <span class="price">￥{good.price}元</span></div>' for good in goods)  # fmt: skip
    words, following = quote(asked.query.get("keyword", "")), asked.number() + 1
    more = f'<div class="navSplitPagesLinks"><a href="index.php?main_page=advanced_search_result&amp;keyword={words}&amp;page={following}" title=" 下一页 ">[下一页&nbsp;&gt;&gt;]</a></div>' if (following - 1) * PAGE_SIZE < total and "keyword" in asked.query else ""  # fmt: skip
    return frame(
        "商店",
        f'{form}<a href="index.php?main_page=index&amp;cPath=1">粮油</a><div class="centerBoxWrapper">{cards}</div>{more}',
        head,
    )


def ecshop(asked: Asked) -> str | None:
    """A Chinese layout of the ECShop kind, in GBK: no heading, the price in a font element, titles cut in lists."""
    head = '<meta http-equiv="Content-Type" content="text/html; charset=gbk"><meta name="Generator" content="ECSHOP v2.7.3">'
    form = '<form id="searchForm" name="searchForm" method="get" action="search.php"><input name="keywords" type="text" id="keyword"></form>'
    if asked.path == "/goods.php":
        good = BY_NUMBER.get(asked.query.get("id", ""))
        return frame(good.name, f'{form}<div id="goodsInfo" class="clearfix"><div class="textInfo"><div class="clearfix"><p class="f_l">{good.name}</p></div><ul><li class="clearfix"><dd><strong>本店售价：</strong><font class="shop" id="ECS_SHOPPRICE">￥{good.price}元</font></dd></li></ul></div></div><dl><dt>产地</dt><dd>河南焦作</dd></dl>', head) if good else None  # fmt: skip
    if asked.path not in ("/", "/search.php", "/category.php"):
        return None
    goods, total = shown(asked.query.get("keywords"), asked.number())
    if not goods:
        return frame("搜索", f'{form}<div style="padding:20px">无法搜索到您要找的商品，没有相关商品！</div>', head)
    cards = "".join(f'<div class="goodsItem"><a href="goods.php?id={good.number}"><img src="i.jpg" class="goodsimg"></a><br><p><a href="goods.php?id={good.number}" title="{good.name}">{good.name[:4]}...</a></p><font class="market_s">￥99.00元</font><br><font class="shop_s">￥{good.price}元</font></div>' for good in goods)  # fmt: skip
    words, following = quote(asked.query.get("keywords", ""), encoding="gbk"), asked.number() + 1
    more = f'<div id="pager"><a class="next" href="search.php?keywords={words}&amp;page={following}">下一页</a></div>' if (following - 1) * PAGE_SIZE < total and asked.path == "/search.php" else ""  # fmt: skip
    return frame(
        "商城", f'{form}<a href="category.php?id=1">药材</a><div class="clearfix goodsBox">{cards}</div>{more}', head
    )


def discuz(asked: Asked) -> str | None:
    """A forum of the Discuz! kind: threads, and an RSS feed that its pages do not name."""
    head = '<meta name="generator" content="Discuz! X3.4">'
    if asked.query.get("mod") == "rss":
        rows = "".join(f"<item><title>{good.name}的产地怎么看</title><link>https://shop.example/thread-{good.number}-1-1.html</link><description>有人知道吗</description><pubDate>Tue, 13 Jan 2026 10:00:00 +0800</pubDate></item>" for good in GOODS)  # fmt: skip
        return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>论坛</title>{rows}</channel></rss>'
    rows = "".join(f'<tbody id="normalthread_{good.number}"><tr><th class="new"><a href="thread-{good.number}-1-1.html" class="s xst">{good.name}的产地怎么看</a></th></tr></tbody>' for good in GOODS)  # fmt: skip
    return (
        frame("论坛", f'<div id="threadlist"><table>{rows}</table></div>', head)
        if asked.path == "/" and not asked.query
        else None
    )


def wordpress_news(asked: Asked) -> str | None:
    """A news site on WordPress: articles and a feed."""
    head = (
        '<meta name="generator" content="WordPress 6.8"><link rel="alternate" type="application/rss+xml" href="/feed/">'
    )
    if asked.path == "/feed/":
        rows = "".join(f"<item><title>{good.name}丰收</title><link>https://shop.example/{good.number}/</link><guid>https://shop.example/?p={good.number}</guid><description>&amp;lt;p&amp;gt;消息&amp;lt;/p&amp;gt;</description><pubDate>Tue, 13 Jan 2026 02:00:00 +0000</pubDate></item>" for good in GOODS)  # fmt: skip
        return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>新闻</title>{rows}</channel></rss>'
    form = '<form role="search" method="get" action="/"><input type="search" name="s"></form>'
    rows = "".join(f'<article class="post"><h2 class="entry-title"><a href="/2026/01/{good.number}/">{good.name}丰收</a></h2><p>消息</p></article>' for good in GOODS)  # fmt: skip
    return frame("新闻", form + rows, head) if asked.path == "/" else None


def plain_buttons(asked: Asked) -> str | None:
    """No software that anyone knows: cards, item pages without a heading, the next page behind href="#"."""
    if asked.path.startswith("/d/"):
        good = BY_NUMBER.get(asked.path.removeprefix("/d/"))
        return frame(good.name, f'<div class="info-box"><div class="big-name">{escape(good.name)}</div><div class="now-price">￥{good.price}元</div><div class="shop-name">山里人家</div></div>') if good else None  # fmt: skip
    if asked.path not in ("/", "/find"):
        return None
    goods, total = shown(asked.query.get("kw"), asked.number())
    form = '<form action="/find"><input name="kw"></form>'
    if not goods:
        return frame("铺子", f"{form}<p>抱歉，没有您要的东西</p>")
    cards = "".join(f'<div class="box"><a class="pic" href="/d/{good.number}"></a><a class="tt" href="/d/{good.number}">{good.name}</a><i class="money">￥{good.price}元</i><span class="seller-name">山里人家</span></div>' for good in goods)  # fmt: skip
    more = '<a href="#" class="pg" onclick="go(2)">下一页</a>' if asked.number() * PAGE_SIZE < total else ""
    return frame("铺子", f'{form}<p>共 {total} 件</p><div class="wall">{cards}</div>{more}')


def state_page(asked: Asked) -> str | None:
    """A page whose goods stand in a script alone, counted in fen."""
    goods, _ = shown(None, asked.number("p"))
    rows = ",".join(
        f"{{goodsId:{good.number},goodsName:'{good.name}',priceFen:{good.price.replace('.', '')},shop:{{shopName:'山里人家'}}}}"
        for good in goods
    )
    return (
        frame(
            "铺子",
            f"<div id=root></div><script>window.__STATE__ = {{data:{{list:[{rows}],total:{len(GOODS)}}}}};</script>",
        )
        if asked.path == "/"
        else None
    )


def json_interface(asked: Asked) -> str | None:
    """An address that answers in JSON."""
    goods, _ = shown(None, asked.number("p"))
    rows = ",".join(f'{{"id":{good.number},"title":"{good.name}","sku":{{"price":"{good.price}"}}}}' for good in goods)
    return f'{{"code":0,"data":{{"items":[{rows}],"total":{len(GOODS)}}}}}' if asked.path == "/" else None


def dead_pager(asked: Asked) -> str | None:
    """As `plain_buttons`, but no number in the address turns the page: only the button does."""
    return plain_buttons(Asked(asked.path, {name: told for name, told in asked.query.items() if name == "kw"}))
