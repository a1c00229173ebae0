import DaiviSystem
import Glibc
import Testing

/// Whole files on paths.
@Suite struct FilesTests {
  @Test func anAtomicWriteReplacesAndLeavesNothingElse() throws {
    let scratch = try SystemScratch()
    let path = try scratch.write("one")
    _ = try scratch.write("two")
    #expect(try Files.readText(path) == "two")
    #expect(try Files.names(in: scratch.directory) == ["file"])
  }

  @Test func aReaderNeverSeesAPart() async throws {
    let scratch = try SystemScratch()
    let (first, second) = ([UInt8](repeating: 1, count: 200_000), [UInt8](repeating: 2, count: 100_000))
    let path = try scratch.write(first)
    let writer = Task.detached { for index in 0..<20 { _ = try scratch.write(index % 2 == 0 ? second : first) } }
    for _ in 0..<60 {
      let seen = try Files.read(path)
      #expect(seen == first || seen == second)
    }
    try await writer.value
  }

  @Test func aWriteThatCannotBeDoneSaysWhereAndLeavesTheOldFile() throws {
    let scratch = try SystemScratch()
    let error = #expect(throws: SystemError.self) {
      try Files.writeAtomically([1], to: Path.join(scratch.directory, "missing/file"))
    }
    #expect(error?.description.contains("missing/file") == true)
  }

  @Test func theModeIsTheOneAskedFor() throws {
    let scratch = try SystemScratch()
    let path = Path.join(scratch.directory, "secret")
    try Files.writeAtomically([1], to: path, mode: 0o600)
    var info = stat()
    stat(path, &info)
    #expect(info.st_mode & 0o777 == 0o600)
  }

  @Test func removingADirectoryDoesNotFollowLinks() throws {
    let scratch = try SystemScratch()
    let kept = try scratch.write("kept", "kept")
    let doomed = Path.join(scratch.directory, "doomed")
    try Files.createDirectory(Path.join(doomed, "deep/er"))
    symlink(scratch.directory, Path.join(doomed, "link"))
    try Files.removeAll(doomed)
    #expect(!Files.exists(doomed))
    #expect(Files.exists(kept))
    try Files.removeAll(doomed)
  }

  @Test func pathsAreJoinedAndMadeAbsolute() {
    #expect(Path.join("/a", "b") == "/a/b")
    #expect(Path.join("/a/", "b") == "/a/b")
    #expect(Path.join("/a", "/b") == "/b")
    #expect(Path.absolute("c", from: "/a") == "/a/c")
    #expect(Path.parent("/a/b") == "/a")
    #expect(Path.parent("/a") == "/")
    #expect(Path.name("/a/b.c") == "b.c")
  }
}
