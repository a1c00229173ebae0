"""Glue: the Data Catalog with open table formats and federated catalogs, jobs that run, data quality."""
