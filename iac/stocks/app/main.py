"""The stocks application: runs the statements of stocks.sql with the application's own properties filled in.

Managed Flink puts the properties into a file; the statements are Flink SQL, in a file of their own to be read there.
"""

import json
import os
import string

from pyflink.table import EnvironmentSettings, TableEnvironment

PROPERTIES = os.environ.get("FLINK_APPLICATION_PROPERTIES", "/etc/flink/application_properties.json")
GROUP = "FlinkApplicationProperties"
# The text of stocks.sql is put here when the archive is made: Flink may take this file alone to where it runs it.
SQL = "@stocks.sql@"


def properties() -> dict:
    with open(PROPERTIES) as file:
        groups = {group["PropertyGroupId"]: group["PropertyMap"] for group in json.load(file)}
    found = {name.replace(".", "_"): value for name, value in groups[GROUP].items()}
    found["kafka_security"] = security(found["security_protocol"])
    return found


def security(protocol: str) -> str:
    """Options of a Kafka table: IAM where the cluster asks for it."""
    if protocol == "PLAINTEXT":
        return "'properties.security.protocol' = 'PLAINTEXT'"
    return ", ".join((
        "'properties.security.protocol' = 'SASL_SSL'",
        "'properties.sasl.mechanism' = 'AWS_MSK_IAM'",
        "'properties.sasl.jaas.config' = 'software.amazon.msk.auth.iam.IAMLoginModule required;'",
        "'properties.sasl.client.callback.handler.class' = 'software.amazon.msk.auth.iam.IAMClientCallbackHandler'",
    ))


def statements(text: str) -> list:
    """Statements end with a semicolon at the end of a line; a line that begins with -- is a comment."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("--")]
    return [statement.strip() for statement in ("\n".join(lines) + "\n").split(";\n") if statement.strip()]


def main() -> None:
    text = string.Template(SQL).substitute(properties())
    environment = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
    environment.get_config().set("table.local-time-zone", "UTC")
    # A partition that nothing comes from must not hold up the windows.
    environment.get_config().set("table.exec.source.idle-timeout", "5 s")
    inserts = environment.create_statement_set()
    for statement in statements(text):
        if statement.upper().startswith("INSERT"):
            inserts.add_insert_sql(statement)
        else:
            environment.execute_sql(statement)
    inserts.execute()


if __name__ == "__main__":
    main()
