import DaiviRelease
import DaiviSystem
import Testing

/// New modules, and releases of them.
@Suite(.timeLimit(.minutes(10))) struct ScaffoldAndPackTests {
  /// A directory that goes with the test.
  private final class Scratch: Sendable {
    let path = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-release-\(UInt64.random(in: 0 ... .max))")
    init() throws { try Files.createDirectory(path) }
    deinit { try? Files.removeAll(path) }
  }

  private let scratch = try! Scratch()

  private func python(_ name: String = "greeting") throws -> String {
    let directory = Path.join(scratch.path, "daivi-\(name)")
    _ = try ModuleScaffold(name, .python, sdk: "").write(to: directory)
    return directory
  }

  @Test func everyPlaceholderIsFilledIn() throws {
    for language in ModuleScaffold.Language.allCases {
      let directory = Path.join(scratch.path, language.rawValue)
      let files = try ModuleScaffold("cost-alarm", language, sdk: "/somewhere/daivi").write(to: directory)
      #expect(files.count > 4)
      for file in files {
        let text = try Files.readText(Path.join(directory, file))
        #expect(!file.contains("@@") && !text.contains("@@"), "\(file)")
      }
    }
    #expect(Files.exists(Path.join(scratch.path, "swift/Sources/CostAlarm.swift")))
    #expect(Files.exists(Path.join(scratch.path, "swift/iac/cost-alarm/greeting.yaml")))
    #expect(try Files.readText(Path.join(scratch.path, "swift/Package.swift")).contains("package: \"daivi\""))
    #expect(Files.isExecutable(Path.join(scratch.path, "python/daivi-cost-alarm")))
  }

  /// Names that the SDK has for types of its own.
  @Test(arguments: ["stack", "target", "module"]) func aNameOfTheSDKIsNoTypeOfTheModule(_ name: String) throws {
    let directory = Path.join(scratch.path, "swift")
    _ = try ModuleScaffold(name, .swift, sdk: "/somewhere/daivi").write(to: directory)
    let type = name.prefix(1).uppercased() + name.dropFirst()
    let source = try Files.readText(Path.join(directory, "Sources/\(type).swift"))
    #expect(source.contains("struct \(type)Module: DaiviModule"))
    #expect(try Files.readText(Path.join(directory, "Tests/\(type)Tests.swift")).contains("\(type)Module.module"))
  }

  /// Runs Python in the directory of a new module; what it prints.
  private func run(_ code: String) async throws -> String {
    let variables = ProcessEnvironment.variables().merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
    let run = try await Command.run(
      "/usr/bin/env", ["python3", "-c", code], environment: variables, directory: try python(), seconds: 60)
    #expect(run.exit == .code(0), "\(run.errorTail)")
    return String(decoding: run.output, as: UTF8.self)
  }

  @Test func aPythonModuleThatCannotLookDoesNotSayThatACheckFailed() async throws {
    let said = try await run(
      """
      from daivi_module import Failed, Module, Step
      class Silent(Step):
          checks = [{"id": "same", "title": "it is there"}]
          def verify(self, context): raise Failed("AWS cannot be reached")
      print(Module("m", "1.0.0", "M", []).verify(Silent(), None, {})["checks"])
      """)
    #expect(said.contains("'status': 'unknown'") && said.contains("AWS cannot be reached"), "\(said)")
  }

  @Test(arguments: [("aws", "us-east-1", "amazonaws.com/"), ("aws-cn", "cn-north-1", "amazonaws.com.cn/")])
  func aPythonModuleAsksItsPartition(_ partition: String, _ region: String, _ host: String) async throws {
    let said = try await run(
      """
      import types, urllib.request, aws
      def urlopen(request, timeout): raise OSError(request.full_url)
      urllib.request.urlopen = urlopen
      context = types.SimpleNamespace(credentials={"accessKeyID": "A", "secretAccessKey": "s"},
                                      environment={"partition": "\(partition)", "primaryRegion": "\(region)"})
      try: aws.ssm(context, "GetParameter", {})
      except aws.Failed as failed: print(failed)
      """)
    #expect(said.contains("https://ssm.\(region).\(host)"), "\(said)")
  }

  @Test(arguments: ["", "Upper", "1st", "with space", "host", "a/b", "ends-"])
  func aNameThatIsNoneIsRefused(_ name: String) {
    #expect(throws: ReleaseError.self) { try ModuleScaffold(name, .python, sdk: "") }
  }

  @Test func whatIsThereIsNotOverwritten() throws {
    let directory = try python()
    #expect(throws: ReleaseError.self) { try ModuleScaffold("greeting", .python, sdk: "").write(to: directory) }
  }

  @Test func theSameFilesGiveTheSameBytes() async throws {
    let directory = try python()
    let one = try await ModulePack(directory).write(into: Path.join(scratch.path, "one"))
    // Times do not count, nor does what is no part of the module.
    try Files.writeAtomically(try Files.read(Path.join(directory, "aws.py")), to: Path.join(directory, "aws.py"))
    try Files.createDirectory(Path.join(directory, "__pycache__"))
    try Files.writeAtomically([1], to: Path.join(directory, "__pycache__/aws.pyc"))
    let two = try await ModulePack(directory).write(into: Path.join(scratch.path, "two"))
    #expect(try Files.read(one.archive) == Files.read(two.archive))
    #expect(try Files.read(one.releaseFile) == Files.read(two.releaseFile))
    #expect(Path.name(one.archive) == "daivi-greeting-0.1.0-any.tar.gz")
  }

  @Test func theArchiveHasManifestChecksumsAndItsSectionOfTheChangelog() async throws {
    let directory = try python()
    let changelog = "# Log\n\n## [0.2.0]\n\nlater\n\n## [0.1.0] - 2026-03-01\n\n* it began\n\n## [0.0.1]\n\nbefore\n"
    try Files.writeAtomically(Array(changelog.utf8), to: Path.join(directory, "CHANGELOG.md"))
    let packed = try await ModulePack(directory).write(into: Path.join(scratch.path, "out"))
    let files = try TarArchive.unpack(try Gzip.decompress(try Files.read(packed.archive)))
    let texts = Dictionary(uniqueKeysWithValues: files.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) })
    let base = "daivi-greeting-0.1.0"
    #expect(packed.summary.contains("a session policy of \(packed.sessionPolicy) of 2048 characters"))
    #expect(texts["\(base)/CHANGELOG.md"] == "## [0.1.0] - 2026-03-01\n\n* it began\n")
    #expect(texts["\(base)/manifest.json"]?.contains("\"module\" : \"greeting\"") == true)
    let sums = try #require(texts["\(base)/SHA256SUMS"])
    for file in files where !file.name.hasSuffix("SHA256SUMS") {
      let name = String(file.name.dropFirst(base.count + 1))
      #expect(sums.contains("\(SHA256.hex(of: file.bytes))  \(name)\n"))
    }
    #expect(files.first { $0.name == "\(base)/daivi-greeting" }?.isExecutable == true)
  }

  @Test func aVersionThatTheChangelogDoesNotKnowIsNotReleased() async throws {
    let directory = try python()
    try Files.writeAtomically(Array("## [9.9.9]\n".utf8), to: Path.join(directory, "CHANGELOG.md"))
    let error = await #expect(throws: ReleaseError.self) {
      _ = try await ModulePack(directory).write(into: Path.join(scratch.path, "out"))
    }
    #expect(error?.description.contains("has no section '## [0.1.0]'") == true)
  }

  @Test func aReleaseFileGathersThePlatforms() async throws {
    let directory = try python()
    let out = Path.join(scratch.path, "out")
    _ = try await ModulePack(directory, platform: "linux-x86_64").write(into: out)
    let last = try await ModulePack(directory, platform: "linux-aarch64").write(into: out)
    #expect(last.release.platforms.keys.sorted() == ["linux-aarch64", "linux-x86_64"])
    #expect(try Release.read(last.releaseFile) == last.release)
  }
}
