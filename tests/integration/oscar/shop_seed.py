"""Fills an empty shop with a country to send to and one product to buy. Run by the shop's own Python."""

import django

django.setup()

from oscar.apps.address.models import Country  # noqa: E402 - Django must be set up first
from oscar.apps.catalogue.categories import create_from_breadcrumbs  # noqa: E402
from oscar.apps.catalogue.models import Product, ProductClass  # noqa: E402
from oscar.apps.partner.models import Partner, StockRecord  # noqa: E402

Country.objects.create(iso_3166_1_a2="RU", printable_name="Russia", name="Russia", is_shipping_country=True)
kind = ProductClass.objects.create(name="Medicine", requires_shipping=True, track_stock=False)
product = Product.objects.create(title="Paracetamol 500 mg", product_class=kind, upc="4601234567890")
product.categories.add(create_from_breadcrumbs("Pharmacy"))
partner = Partner.objects.create(name="Main warehouse")
StockRecord.objects.create(
    product=product, partner=partner, partner_sku="0557722", price="100.20", price_currency="RUB"
)
print(product.pk)
