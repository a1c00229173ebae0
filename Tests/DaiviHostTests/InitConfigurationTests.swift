import DaiviEngine
import DaiviProtocol
import DaiviSystem
import Glibc
import Testing

@testable import DaiviHost

/// `init` changes what it was told to change in daivi.yaml, and nothing else.
@Suite struct InitConfigurationTests {
  let editor = ConfigurationEditor(fileName: "daivi.yaml")

  func answers(
    _ env: String, account: String? = "111122223333", app: String = "daivi", primary: String = "us-east-1",
    secondary: String = "us-west-2", role: String = "Admin", users: String? = nil
  ) -> EnvironmentAnswers {
    EnvironmentAnswers(
      env: env, account: account, app: app, primaryRegion: primary, secondaryRegion: secondary, adminRole: role,
      identityCenter: users ?? IdentitySource.standard(isSandbox: account == nil))
  }

  /// What a command would work with.
  func resolved(_ text: String, _ env: String? = nil) throws -> ResolvedConfiguration {
    var choice = ConfigurationChoice()
    choice.env = env
    return try ResolvedConfiguration(
      file: try .parse(text, name: "daivi.yaml"), choice: choice, fileName: "daivi.yaml")
  }

  @Test func aNewFileHoldsTheEnvironmentAndMakesItTheDefault() throws {
    let text = try editor.text(nil, with: answers("dev", account: "001122223333", primary: "eu-west-1"))
    let configuration = try resolved(text)
    #expect(configuration.environment.env == "dev")
    #expect(configuration.environment.account == "001122223333")
    #expect(configuration.environment.primaryRegion == "eu-west-1")
    #expect(!configuration.isSandbox)
    #expect(try editor.text(text, with: answers("dev", account: "001122223333", primary: "eu-west-1")) == text)
  }

  @Test func whereUsersComeFromIsWrittenWhereItIsNotTheDefault() throws {
    let text = try editor.text(nil, with: answers("dev", users: "discover"))
    #expect(text.contains("    identityCenter: discover\n"))
    #expect(try resolved(text).environment.settings["identityCenter"] == "discover")
    let changed = try editor.text(text, with: answers("dev", users: "organization"))
    #expect(changed == text.replacing("discover", with: "organization"))
    #expect(try !editor.text(nil, with: answers("try", account: nil)).contains("identityCenter"))
    #expect(try editor.text(nil, with: answers("try", account: nil, users: "none")).contains("identityCenter: none"))
  }

  @Test func everythingElseStaysByteForByte() throws {
    let old = """
      # Ours.
      env: dev
      tags: {CostCentre: "4711"}   # asked for by finance
      environments:
        dev:
          # the account of the data team
          account: "111122223333"  # since May
          app: lake
          primaryRegion: us-east-1
          modules:
            billing:
              parameters:
                staticReport: 'reports/it''s ours.csv'

        # production, careful
        prod:
          account: '444455556666'

      limits:
        glue-dpu: 40

      """
    let new = try editor.text(old, with: answers("dev", account: "777788889999", app: "lake", primary: "eu-west-1"))
    let expected =
      old.replacing("\"111122223333\"", with: "\"777788889999\"")
      .replacing("primaryRegion: us-east-1", with: "primaryRegion: eu-west-1")
      .replacing("  dev:\n", with: "  dev:\n    secondaryRegion: us-west-2\n    adminRole: Admin\n")
    #expect(new == expected)
    #expect(try resolved(new).parameters["billing"] == ["staticReport": "reports/it's ours.csv"])
    #expect(try resolved(new, "prod").environment.account == "444455556666")
  }

  @Test func anotherEnvironmentIsAddedBesideTheFirst() throws {
    let old = """
      app: daivi
      adminRole: Admin
      environments:
          dev:
              account: "111122223333"

      # for everybody
      limits: {glue-dpu: 40}
      """
    let new = try editor.text(old, with: answers("prod", account: "444455556666"))
    #expect(
      new == """
        app: daivi
        adminRole: Admin
        environments:
            dev:
                account: "111122223333"
            prod:
                account: "444455556666"
                primaryRegion: us-east-1
                secondaryRegion: us-west-2

        # for everybody
        limits: {glue-dpu: 40}
        """)
  }

  @Test(
    "Whatever the file looks like, the environment is there afterwards and the rest still is",
    arguments: [
      "tags:\n  a: b\n", "tags:\n  a: b", "tags: {a: b}\nenvironments:\n", "tags: {a: b}\nenvironments: {}\n",
      "tags: {a: b}\nenvironments: {} # none yet\n", "tags: {a: b}\nenvironments:\n  dev:\n",
      "tags: {a: b}\nenvironments:\n  dev: {}\n", "environments:\n  dev:\n    account:\ntags: {a: b}\n",
      "environments:\n  dev:\n    account: 999999999999 # old\ntags: {a: b}\n",
      "environments:\r\n  dev:\r\n    app: old\r\n    account: \"999999999999\"\r\ntags: {a: b}\r\n",
      "\"environments\":\n  'dev':\n    \"app\": \"o\\\"ld\"\n    account: '999999999999'\ntags: {a: b}\n",
      "tags: {a: b}\nenvironments:\n  dev:\n    sandbox: true\n", "sandbox: true\ntags: {a: b}\n",
    ])
  func anyShape(_ old: String) throws {
    let new = try editor.text(old, with: answers("dev", account: "011122223333"))
    let configuration = try resolved(new, "dev")
    #expect(configuration.environment.account == "011122223333")
    #expect(configuration.environment.app == "daivi")
    #expect(!configuration.isSandbox)
    #expect(configuration.environment.tags["a"] == "b")
    #expect(new.utf8.filter { $0 == 0x0D }.count == (old.contains("\r\n") ? new.utf8.filter { $0 == 0x0A }.count : 0))
    #expect(try editor.text(new, with: answers("dev", account: "011122223333")) == new)
  }

  /// JSON is YAML: what is there already is changed in its place, though no line can be put between braces.
  @Test func aValueInBracesIsChangedInItsPlace() throws {
    let old = """
      {
        "tags": {"a": "b"},
        "environments": {
          "dev": {
            "account": "999999999999",
            "app": "daivi", "adminRole": "Admin",
            "primaryRegion": "us-east-1", "secondaryRegion": "us-west-2"
          }
        }
      }

      """
    let new = try editor.text(old, with: answers("dev", account: "011122223333"))
    #expect(new == old.replacing("999999999999", with: "011122223333"))
    let error = #expect(throws: CommandError.self) { try editor.text(old, with: answers("prod")) }
    #expect(error?.description.contains("  prod:\n    account: \"111122223333\"") == true)
  }

  /// Editors of Windows put a mark before the first line.
  @Test func aByteOrderMarkStays() throws {
    let old = "\u{FEFF}environments:\r\n  dev:\r\n    account: \"999999999999\"\r\n"
    let new = try editor.text(old, with: answers("dev"))
    #expect(new.unicodeScalars.first == "\u{FEFF}")
    #expect(try resolved(new, "dev").environment.account == "111122223333")
  }

  @Test func aFileOfCommentsKeepsThem() throws {
    let new = try editor.text("# our platform\n", with: answers("dev"))
    #expect(new.hasPrefix("# our platform\nenv: dev\n"))
  }

  @Test func anEnvironmentCanMoveToTheSandboxAndBack() throws {
    let start = try editor.text(nil, with: answers("dev"))
    let sandbox = try editor.text(start, with: answers("dev", account: nil))
    #expect(try resolved(sandbox).isSandbox)
    #expect(!sandbox.contains("account"))
    let back = try editor.text(sandbox, with: answers("dev"))
    #expect(try !resolved(back).isSandbox)
    #expect(try resolved(back).environment.account == "111122223333")
    #expect(!back.contains("sandbox"))
  }

  @Test func aSandboxBesideASharedAccountIsASandbox() throws {
    let new = try editor.text("account: \"111122223333\"\n", with: answers("try", account: nil))
    #expect(try resolved(new, "try").isSandbox)
    #expect(try resolved(new, "try").environment.account == ResolvedConfiguration.sandboxAccount)
  }

  @Test(
    "What cannot be edited without loss is left alone, and the lines to put in are said",
    arguments: [
      "environments: {dev: {app: old}}\n", "{environments: {dev: {app: old}}}\n",
      "environments:\n  dev: {app: old, modules: {billing: {parameters: {a: b}}}}\n",
      "environments:\n  dev:\n    app:\n      old\n", "environments:\n  a: &a\n    app: old\n  dev: *a\n",
    ])
  func refusal(_ old: String) throws {
    let error = #expect(throws: CommandError.self) { try editor.text(old, with: answers("dev")) }
    #expect(error?.status == .usage)
    #expect(error?.description.contains("  dev:\n    account: \"111122223333\"") == true)
  }

  @Test func aFileWithAFaultIsNotTouched() {
    let error = #expect(throws: CommandError.self) { try editor.text("acount: 1\n", with: answers("dev")) }
    #expect(error?.description.contains("did you mean 'account'?") == true)
  }

  @Test func theFileKeepsItsPermissionsAndItsLink() throws {
    let scratch = try ProjectScratch()
    try scratch.write("env: a\n", to: "real/daivi.yaml", mode: 0o600)
    #expect(symlink(scratch.path("real/daivi.yaml"), scratch.path("daivi.yaml")) == 0)
    let place = ConfigurationPlace(scratch.path("daivi.yaml"))
    try place.write("env: b\n", insteadOf: try place.read())
    #expect(try scratch.text("real/daivi.yaml") == "env: b\n")
    var info = stat()
    #expect(lstat(scratch.path("daivi.yaml"), &info) == 0 && info.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(scratch.path("real/daivi.yaml"), &info) == 0 && info.st_mode & 0o777 == 0o600)
    #expect(try Files.names(in: scratch.path("real")) == ["daivi.yaml"])
  }

  @Test func whatSomebodyElseWroteMeanwhileIsNotLost() throws {
    let scratch = try ProjectScratch()
    let place = ConfigurationPlace(try scratch.write("env: a\n", to: "daivi.yaml"))
    let read = try place.read()
    try scratch.write("env: theirs\n", to: "daivi.yaml")
    #expect(throws: CommandError.self) { try place.write("env: ours\n", insteadOf: read) }
    #expect(try scratch.text("daivi.yaml") == "env: theirs\n")
  }
}
