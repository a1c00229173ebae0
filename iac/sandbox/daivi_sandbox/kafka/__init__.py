"""Kafka in the sandbox: the broker that stands for an MSK cluster, and what a Spark job reads it with."""
