"""The market's pages: values in, escaped HTML out. Nothing here knows of HTTP."""
