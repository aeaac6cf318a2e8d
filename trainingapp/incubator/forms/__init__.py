"""Forms of the incubator's pages, by page."""
