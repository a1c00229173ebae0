"""`pyflink.table` as far as programs of plain SQL use it; a statement set runs as one job (job.py)."""

import sys
import types

from . import sql
from .job import Job

_JOBS: list = []
_STATE = ""


class EnvironmentSettings:
    @staticmethod
    def in_streaming_mode():
        return EnvironmentSettings()


class _Configuration(dict):
    def set(self, name: str, value: str):
        self[name] = value
        return self


class TableEnvironment:
    """Tables and views by name, until a statement set is executed."""

    def __init__(self):
        self.tables, self.views, self.configuration = {}, {}, _Configuration()

    @staticmethod
    def create(settings):
        return TableEnvironment()

    def get_config(self):
        return self.configuration

    def execute_sql(self, statement: str) -> None:
        made = sql.statement(statement)
        (self.tables if isinstance(made, sql.Table) else self.views)[made.name] = made

    def create_statement_set(self):
        return _StatementSet(self)


class _StatementSet:
    def __init__(self, environment: TableEnvironment):
        self.environment, self.inserts = environment, []

    def add_insert_sql(self, statement: str):
        self.inserts.append(sql.insert(statement))
        return self

    def execute(self) -> None:
        environment = self.environment
        job = Job(environment.tables, environment.views, self.inserts, dict(environment.configuration), _STATE)
        _JOBS.append(job)
        job.start()


def install(state: str) -> None:
    """Make `from pyflink.table import ...` work."""
    global _STATE
    _STATE = state
    package = types.ModuleType("pyflink", "Stand-in of the DAIVI sandbox: SQL on DuckDB, no Flink.")
    package.__path__ = []
    module = types.ModuleType("pyflink.table", package.__doc__)
    module.EnvironmentSettings, module.TableEnvironment = EnvironmentSettings, TableEnvironment
    sys.modules.update({"pyflink": package, "pyflink.table": module})


def await_jobs() -> None:
    for job in _JOBS:
        job.wait()
