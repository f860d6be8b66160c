"""Records in, assessments and leads out. Never imports crawlers; Scrapy and the importer join the two."""
