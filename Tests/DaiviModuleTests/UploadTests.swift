import DaiviModule
import DaiviProtocol
import DaiviSystem
import Testing

/// Objects are sent once, and again only when they differ.
@Suite struct UploadTests {
  private let files = ["lake/one.py": "print(1)", "lake/two.py": "print(2)"]
  private let step = Upload(
    "scripts", "scripts", to: "{inputs.bucket}", digestOutput: "digest",
    items: [.init("one.py", from: .file("lake/one.py")), .init("two.py", from: .file("lake/two.py"))])

  private func context(_ s3: FakeS3, _ files: [String: String]? = nil) -> StepContext {
    .test(s3, files: files ?? self.files, inputs: ["bucket": "scripts"])
  }

  @Test func everythingIsSentTheFirstTimeAndNothingTheSecond() async throws {
    let s3 = FakeS3()
    let first = try await step.apply(context(s3))
    #expect(s3.sent == ["one.py", "two.py"])
    let second = try await step.apply(context(s3))
    #expect(s3.sent.count == 2)
    #expect(second.detail == "0 sent, 2 already there")
    #expect(first.outputs == second.outputs)
  }

  @Test func onlyWhatChangedIsSentAndTheDigestTellsIt() async throws {
    let s3 = FakeS3()
    let first = try await step.apply(context(s3))
    let second = try await step.apply(context(s3, ["lake/one.py": "print(1)", "lake/two.py": "print(22)"]))
    #expect(s3.sent == ["one.py", "two.py", "two.py"])
    #expect(first.outputs["digest"] != second.outputs["digest"])
  }

  @Test func aMissingAndAChangedObjectAreNamed() async throws {
    let s3 = FakeS3()
    _ = try await step.apply(context(s3))
    #expect(try await step.verify(context(s3)).map(\.status) == [.passed])
    s3.remove("one.py")
    let checks = try await step.verify(context(s3, ["lake/one.py": "print(1)", "lake/two.py": "print(22)"]))
    #expect(checks.map(\.status) == [.failed])
    #expect(checks.first?.detail == "s3://scripts/one.py is missing; s3://scripts/two.py has another content")
  }

  @Test func theUsersOwnFileComesBeforeTheSample() async throws {
    let path = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-upload-\(UInt64.random(in: 0 ... .max))")
    try Files.writeAtomically(Array("a,b\n".utf8), to: path)
    defer { try? Files.removeAll(path) }
    let step = Upload(
      "report", "report", to: "data", digestOutput: "digest",
      items: [.init("r.csv", from: .parameter("mine", otherwise: .generated(revision: "1") { Array("sample".utf8) }))])
    let sample = try await step.apply(.test(FakeS3())).outputs["digest"]
    let mine = try await step.apply(.test(FakeS3(), parameters: ["mine": path])).outputs["digest"]
    #expect(sample != mine)
    #expect(mine == SHA256.hex(of: "r.csv=\(SHA256.hex(of: "a,b\n"))"))
  }

  @Test func whatIsToBeGzipIsPackedOnce() async throws {
    let plain = Array("a,b\n1,2\n".utf8)
    let packed = Gzip.compress(plain)
    for bytes in [plain, packed] {
      let step = Upload(
        "orders", "orders", to: "data", digestOutput: "digest",
        items: [.init("o.csv.gz", from: .gzipped(.generated(revision: "1") { bytes }))])
      let digest = try await step.apply(.test(FakeS3())).outputs["digest"]
      #expect(digest == SHA256.hex(of: "o.csv.gz=\(SHA256.hex(of: packed))"))
    }
  }
}
