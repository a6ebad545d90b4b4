"""The import of INSEE's Sirene stock files: reading (`reader`), understanding a line (`rows`),
writing what changed (`merge`), and the whole of it (`importer`).
"""
