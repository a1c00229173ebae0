import DaiviAWS
import DaiviSystem
import FoundationEssentials
import Testing

/// Bodies that come from files and go to files.
struct HTTPFileTests {
  private let client = HTTPClient(certificateBundle: nil)

  @Test func aLargeFileGoesUpAndComesDownUnchanged() async throws {
    try await TemporaryDirectory.with { directory in
      let bytes = (0..<20_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
      try Data(bytes).write(to: URL(filePath: "\(directory)/up"))
      let server = try LoopbackServer { .answer(body: $0.body) }
      var request = HTTPRequest(
        method: "PUT", url: server.url, body: .file(path: "\(directory)/up", offset: 1000, count: 19_000_000))
      request.destination = .file(path: "\(directory)/down")
      let response = try await client.send(request)
      #expect(response.body.isEmpty)
      let down = try Data(contentsOf: URL(filePath: "\(directory)/down"))
      #expect(SHA256.hash(down) == SHA256.hash(bytes[1000..<19_001_000]))
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == ["down", "up"])
    }
  }

  @Test func aBrokenDownloadLeavesNoFile() async throws {
    try await TemporaryDirectory.with { directory in
      let server = try LoopbackServer { _ in
        .resetAfter(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".utf8))
      }
      await #expect(throws: HTTPError.self) { try await client.download(server.url, to: "\(directory)/jar") }
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
    }
  }

  @Test func anErrorMessageIsNotWrittenToTheFile() async throws {
    try await TemporaryDirectory.with { directory in
      let server = try LoopbackServer { _ in .answer(status: 404, body: Array("no such jar".utf8)) }
      var request = HTTPRequest(url: server.url)
      request.destination = .file(path: "\(directory)/jar")
      #expect(String(decoding: try await client.send(request).body, as: UTF8.self) == "no such jar")
      let error = await #expect(throws: HTTPError.self) {
        try await client.download("\(server.url)?signature=confidential", to: "\(directory)/jar")
      }
      #expect(error?.description.contains("confidential") == false)
      #expect(error?.kind == .status)
      #expect(error?.message == "HTTP status 404")
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
    }
  }

  @Test func anEmptyDownloadIsAnEmptyFile() async throws {
    try await TemporaryDirectory.with { directory in
      let server = try LoopbackServer { _ in .answer() }
      try await client.download(server.url, to: "\(directory)/empty")
      #expect(try Data(contentsOf: URL(filePath: "\(directory)/empty")).isEmpty)
    }
  }

  @Test func aFileThatCannotBeWrittenIsNamed() async throws {
    let server = try LoopbackServer { _ in .answer(body: [1]) }
    let error = await #expect(throws: HTTPError.self) {
      try await client.download(server.url, to: "/no/such/directory/file")
    }
    #expect(error?.kind == .localFile)
    #expect(error?.description.contains("/no/such/directory/file") == true)
  }

  @Test func aFileThatCannotBeReadIsNamed() async throws {
    let server = try LoopbackServer { _ in .answer() }
    let error = await #expect(throws: HTTPError.self) {
      try await client.send(
        HTTPRequest(method: "PUT", url: server.url, body: .file(path: "/no/such/file", offset: 0, count: 1)))
    }
    #expect(error?.kind == .localFile)
    #expect(error?.description.contains("/no/such/file") == true)
    #expect(error?.mayHaveBeenSent == false)
  }

  @Test func aFileThatIsShorterThanAnnouncedEndsTheRequest() async throws {
    try await TemporaryDirectory.with { directory in
      try Data([1, 2, 3]).write(to: URL(filePath: "\(directory)/short"))
      let server = try LoopbackServer { _ in .answer() }
      let error = await #expect(throws: HTTPError.self) {
        try await client.send(
          HTTPRequest(method: "PUT", url: server.url, body: .file(path: "\(directory)/short", offset: 0, count: 9)))
      }
      #expect(error?.kind == .localFile)
      #expect(server.requests.isEmpty)
    }
  }
}
