import FoundationEssentials
import Testing

@testable import DaiviAWS

/// Every case of AWS's own test suite, see the `origin` in Vectors/sigv4-test-suite.json.
struct SigV4VectorTests {
  @Test func thereAreThirtyFourCases() throws {
    #expect(try SigV4Suite.load().cases.count == 34)
  }

  @Test(arguments: try SigV4Suite.load().cases)
  func publishedCase(_ test: SigV4Suite.Case) throws {
    let suite = try SigV4Suite.load()
    let signer = SigV4Signer(service: "service", region: "us-east-1")
    let (request, token) = test.parsed()
    let credentials = AWSCredentials(
      accessKeyID: suite.credentials.accessKeyID, secretAccessKey: suite.credentials.secretAccessKey,
      sessionToken: token)
    let date = try #require(AWSTime.parse("2015-08-30T12:36:00Z"))
    let hash = SHA256Text.of(request.body)

    let signed = signer.sign(request, credentials: credentials, at: date, payloadHash: hash)
    let canonical = signer.canonicalRequest(signed, payloadHash: hash).text
    #expect(canonical == test.canonicalRequest)
    #expect(signer.stringToSign(canonical, at: date) == test.stringToSign)
    #expect(signed.headers["Authorization"] == test.authorization)
  }
}

struct SigV4Suite: Decodable {
  struct Credentials: Decodable {
    var accessKeyID: String
    var secretAccessKey: String
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var request: String
    var canonicalRequest: String
    var stringToSign: String
    var authorization: String

    var testDescription: String { name }

    /// The request of the `.req` text, without the session token, which the signer must add itself. One case of the
    /// suite has the token among the credentials and not in the request: hence it is read from the canonical request.
    func parsed() -> (request: HTTPRequest, token: String?) {
      let halves = request.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
      var lines = halves[0].split(separator: "\n")
      let first = lines.removeFirst()
      let method = String(first.prefix { $0 != " " })
      let target = first.dropFirst(method.count + 1).dropLast(" HTTP/1.1".count)
      var parsed = HTTPRequest(method: method, url: "https://example.amazonaws.com\(target)")
      var fields: [(String, String)] = []
      for line in lines {
        if line.first == " " {
          fields[fields.count - 1].1 += "\n" + line
        } else {
          let colon = line.firstIndex(of: ":")!
          fields.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
        }
      }
      for (name, value) in fields where name != "X-Amz-Security-Token" { parsed.headers.add(name, value) }
      if halves.count > 1 { parsed.body = .bytes(Array(halves[1].utf8)) }
      let token = canonicalRequest.split(separator: "\n").first { $0.hasPrefix("x-amz-security-token:") }
      return (parsed, token.map { String($0.dropFirst("x-amz-security-token:".count)) })
    }
  }

  var credentials: Credentials
  var cases: [Case]

  static func load() throws -> SigV4Suite {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/sigv4-test-suite.json")
    return try JSONDecoder().decode(SigV4Suite.self, from: Data(contentsOf: file))
  }
}
