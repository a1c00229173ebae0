"""Athena's SQL on the tables of the Data Catalog, by DuckDB."""
