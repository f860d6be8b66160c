"""Pages of marketplaces that an officer opened: one page object a marketplace, text in, offers and posts out."""
