import DaiviModule
import DaiviProtocol
import DaiviSystem
import Testing

/// Archives are stored under a name that tells their bytes, once.
@Suite struct CodePackageTests {
  private func step(_ bytes: [UInt8]) -> CodePackage {
    CodePackage("function", "function", to: "jars", key: "lambda/producer", keyOutput: "functionKey") { _ in bytes }
  }

  @Test func theNameTellsTheBytesAndTheSameBytesAreSentOnce() async throws {
    let s3 = FakeS3()
    let first = try await step([1, 2, 3]).apply(.test(s3))
    let again = try await step([1, 2, 3]).apply(.test(s3))
    let digest = SHA256.hex(of: [1, 2, 3])
    #expect(first.outputs == ["functionKey": "lambda/producer-\(digest.prefix(16)).zip"])
    #expect(again.outputs == first.outputs)
    #expect(s3.sent.count == 1)
    #expect(try await step([4]).apply(.test(s3)).outputs != first.outputs)
    #expect(s3.sent.count == 2)
  }

  @Test func whatIsMissingAndWhatIsAnothersIsNamed() async throws {
    let s3 = FakeS3()
    let step = step([1, 2, 3])
    let outputs = try await step.apply(.test(s3)).outputs
    let stored = try #require(s3.sent.first)
    #expect(try await step.verify(.test(s3, inputs: outputs)).map(\.status) == [.passed])
    s3.put(stored)
    let changed = try await step.verify(.test(s3, inputs: outputs))
    #expect(changed.first?.detail?.hasSuffix("has another content") == true)
    s3.remove(stored)
    let missing = try await step.verify(.test(s3, inputs: outputs))
    #expect(missing.map(\.status) == [.failed])
    #expect(missing.first?.detail?.hasSuffix("is missing") == true)
  }

  @Test func nothingIsStoredWhereItCannotBeMade() async throws {
    let s3 = FakeS3()
    let step = CodePackage("function", "function", to: "jars", key: "f", keyOutput: "functionKey") { _ in
      throw StepError(message: "a wheel has another checksum")
    }
    await #expect(throws: StepError.self) { _ = try await step.apply(.test(s3)) }
    #expect(s3.sent.isEmpty)
  }

  @Test func anArchiveOfFilesHasTheSameBytesEachTime() async throws {
    let s3 = FakeS3()
    let step = CodePackage(
      "app", "app", to: "jars", key: "app", keyOutput: "appKey",
      members: ["main.py": "app/main.py", "a.sql": "app/a.sql"])
    let files = ["app/main.py": "print(1)", "app/a.sql": "SELECT 1"]
    let first = try await step.apply(.test(s3, files: files)).outputs
    #expect(try await step.apply(.test(s3, files: files)).outputs == first)
    #expect(s3.sent.count == 1)
  }
}
