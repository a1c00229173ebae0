"""The `awsglue` library as far as plain Spark jobs use it. On AWS it is Glue's own; here it is this module."""

import sys
import types


class GlueArgumentError(Exception):
    """A job argument is missing or cannot be parsed."""


def getResolvedOptions(args: list, options: list) -> dict:
    """The values of the named options and of Glue's own that are present; all named ones are required."""
    found = {}
    rest = list(args[1:])
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            continue
        name, equals, value = word[2:].partition("=")
        if not equals:
            value = rest.pop(0) if rest else ""
        found[name] = value
    missing = [name for name in options if name not in found]
    if missing:
        raise GlueArgumentError(f"the following arguments are required: {', '.join('--' + name for name in missing)}")
    internal = ("JOB_NAME", "JOB_ID", "JOB_RUN_ID", "TempDir", "job-bookmark-option", "SECURITY_CONFIGURATION")
    result = {name: found[name] for name in options}
    for name in internal:
        result.setdefault(name, found.get(name))
    return {name: value for name, value in result.items() if value is not None}


class SparkContext:
    """Enough of a SparkContext for scripts that make one only to hand it to GlueContext."""

    _current = None

    def __init__(self, *arguments, **options):
        SparkContext._current = self

    @classmethod
    def getOrCreate(cls, conf=None):
        return cls._current or cls()

    def setLogLevel(self, level):
        """There is no JVM log here."""

    def stop(self):
        """The session ends with the process."""


class GlueContext:
    """Glue's entry point: here only its Spark session and logger."""

    def __init__(self, spark_context=None, **options):
        from pyspark.sql import SparkSession

        self.spark_session = SparkSession.builder.getOrCreate()
        self.sparkSession = self.spark_session

    def get_logger(self):
        return _Logger()

    def __getattr__(self, name):
        raise AttributeError(f"GlueContext.{name} is not in the sandbox: only spark_session and get_logger are")


class _Logger:
    def info(self, message):
        print(f"INFO {message}")

    def warn(self, message):
        print(f"WARN {message}")

    def error(self, message):
        print(f"ERROR {message}", file=sys.stderr)


class Job:
    """Job bookmarks: accepted and, as with bookmarks disabled, without effect."""

    def __init__(self, glue_context):
        self.glue_context = glue_context

    def init(self, name, args=None):
        """Start the bookmark."""

    def commit(self):
        """End the bookmark."""


def install() -> None:
    """Make `import awsglue...` and `from pyspark.context import SparkContext` work."""
    for name, members in {
        "awsglue": {},
        "awsglue.utils": {"getResolvedOptions": getResolvedOptions, "GlueArgumentError": GlueArgumentError},
        "awsglue.context": {"GlueContext": GlueContext},
        "awsglue.job": {"Job": Job},
        "awsglue.transforms": {},
        "awsglue.dynamicframe": {},
    }.items():
        module = types.ModuleType(name, "Stand-in of the DAIVI sandbox for Glue's library.")
        module.__path__ = []
        module.__dict__.update(members)
        sys.modules[name] = module
    context = types.ModuleType("pyspark.context")
    context.SparkContext = SparkContext
    sys.modules["pyspark.context"] = context
    try:
        import pyspark

        pyspark.SparkContext = SparkContext
    except ImportError:
        pass
