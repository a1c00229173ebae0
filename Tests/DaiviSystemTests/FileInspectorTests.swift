import DaiviSystem
import Testing

/// Digests of users' files.
@Suite struct FileInspectorTests {
  @Test func anUnchangedFileIsNotReadAgain() throws {
    let scratch = try SystemScratch()
    let cache = Path.join(scratch.directory, "cache/files.json")
    let path = try scratch.write("a,b\n1,2\n")
    let digest = try FileInspector(cache: cache).digest(path, format: "csv")
    #expect(digest == SHA256.hex(of: "a,b\n1,2\n"))
    // Another process's inspector believes the cache: what it says is what is returned, so nothing was read.
    let forged = try Files.readText(cache).split(separator: digest, omittingEmptySubsequences: false).joined(
      separator: "forged")
    try Files.writeAtomically(Array(forged.utf8), to: cache)
    #expect(try FileInspector(cache: cache).digest(path, format: "csv") == "forged")
  }

  @Test func aChangedFileIsReadAgain() throws {
    let scratch = try SystemScratch()
    let inspector = FileInspector(cache: Path.join(scratch.directory, "cache/files.json"))
    let path = try scratch.write("a,b\n1,2\n")
    let first = try inspector.digest(path, format: "csv")
    _ = try scratch.write("a,b\n1,3\n")
    #expect(try inspector.digest(path, format: "csv") != first)
  }

  @Test func aFaultIsNotRemembered() throws {
    let scratch = try SystemScratch()
    let inspector = FileInspector(cache: Path.join(scratch.directory, "cache/files.json"))
    let path = try scratch.write("a,b\n1\n")
    #expect(throws: CSVFault.self) { try inspector.digest(path, format: "csv") }
    // Without a format any content will do.
    #expect(try inspector.digest(path, format: nil) == SHA256.hex(of: "a,b\n1\n"))
    #expect(throws: CSVFault.self) { try inspector.digest(path, format: "csv") }
  }

  @Test func aDirectoryIsNoFile() throws {
    let scratch = try SystemScratch()
    let inspector = FileInspector(cache: Path.join(scratch.directory, "cache/files.json"))
    #expect(throws: SystemError.self) { try inspector.digest(scratch.directory, format: nil) }
  }
}
