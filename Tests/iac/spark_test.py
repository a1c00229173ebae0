"""Tests that need Spark's SQL: the sandbox's engine, in this process."""

import os
import unittest


class SparkTest(unittest.TestCase):
    """One engine a class, `spark` speaks to it."""

    @classmethod
    def setUpClass(cls):
        os.environ.setdefault("RUST_LOG", "error")
        from pysail.spark import SparkConnectServer
        from pyspark.sql import SparkSession

        cls.server = SparkConnectServer(ip="127.0.0.1", port=0)
        cls.server.start(background=True)
        cls.spark = SparkSession.builder.remote(f"sc://127.0.0.1:{cls.server.listening_address[1]}").getOrCreate()

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()
        cls.server.stop()
