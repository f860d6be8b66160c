"""Answers in the documented shapes, made from five invented offers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Offer:
    number: int
    title: str
    fen: int
    before_fen: int
    sold: int
    shop: str
    place: tuple[str, str]

    @property
    def yuan(self) -> str:
        return f"{self.fen / 100:.2f}"

    @property
    def before(self) -> str:
        return f"{self.before_fen / 100:.2f}"

    @property
    def shop_id(self) -> int:
        return 30_000_000 + self.number


_ROWS = (
    ("桓仁大米 京租稻 5kg", 8900, 10900, 1230, "子鼠粮行", ("辽宁", "本溪")),
    ("正宗桓仁大米 10斤 厂家直发", 1989, 3990, 15321, "丑牛粮油店", ("江苏", "宿迁")),
    ("桓仁大米风味 长粒香 5斤", 1680, 2990, 486, "寅虎农产店", ("黑龙江", "哈尔滨")),
    ("东北珍珠米 10斤", 2590, 2590, 77, "卯兔食品店", ("吉林", "白城")),
    ("铁棍山药 5斤礼盒", 12800, 16800, 640, "辰龙怀药店", ("河南", "焦作")),
)
OFFERS = tuple(
    Offer(number=number, title=title, fen=fen, before_fen=before_fen, sold=sold, shop=shop, place=place)
    for number, (title, fen, before_fen, sold, shop, place) in enumerate(_ROWS, 1)
)
Answer = dict[str, Any]


def jd(offers: Sequence[Offer], total: int | None) -> Answer:
    rows = [
        {
            "itemId": f"JdEnc{one.number}_abc",
            "skuName": one.title,
            "priceInfo": {"price": one.before_fen / 100, "lowestPrice": one.fen / 100, "lowestPriceType": 1},
            "inOrderCount30Days": one.sold,
            "shopInfo": {"shopId": one.shop_id, "shopName": one.shop, "shopLevel": 4.5},
            "categoryInfo": {
                "cid1": 1,
                "cid1Name": "生鲜",
                "cid2": 2,
                "cid2Name": "米面",
                "cid3": 3,
                "cid3Name": "大米",
            },
            "brandName": "",
            "imageInfo": {"imageList": [{"url": f"http://img14.360buyimg.com/s/{one.number}.jpg"}]},
            "materialUrl": f"jingfen.jd.com/detail/JdEnc{one.number}_abc.html",
            "owner": "p",
        }
        for one in offers
    ]
    return jd_inner({"code": 200, "message": "success", "totalCount": total, "data": rows})


def jd_inner(inner: Answer) -> Answer:
    text = json.dumps(inner, ensure_ascii=False)
    return {"jd_union_open_goods_query_responce": {"code": "0", "queryResult": text}}


def taobao(offers: Sequence[Offer], total: int | None) -> Answer:
    rows = [
        {
            "item_id": f"TbEnc{one.number}-x53G",
            "item_basic_info": {
                "title": one.title,
                "pict_url": f"//img.alicdn.com/s/{one.number}.jpg",
                "small_images": {"string": [f"//img.alicdn.com/s/{one.number}_1.jpg"]},
                "level_one_category_name": "粮油调味",
                "category_name": "大米",
                "brand_name": "",
                "seller_id": one.shop_id,
                "user_type": one.number % 2,
                "shop_title": one.shop,
                "provcity": " ".join(one.place),
                "volume": one.sold,
            },
            "price_promotion_info": {
                "reserve_price": one.before,
                "zk_final_price": one.yuan,
                "final_promotion_price": one.yuan,
            },
            "publish_info": {"click_url": f"//s.click.taobao.com/t?e={one.number}", "coupon_share_url": ""},
        }
        for one in offers
    ]
    body = {"result_list": {"map_data": rows}, "total_results": total, "request_id": "r"}
    return {"tbk_dg_material_optional_upgrade_response": body}


def pdd(offers: Sequence[Offer], total: int | None) -> Answer:
    rows = [
        {
            "goods_sign": f"E9Sign{one.number}_Q",
            "goods_name": one.title,
            "goods_desc": "产地直发",
            "goods_image_url": f"https://img.pddpic.com/s/{one.number}.jpg",
            "min_group_price": one.fen,
            "min_normal_price": one.before_fen,
            "mall_id": one.shop_id,
            "mall_name": one.shop,
            "merchant_type": 2,
            "sales_tip": f"已拼{one.sold}件",
            "opt_name": "食品",
            "brand_name": "",
        }
        for one in offers
    ]
    return {"goods_search_response": {"goods_list": rows, "list_id": "list-7", "total_count": total, "request_id": "r"}}


def alibaba(offers: Sequence[Offer], total: int | None) -> Answer:
    rows = [
        {
            "offerId": 880_000_000_000 + one.number,
            "subject": one.title,
            "imageUrl": f"https://cbu01.alicdn.com/s/{one.number}.jpg",
            "priceInfo": {"price": one.yuan, "consignPrice": one.yuan, "promotionPrice": ""},
            "monthSold": one.sold,
            "promotionURL": f"https://detail.1688.com/offer/{880_000_000_000 + one.number}.html?cpsId=1",
            "createDate": "2025-09-20 08:00:00",
        }
        for one in offers
    ]
    body = {"totalRecords": total, "totalPage": 2, "pageSize": 50, "currentPage": 1, "data": rows}
    return {"result": {"success": True, "code": "200", "message": "成功", "result": body}}


def alibaba_detail(one: Offer) -> Answer:
    body = {
        "offerId": 880_000_000_000 + one.number,
        "subject": one.title,
        "categoryName": "大米",
        "description": "<p>新米</p><p>产地直发</p>",
        "productAttribute": [{"attributeName": "产地", "value": "".join(one.place)}],
        "productSaleInfo": {
            "priceRangeList": [{"startQuantity": 2, "price": one.before}, {"startQuantity": 100, "price": one.yuan}]
        },
        "productShippingInfo": {"sendGoodsAddressText": f"{one.place[0]}省{one.place[1]}市"},
        "sellerOpenId": f"BBB{one.number}",
        "companyName": f"{one.shop}有限公司",
        "soldOut": str(one.sold),
    }
    return {"result": {"success": True, "code": "200", "result": body}}


def douyin(offers: Sequence[Offer], total: int | None) -> Answer:
    rows = [
        {
            "product_id": 3_700_000_000_000_000_000 + one.number,
            "title": one.title,
            "price": one.before_fen,
            "coupon_price": one.fen,
            "sales": one.sold,
            "shop_id": one.shop_id,
            "shop_name": one.shop,
            "cover": f"https://p3-aio.ecombdimg.com/s/{one.number}.webp",
            "detail_url": f"https://haohuo.jinritemai.com/views/product/item2?id={one.number}&promotion=1",
        }
        for one in offers
    ]
    return {"code": 10000, "msg": "success", "data": {"total": total, "products": rows}}


def kuaishou(offers: Sequence[Offer], total: int | None) -> Answer:
    rows = [
        {
            "goodsId": 21_000_000_000_000 + one.number,
            "goodsTitle": one.title,
            "goodsPrice": one.before_fen,
            "zkGoodsPrice": one.fen,
            "mallId": one.shop_id,
            "mallName": one.shop,
            "goodsImageUrl": f"https://p2-ec.eckwai.com/s/{one.number}.jpg",
            "salesTip": one.sold,
        }
        for one in offers
    ]
    return {"result": 1, "msg": "success", "data": rows}


def vip(offers: Sequence[Offer], total: int | None) -> Answer:
    rows = [
        {
            "goodsId": f"691900000000000000{one.number}",
            "goodsName": one.title,
            "goodsMainPicture": f"http://a.vpimg4.com/s/{one.number}.jpg",
            "destUrlPc": f"https://detail.vip.com/detail-17-{one.number}.html?tra_from=1",
            "cat1stName": "食品",
            "cat2ndName": "粮油",
            "categoryName": "大米",
            "marketPrice": one.before,
            "vipPrice": one.yuan,
            "brandName": "",
            "storeInfo": {"storeId": str(one.shop_id), "storeName": one.shop},
            "productSales": str(one.sold),
        }
        for one in offers
    ]
    return {"returnCode": "0", "result": {"goodsInfoList": rows, "total": total, "page": 1, "pageSize": 100}}


def ebay(offers: Sequence[Offer], total: int | None) -> Answer:
    rows = [
        {
            "itemId": f"v1|88000000000{one.number}|0",
            "title": one.title,
            "categories": [{"categoryId": "1", "categoryName": "Rice"}],
            "image": {"imageUrl": f"https://i.ebayimg.com/s/{one.number}.jpg"},
            "price": {"value": one.yuan, "currency": "USD"},
            "marketingPrice": {"originalPrice": {"value": one.before, "currency": "USD"}},
            "itemWebUrl": f"https://www.ebay.com/itm/88000000000{one.number}?campid=5",
            "seller": {"username": one.shop},
            "itemLocation": {"city": one.place[1], "stateOrProvince": one.place[0], "country": "CN"},
        }
        for one in offers
    ]
    told: Answer = {"href": "https://api.ebay.com/x", "total": total, "limit": 100, "offset": 0}
    return {**told, "itemSummaries": rows} if rows else told


def amazon(offers: Sequence[Offer], total: int | None) -> Answer:
    rows = [
        {
            "asin": f"B0TEST000{one.number}",
            "detailPageURL": f"https://www.amazon.com/dp/B0TEST000{one.number}?tag=centre-20",
            "images": {"primary": {"large": {"url": f"https://m.media-amazon.com/s/{one.number}.jpg"}}},
            "itemInfo": {"title": {"displayValue": one.title}, "byLineInfo": {"brand": {"displayValue": "Test"}}},
            "offersV2": {
                "listings": [
                    {
                        "price": {
                            "money": {"amount": one.fen / 100, "currency": "USD"},
                            "savingBasis": {"money": {"amount": one.before_fen / 100, "currency": "USD"}},
                        },
                        "merchantInfo": {"id": f"A{one.number}", "name": one.shop},
                    }
                ]
            },
        }
        for one in offers
    ]
    if not rows:
        return {"errors": [{"code": "NoResults", "message": "No results found for your request."}]}
    return {"searchResult": {"totalResultCount": total, "items": rows}}


def aliexpress(offers: Sequence[Offer], total: int | None) -> Answer:
    rows = [
        {
            "product_id": 1_005_000_000_000_000 + one.number,
            "product_title": one.title,
            "product_detail_url": f"https://www.aliexpress.com/item/100500000000000{one.number}.html?pdp_npi=1",
            "product_main_image_url": f"https://ae01.alicdn.com/s/{one.number}.jpg",
            "target_sale_price": one.yuan,
            "target_original_price": one.before,
            "target_sale_price_currency": "CNY",
            "lastest_volume": one.sold,
            "shop_id": one.shop_id,
            "shop_name": one.shop,
            "first_level_category_name": "Food",
            "second_level_category_name": "Grain Products",
            "promotion_link": f"https://s.click.aliexpress.com/e/_{one.number}",
        }
        for one in offers
    ]
    told: Answer = {"resp_code": 405, "resp_msg": "The result is empty"}
    if rows:
        result = {"total_record_count": total, "current_page_no": 1, "products": {"product": rows}}
        told = {"resp_code": 200, "resp_msg": "Call succeeds", "result": result}
    return {"aliexpress_affiliate_product_query_response": {"resp_result": told, "request_id": "r"}}


def etsy(offers: Sequence[Offer], total: int | None) -> Answer:
    rows = [
        {
            "listing_id": 1_900_000_000 + one.number,
            "title": one.title,
            "description": "Marbled clay cup.",
            "price": {"amount": one.fen, "divisor": 100, "currency_code": "USD"},
            "shop_id": one.shop_id,
            "shop": {"shop_name": one.shop, "shop_location_country_iso": "CN"},
            "images": [{"url_fullxfull": f"https://i.etsystatic.com/s/{one.number}.jpg"}],
            "materials": ["clay"],
            "tags": ["jiaotai", "cup"],
            "url": f"https://www.etsy.com/listing/{1_900_000_000 + one.number}/cup?ref=api",
        }
        for one in offers
    ]
    return {"count": total, "results": rows}
