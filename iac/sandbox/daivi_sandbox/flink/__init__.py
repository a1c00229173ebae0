"""Managed Flink in the sandbox: its control plane is the emulator's, its applications run on DuckDB."""
