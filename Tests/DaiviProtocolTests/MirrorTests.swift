import FoundationEssentials
import Glibc
import Testing

@testable import DaiviProtocol

@Suite struct MirrorTests {
  /// The mirror of a conversation, its lines decoded.
  private func mirror(_ conversation: (any LineTransport, any LineTransport) async throws -> Void) async throws -> (
    text: String, lines: [[String: JSONValue]]
  ) {
    let path = "/tmp/daivi-mirror-\(UInt64.random(in: 0 ... .max))"
    defer { unlink(path) }
    let (host, module) = InMemoryTransport.pair()
    try await conversation(MirroredTransport(host, mirror: try MirrorFile(path: path)), module)
    var info = stat()
    #expect(stat(path, &info) == 0 && info.st_mode & 0o777 == 0o600)
    let data = try Data(contentsOf: URL(filePath: path))
    let text = String(decoding: data, as: UTF8.self)
    let lines = try text.split(separator: "\n").map {
      try JSONDecoder().decode([String: JSONValue].self, from: Data($0.utf8))
    }
    return (text, lines)
  }

  @Test func everyLineStandsThereWithItsDirection() async throws {
    let (_, lines) = try await mirror { host, module in
      try await host.send(#"{"id":1}"#)
      try await module.send(#"{"result":{}}"#)
      try await module.send("Traceback: oops")
      _ = try await host.receive()
      _ = try await host.receive()
    }
    #expect(lines.map { $0["direction"] } == ["to-module", "from-module", "from-module"])
    #expect(lines.map { $0["message"] } == [.object(["id": 1]), .object(["result": .object([:])]), nil])
    #expect(lines[2]["text"] == "Traceback: oops")
  }

  @Test func credentialsAreHiddenWhereverTheyStand() async throws {
    let secret = ScopedCredentials(accessKeyID: "AKIAVISIBLE", secretAccessKey: "s3cr3t", sessionToken: "t0k3n")
    let renewal = try JSONEncoder().encode(
      RPCNotification(method: Method.credentials, params: CredentialsParams(credentials: secret)))
    let (text, lines) = try await mirror { host, module in
      try await host.send([UInt8](renewal))
      try await host.send(#"{"params":{"list":[{"cred\u0065ntials":["s3cr3t"]}],"other":"kept"}}"#)
      try await host.send(#"{"params":{"secrets":{"password":"s3cr3t"}}}"#)
      #expect(try await module.receive() == [UInt8](renewal), "only the mirror hides")
    }
    for word in ["s3cr3t", "t0k3n", "AKIAVISIBLE"] { #expect(!text.contains(word)) }
    #expect(text.contains("kept"))
    guard case .object(let message)? = lines[0]["message"], case .object(let params)? = message["params"] else {
      Issue.record("no message in \(text)")
      return
    }
    #expect(
      params["credentials"]
        == .object(["accessKeyID": "(hidden)", "secretAccessKey": "(hidden)", "sessionToken": "(hidden)"]))
  }
}
