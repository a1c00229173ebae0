import DaiviSystem
import Testing

extension RefusalTests {
  /// What cannot work is refused in one line before anything is touched.
  @Suite struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
      var what: String
      var files: [String: String] = [:]
      var words: [String] = ["deploy"]
      var variables: [String: String] = [:]
      var says: [String]
      var testDescription: String { what }
    }

    private static func report(_ what: String, _ text: String, _ says: String...) -> Case {
      Case(
        what: what,
        files: [
          "daivi.yaml": "modules:\n  billing:\n    parameters:\n      staticReport: report.csv\n", "report.csv": text,
        ], says: ["modules.billing.parameters.staticReport"] + says)
    }

    static let cases: [Case] = [
      Case(
        what: "a key nobody knows", files: ["daivi.yaml": "app: daivi\nprimaryRegoin: us-east-1\n"],
        says: ["daivi.yaml:2", "primaryRegoin", "did you mean 'primaryRegion'?"]),
      Case(what: "no YAML", files: ["daivi.yaml": "app: [daivi\n"], says: ["daivi.yaml", "not YAML"]),
      Case(
        what: "a list for a mapping", files: ["daivi.yaml": "modules:\n  - billing\n"],
        says: ["daivi.yaml:2", "must be a mapping"]),
      Case(what: "a name with a dash", files: ["daivi.yaml": "app: my-app\n"], says: ["app 'my-app' contains '-'"]),
      Case(what: "a name with an underscore", words: ["deploy", "--app", "my_app"], says: ["contains '_'"]),
      Case(what: "upper case", variables: ["DAIVI_APP": "MyApp"], says: ["app 'MyApp' must be lower-case"]),
      Case(
        what: "names too long", words: ["deploy", "--app", "averylongname", "--env", "production"],
        says: ["23 characters", "18"]),
      Case(what: "an account too short", words: ["deploy", "--account", "12345678901"], says: ["12 digits"]),
      Case(
        what: "an account with an exponent", files: ["daivi.yaml": "account: 1e11\n"],
        says: ["account '1e11'", "12 digits"]),
      Case(
        what: "a region that is none", words: ["deploy", "--primary-region", "us-eats-1"],
        says: ["us-eats-1", "did you mean 'us-east-1'?"]),
      Case(
        what: "one region twice", words: ["deploy", "--secondary-region", "us-east-1"],
        says: ["is the primary region too"]),
      Case(
        what: "an environment that is not there",
        files: ["daivi.yaml": "environments:\n  production:\n    account: \"012345678901\"\n"],
        words: ["deploy", "--env", "prodution"], says: ["prodution", "did you mean 'production'?"]),
      Case(
        what: "a target that is not there", words: ["deploy", "start-billing-hive-jobs"],
        says: ["start-billing-hive-jobs", "did you mean 'start-billing-hive-job'?"]),
      Case(
        what: "a module that is not there", words: ["verify", "biling/deploy-billing"],
        says: ["biling", "did you mean 'billing'?"]),
      Case(
        what: "parameters of a module that is not there",
        files: ["daivi.yaml": "modules:\n  biling:\n    parameters:\n      a: b\n"],
        says: ["biling", "did you mean 'billing'?"]),
      Case(
        what: "a parameter that is not there",
        files: ["daivi.yaml": "modules:\n  billing:\n    parameters:\n      staticReprt: b\n"],
        says: ["staticReprt", "did you mean 'staticReport'?"]),
      Case(
        what: "a configuration that is not there", words: ["deploy", "--config", "other.yaml"], says: ["other.yaml"]),
      Case(
        what: "a configuration of a sandbox that is not there", words: ["sandbox", "reset", "--config", "other.yaml"],
        says: ["other.yaml"]),
      Case(
        what: "a directory of modules that is not there", words: ["deploy", "--modules", "nowhere"], says: ["nowhere"]),
      Case(
        what: "a report that is not there",
        files: ["daivi.yaml": "modules:\n  billing:\n    parameters:\n      staticReport: report.csv\n"],
        says: ["staticReport", "report.csv", "No such file"]),
      report("an empty report", "", "is empty"),
      report("a report of a header alone", "a,b\n", "no rows"),
      report("a report that is no CSV", "just words\nand more\n", "not CSV"),
      report("a row too short", "a,b,c\n1,2,3\n4,5\n", "line 3", "2 fields", "3"),
      report("a quote that never ends", "a,b\n1,\"2\n", "never ends"),
    ]

    @Test(arguments: cases) func isRefused(_ given: Case) async throws {
      try await withProject("input") { project in
        for (name, text) in given.files { try project.write(text, to: name) }
        var run = DaiviRun(in: project).status(2).stderrIsOneLine()
        for word in given.words { run = run.args(word) }
        for (name, value) in given.variables { run = run.env(name, value) }
        for text in given.says { run = run.stderr(contains: text) }
        try await run.run()
        // Nothing but what is remembered of modules and files has been written, nothing was started.
        #expect(try Files.names(in: Path.join(project.directory, ".daivi")).filter { $0 != "cache" } == [])
        #expect(project.processes().isEmpty)
      }
    }

    @Test func aReportThatIsNotUTF8IsNamedWithItsLine() async throws {
      try await refused([0x61, 0x2c, 0x62, 0x0a, 0x31, 0x2c, 0xff, 0x0a], says: "line 2", "UTF-8")
    }

    @Test func aReportCutShortIsNamed() async throws {
      let whole = Gzip.compress(Array("a,b\n1,2\n3,4\n".utf8))
      try await refused(Array(whole.dropLast(9)), says: "truncated or damaged gzip")
    }

    private func refused(_ bytes: [UInt8], says: String...) async throws {
      try await withProject("input") { project in
        try project.write("modules:\n  billing:\n    parameters:\n      staticReport: report.csv\n", to: "daivi.yaml")
        try Files.writeAtomically(bytes, to: Path.join(project.directory, "report.csv"))
        var run = project.daivi("deploy").status(2).stderrIsOneLine()
        for text in says { run = run.stderr(contains: text) }
        try await run.run()
        #expect(project.processes().isEmpty)
      }
    }

    @Test(arguments: [
      ["deploy", "--concurrency", "0"], ["verify", "--concurrency", "0"], ["deploy", "--concurency", "2"], ["depoy"],
    ])
    func wrongUsageEndsWithTwo(_ words: [String]) async throws {
      try await withProject("usage") { project in
        var run = DaiviRun(in: project).status(2)
        for word in words { run = run.args(word) }
        try await run.run()
        #expect(project.processes().isEmpty)
      }
    }
  }
}
