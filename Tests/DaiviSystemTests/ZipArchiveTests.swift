import DaiviSystem
import Testing

/// Archives that other programs read, and the same bytes each time.
@Suite struct ZipArchiveTests {
  private static let members = [
    ZipArchive.Member("python/a.txt", Array("hello".utf8)), ZipArchive.Member("empty", []),
    ZipArchive.Member("größe.txt", Array(repeating: 7, count: 70_000)),
  ]

  @Test func whatIsPutInIsReadBack() throws {
    let bytes = ZipArchive(Self.members).bytes()
    #expect(try ZipArchive(reading: bytes).members == Self.members)
    #expect(ZipArchive(Self.members).bytes() == bytes)
  }

  @Test func anotherProgramReadsItAndTheSumsAreRight() async throws {
    let scratch = try SystemScratch()
    let path = try scratch.write(ZipArchive(Self.members).bytes())
    let script = """
      import sys, zipfile
      z = zipfile.ZipFile(sys.argv[1])
      print(z.testzip(), z.namelist(), z.read("python/a.txt"))
      """
    let output = try await Command.run(
      try #require(Command.find("python3")), ["-c", script, path], environment: ["PYTHONIOENCODING": "utf-8"])
    #expect(String(decoding: output.output, as: UTF8.self) == "None ['python/a.txt', 'empty', 'größe.txt'] b'hello'\n")
  }

  @Test func packedMembersAreTakenOverAsTheyAre() async throws {
    let scratch = try SystemScratch()
    let path = try scratch.write([])
    let script = """
      import sys, zipfile
      with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
          z.writestr("d/", ""); z.writestr("d/b.py", "b" * 5000)
      """
    let python = try #require(Command.find("python3"))
    _ = try await Command.run(python, ["-c", script, path], environment: [:])
    var archive = try ZipArchive(reading: Files.read(path))
    #expect(archive.members.map(\.name) == ["d/b.py"])
    #expect(archive.members[0].content.count < 100)
    archive.members[0].name = "python/d/b.py"
    let moved = try scratch.write(archive.bytes())
    let output = try await Command.run(
      python, ["-c", "import sys, zipfile\nprint(len(zipfile.ZipFile(sys.argv[1]).read('python/d/b.py')))", moved],
      environment: [:])
    #expect(String(decoding: output.output, as: UTF8.self) == "5000\n")
  }

  @Test func whatIsNoArchiveIsRefused() {
    #expect(throws: ZipFault.self) { try ZipArchive(reading: Array("no archive at all, of any kind".utf8)) }
    var bytes = ZipArchive(Self.members).bytes()
    bytes.removeSubrange(20..<400)
    #expect(throws: ZipFault.self) { try ZipArchive(reading: bytes) }
  }
}
