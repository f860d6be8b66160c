"""One module a page: GET routes that read the store and fill a template."""
