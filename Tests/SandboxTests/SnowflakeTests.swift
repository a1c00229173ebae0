import DaiviSystem
import Testing

extension SharedProjectTests {
  /// The connection of the producer project, the orders in Snowflake, and the password that shows up nowhere.
  @Suite struct SnowflakeTests {
    @Test func whatIsBrokenIsNamedAndMended() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        """
        import snowflake.connector
        zone, account = client("datazone"), "123456789012"
        domain = client("ssm").get_parameter(Name="/daivi/local/smus_domain_id")["Parameter"]["Value"]
        made = [item for item in zone.list_connections(domainIdentifier=domain)["items"] if item["name"] == "snowflake"]
        zone.delete_connection(domainIdentifier=domain, identifier=made[0]["connectionId"])
        client("secretsmanager").put_secret_value(
            SecretId="daivi-local-snowflake-credentials", SecretString=json.dumps(
                dict.fromkeys(("USERNAME", "PASSWORD", "sfUser", "sfPassword"), "other")))
        kms = client("kms")
        key = next(a["TargetKeyId"] for a in kms.list_aliases(Limit=1000)["Aliases"]
                   if a["AliasName"] == "alias/daivi-local-glue-secret-key")
        policy = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
        policy["Statement"] = [s for s in policy["Statement"] if "Lakehouse" not in s.get("Sid", "")]
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(policy))
        host, port = sys.argv[1].removeprefix("http://").split(":")
        with snowflake.connector.connect(
                account="sandbox", host=host, port=int(port), protocol="http", user="daivi", password="daivi-sandbox",
                database='"daivi_db"', schema='"daivi_schema"') as session:
            session.cursor().execute('DELETE FROM "daivi_db"."daivi_schema"."trading_orders" WHERE "side" = \\'BUY\\'')
        """, in: project)
      try await project.daivi("verify", "snowflake").status(1)
        .stdout(contains: "the secret is of another user")
        .stdout(contains: "it is gone")
        .stdout(contains: "the statement Allow access for SageMaker Lakehouse Federated Query is gone")
        .stdout(contains: "has another number of orders").run()
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify", "snowflake").status(0).run()
    }

    @Test func aSchemaThatIsGoneIsNamedAndItsOrdersComeAgain() async throws {
      let project = try await SharedProject.project()
      func say(_ sql: String) async throws {
        try await Python.run(
          """
          import snowflake.connector
          host, port = sys.argv[1].removeprefix("http://").split(":")
          with snowflake.connector.connect(account="sandbox", host=host, port=int(port), protocol="http", user="daivi",
                                           password="daivi-sandbox", database='"daivi_db"') as session:
              session.cursor().execute('\(sql)')
          """, in: project)
      }
      try await say(#"DROP SCHEMA "daivi_db"."daivi_schema" CASCADE"#)
      try await project.daivi("verify", "snowflake").status(1).stdout(contains: "daivi_schema").run()
      try await say(#"CREATE SCHEMA "daivi_db"."daivi_schema""#)
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify", "snowflake").status(0).run()
    }

    @Test func aGrantThatWasRevokedIsGivenBack() async throws {
      let project = try await SharedProject.project()
      try await Python.run(
        """
        client("lakeformation").revoke_permissions(
            Principal={"DataLakePrincipalIdentifier": "arn:aws:iam::123456789012:role/Admin"},
            Resource={"Catalog": {"Id": "123456789012:snowflake"}}, Permissions=["ALL", "SUPER_USER"],
            PermissionsWithGrantOption=["ALL"])
        """, in: project)
      try await project.daivi("verify", "grant-lake-formation-snowflake-catalog").status(1)
        .stdout(contains: "lacks ALL, SUPER_USER").run()
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify", "grant-lake-formation-snowflake-catalog").status(0).run()
    }

    @Test(arguments: [
      ("database: DAIVI_DB", 2, "must be lower case (a-z, 0-9, _): Athena's Snowflake connector finds no object"),
      ("password: hunter2-planted", 2, "must say where the secret comes from"),
      ("password: env:PLANTED", 1, "Incorrect username or password was specified"),
      ("database: absent_db", 1, "Snowflake has no database \"absent_db\""),
      ("host: no.such.host.invalid", 1, "cannot reach Snowflake"),
    ]) func aWrongValueIsNamedAndNothingIsMadeWithIt(line: String, status: Int32, words: String) async throws {
      let project = try await SharedProject.project()
      let before = try await version(in: project)
      let output = try await deploy(line, in: project, secret: "hunter2-planted").status(status)
        .stderr(contains: words).run()
      #expect(!(output.stdout + output.stderr).contains("hunter2-planted"))
      #expect(try await version(in: project) == before)
      try await project.daivi("deploy", "deploy-snowflake-connection").status(0).run()
    }

    @Test func aPasswordGoesToSecretsManagerAndNowhereElse() async throws {
      let project = try await SharedProject.project()
      let secret = "another-sandbox-password"
      let mirror = Path.join(project.directory, "mirror")
      let output = try await deploy("user: second\n      password: env:PLANTED", in: project, secret: secret)
        .env("DAIVI_MIRROR", mirror).status(0).run()
      let stored = try await Python.run(
        """
        print(client("secretsmanager").get_secret_value(SecretId="daivi-local-snowflake-credentials")["SecretString"])
        """, in: project)
      #expect(stored.contains(secret))
      #expect(!(output.stdout + output.stderr).contains(secret))
      let found = try await Python.run(
        """
        import os
        root, secret = \(Self.quoted(project.directory)), b"\(secret)"
        for place, directories, names in os.walk(root):
            directories[:] = [name for name in directories if name not in ("runtime", "venv", "services")]
            for name in names:
                path = os.path.join(place, name)
                if not name.endswith(".py") and secret in open(path, "rb").read():
                    print(path)
        """, in: project)
      #expect(found == "", "the password lies in \(found)")
      try Files.removeAll(mirror)
      try await project.daivi("deploy").isDeployed().run()
      try await project.daivi("verify", "snowflake").status(0).run()
    }

    @Test func theWorksheetsSQLNamesTheUsersObjectsAndRuns() async throws {
      let project = try await SharedProject.project()
      let sql = try await DaiviRun(in: project, program: "daivi-snowflake").args("setup-sql", "--database", "other_db")
        .status(0).stdout(contains: "CREATE DATABASE IF NOT EXISTS \"other_db\"").run().stdout
        .split(separator: "other_db", omittingEmptySubsequences: false).joined(separator: "daivi_db")
      try await DaiviRun(in: project, program: "daivi-snowflake").args("setup-sql", "--database", "Other").status(2)
        .stderr(contains: "must be lower case").run()
      let rows = try await Python.run(
        """
        import snowflake.connector
        host, port = sys.argv[1].removeprefix("http://").split(":")
        with snowflake.connector.connect(account="sandbox", host=host, port=int(port), protocol="http", user="daivi",
                                         password="daivi-sandbox") as session:
            text = "\\n".join(line for line in \(Self.quoted(sql)).splitlines() if not line.startswith("--"))
            for statement in filter(str.strip, text.split(";")):
                rows = session.cursor().execute(statement).fetchall()
            print(rows)
        """, in: project)
      #expect(rows == "[(1, 'item1', 10.5), (2, 'item2', 20.3), (3, 'item3', 30.7)]")
    }

    /// Deploys the connection with a configuration of its own in the same project.
    private func deploy(_ lines: String, in project: TestProject, secret: String) throws -> DaiviRun {
      let path = Path.join(project.directory, "partners.yaml")
      try Files.writeAtomically(Array("modules:\n  snowflake:\n    parameters:\n      \(lines)\n".utf8), to: path)
      return project.daivi("deploy", "deploy-snowflake-connection", "--config", path).env("PLANTED", secret)
    }

    private func version(in project: TestProject) async throws -> String {
      try await Python.run(
        """
        print(client("secretsmanager").get_secret_value(SecretId="daivi-local-snowflake-credentials")["VersionId"])
        """, in: project)
    }

    private static func quoted(_ text: String) -> String {
      "\"\"\"" + text.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\") + "\"\"\""
    }
  }
}
