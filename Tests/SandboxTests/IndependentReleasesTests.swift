import DaiviLedger
import DaiviSystem
import FoundationEssentials
import Testing

extension OwnProjectTests {
  /// A team ships a module on its own: installed, pinned, upgraded, rolled back, taken away; the others do not notice.
  @Suite struct IndependentReleasesTests {
    @Test func twoEnvironmentsTwoVersionsAnUpgradeAndARollBack() async throws {
      try await withProject("releases") { project in
        let notes = NotesModule(project: project)
        try notes.write("1.0.0", targets: [("first", "1"), ("second", "1")])
        try notes.write("1.1.0", targets: [("first", "1"), ("third", "1")])
        try notes.write("1.0.0", targets: [("only", "1")], name: "other")
        for (version, name) in [("1.0.0", "notes"), ("1.1.0", "notes"), ("1.0.0", "other")] {
          _ = try await notes.release(version, name: name)
        }
        let releases = ["releases/daivi-notes-1.0.0.release.json", "releases/daivi-notes-1.1.0.release.json"]

        // What is not pinned is not run, and the message says how to.
        try await project.daivi("deploy", "notes").status(2).stderr(contains: "there is no target 'notes'").run()
        try await project.daivi("modules", "install", releases[0], "--env", "one").status(0).run()
        try await project.daivi("deploy", "notes", "--env", "two").status(2)
          .stderr(contains: "notes 1.0.0 is installed, and not pinned for 'daivi-two'").run()
        try await project.daivi(
          "modules", "install", releases[1], "releases/daivi-other-1.0.0.release.json", "--env", "two"
        ).status(0).run()
        try await project.daivi("modules", "install", "releases/daivi-other-1.0.0.release.json", "--env", "one")
          .status(0).run()

        // Each environment uses its version.
        try await project.daivi("deploy", "notes", "other", "--env", "one").status(0).run()
        try await project.daivi("deploy", "notes", "--env", "two").status(0).run()
        #expect(notes.note("first", "one") == "1.0.0 1" && notes.note("first", "two") == "1.1.0 1")
        #expect(notes.note("second", "one") != nil && notes.note("second", "two") == nil)

        // An upgrade runs what changed, and nothing of anybody else.
        let ledger = Path.join(project.directory, ".daivi/environments/daivi-one/ledger.sqlite")
        let before = try await Ledger.open(ledger, access: .read).targetStates()
        try await project.daivi("modules", "lock", "notes@1.1.0", "--env", "one").status(0).run()
        try await project.daivi("deploy", "notes", "other", "--env", "one").status(0).run()
        #expect(notes.note("first", "one") == "1.0.0 1", "it did not change, so it was not run")
        #expect(notes.note("third", "one") == "1.1.0 1")
        let after = try await Ledger.open(ledger, access: .read).targetStates()
        #expect(after.filter { $0.module == "other" } == before.filter { $0.module == "other" })
        #expect(notes.note("third", "two") == "1.1.0 1", "the other environment is as it was")

        // What the upgrade dropped is shown, and taken away by the version that made it.
        try await project.daivi("status", "--env", "one").status(0).stdout(contains: "orphaned").run()
        try await project.daivi("modules", "remove", "notes", "--version", "1.0.0", "--env", "one").status(2)
          .stderr(contains: "notes/second (1.0.0)").run()
        let plan = try await project.daivi("plan", "--destroy", "notes/second", "--env", "one").status(0).run()
        #expect(plan.stdout.contains("notes/second"))
        try await project.daivi("destroy", "notes/second", "--yes", "--env", "one").status(0)
          .stderr(contains: "taken away by 1.0.0").run()
        #expect(notes.note("second", "one") == nil && notes.note("first", "one") != nil)

        // Back to the version before: its targets come back, the newer one's is the orphan.
        try await project.daivi("modules", "lock", "notes@1.0.0", "--env", "one").status(0).run()
        try await project.daivi("deploy", "notes", "--env", "one").status(0).run()
        #expect(notes.note("second", "one") == "1.0.0 1")
        let status = try await project.daivi("status", "--env", "one").status(0).run()
        #expect(
          status.stdout.split(separator: "\n").contains { $0.hasPrefix("notes/third") && $0.contains("orphaned") })

        // Everything goes, orphans too; then the module, but not the files that the other environment needs.
        try await project.daivi("modules", "remove", "notes", "--env", "one").status(2)
          .stderr(contains: "is still deployed in 'daivi-one'").run()
        try await project.daivi("destroy", "notes", "--yes", "--env", "one").status(0).run()
        #expect(["first", "second", "third"].allSatisfy { notes.note($0, "one") == nil })
        try await project.daivi("modules", "remove", "notes", "--env", "one").status(0)
          .stderr(contains: "daivi-two needs them").run()
        #expect(Files.exists(Path.join(project.directory, ".daivi/modules/notes/1.1.0/daivi-notes")))
        #expect(!Files.exists(Path.join(project.directory, ".daivi/modules/notes/1.0.0")))
        try await project.daivi("verify", "notes", "--env", "two").status(0).run()

        try await alteredAndUnfit(project, notes)
      }
    }

    @Test func aStepThatAnUpgradeDroppedGoesWithTheReleaseThatMadeIt() async throws {
      try await withProject("dropped-step") { project in
        let notes = NotesModule(project: project)
        try notes.write("1.0.0", targets: [("first", "1")], more: ["extra"])
        try notes.write("1.1.0", targets: [("first", "2")])
        for version in ["1.0.0", "1.1.0"] {
          try await project.daivi("modules", "install", try await notes.release(version)).status(0).run()
          try await project.daivi("deploy", "notes").status(0).run()
        }
        #expect(notes.note("first", "local") == "1.1.0 2" && notes.note("first-extra", "local") == "1.0.0 1")
        try await project.daivi("status").status(0).stdout(contains: "notes/first/extra").run()
        try await project.daivi("modules", "remove", "notes", "--version", "1.0.0").status(2).run()
        try await project.daivi("destroy", "notes", "--yes").status(0).run()
        #expect(notes.note("first", "local") == nil && notes.note("first-extra", "local") == nil)
      }
    }

    @Test func whatIsForAllProjectsStaysUntilThatIsAskedFor() async throws {
      try await withProject("user-releases") { project in
        let notes = NotesModule(project: project)
        try notes.write("1.0.0", targets: [("first", "1")])
        let release = try await notes.release("1.0.0")
        try await project.daivi("modules", "install", "--user", release).env("XDG_DATA_HOME", project.directory)
          .status(0).run()
        let binary = Path.join(project.directory, "daivi/modules/notes/1.0.0/daivi-notes")
        try await project.daivi("modules", "remove", "notes").env("XDG_DATA_HOME", project.directory).status(0)
          .stderr(contains: "--user removes it").run()
        #expect(Files.exists(binary))
        try await project.daivi("modules", "remove", "--user", "notes").env("XDG_DATA_HOME", project.directory)
          .status(0).run()
        #expect(!Files.exists(binary))
      }
    }

    /// What must not run, and what does not fit, in the project that is there anyway.
    private func alteredAndUnfit(_ project: TestProject, _ notes: NotesModule) async throws {
      let binary = Path.join(project.directory, ".daivi/modules/notes/1.1.0/daivi-notes")
      let ran = Path.join(project.directory, "it-ran")
      let sound = try Files.read(binary)
      let evil = "#!/bin/sh\ntouch \(ran)\n"
      try Files.writeAtomically(Array(evil.utf8), to: binary, mode: 0o755)
      for words in [["deploy"], ["status"], ["modules", "describe", "notes"], ["modules", "list"], ["graph"]] {
        try await words.reduce(project.daivi()) { $0.args($1) }.args("--env", "two").status(2)
          .stderr(contains: "daivi-notes is not what daivi.lock pins").stderrIsOneLine().run()
      }
      try await project.daivi("modules", "verify", "--env", "two").status(1).stdout(contains: "ALTERED").run()
      #expect(!Files.exists(ran), "nothing of it was run")
      try await project.daivi("modules", "install", "--env", "two").status(0).run()
      #expect(try Files.read(binary) == sound, "it is put back as it is pinned")
      try await project.daivi("modules", "verify", "--env", "two").status(0).stdout(contains: "as pinned").run()

      try notes.write(
        "1.0.0", targets: [("ask", "1")], requires: #"[{"module": "notes", "versions": ">=2.0.0 <3.0.0"}]"#,
        name: "needy")
      let needy = try await notes.release("1.0.0", name: "needy")
      let lock = try Files.readText(Path.join(project.directory, "daivi.lock"))
      try await project.daivi("modules", "install", needy, "--env", "two").status(2)
        .stderr(contains: "module 'needy' needs 'notes' >=2.0.0 <3.0.0, installed is 1.1.0").run()
      #expect(try Files.readText(Path.join(project.directory, "daivi.lock")) == lock)
      #expect(!Files.exists(Path.join(project.directory, ".daivi/modules/needy/1.0.0")))

      // A directory that is named goes first, and says so.
      try await project.daivi("modules", "list", "--modules", "source-notes-1.0.0", "--env", "two").status(0)
        .stderr(contains: "warning: module 'notes' is").run()
    }
  }
}
