-- Run this in a Snowflake worksheet as ACCOUNTADMIN, once, before the connection is deployed. Every name is quoted and
-- lower case: Athena's Snowflake connector finds no other.
USE ROLE ACCOUNTADMIN;

CREATE WAREHOUSE IF NOT EXISTS "{warehouse}" WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 AUTO_RESUME = TRUE;
CREATE DATABASE IF NOT EXISTS "{database}";
CREATE SCHEMA IF NOT EXISTS "{database}"."{schema}";

CREATE TABLE IF NOT EXISTS "{database}"."{schema}"."daivi_sample_table" ("id" INTEGER, "name" VARCHAR, "value" FLOAT);
INSERT INTO "{database}"."{schema}"."daivi_sample_table"
  SELECT column1, column2, column3 FROM VALUES (1, 'item1', 10.5), (2, 'item2', 20.3), (3, 'item3', 30.7)
  WHERE NOT EXISTS (SELECT 1 FROM "{database}"."{schema}"."daivi_sample_table");

SELECT * FROM "{database}"."{schema}"."daivi_sample_table" ORDER BY "id";
