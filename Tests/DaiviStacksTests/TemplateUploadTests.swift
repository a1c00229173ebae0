import DaiviAWS
import DaiviProtocol
import DaiviSystem
import Synchronization
import Testing

@testable import DaiviStacks

/// A template too large for a request goes through the backend bucket.
@Suite struct TemplateUploadTests {
  private static let large = "# " + String(repeating: "x", count: TemplateUpload.limit)

  private func place(
    _ body: String, bucket: String? = "backend", endpoint: String? = "http://127.0.0.1:4566", _ bucketAnswers: Answers
  ) async throws -> (body: String?, url: String?) {
    let aws = AWS(
      AWSConfiguration(
        region: "us-east-1",
        credentials: StaticCredentialsProvider(
          AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "example", source: "a test")),
        endpoints: AWSEndpointOverrides(all: endpoint), transport: bucketAnswers))
    let stack = StackDescription(
      name: "s", region: "us-west-2", template: StackTemplate(body), path: "lake/large.yaml", whenCreating: [],
      parameters: [], tags: [], purpose: "test", artifactBucket: bucket)
    return try await TemplateUpload(stack, aws: aws).place()
  }

  @Test func oneThatFitsIsSentAsItIs() async throws {
    let answers = Answers()
    let placed = try await place("Resources: {}", answers)
    #expect(placed.body == "Resources: {}" && placed.url == nil)
    #expect(answers.methods.isEmpty)
  }

  @Test func aLargeOneIsUploadedOnceUnderItsDigest() async throws {
    let answers = Answers()
    let url = "http://127.0.0.1:4566/backend/templates/\(SHA256.hex(of: Array(Self.large.utf8))).yaml"
    for _ in 0..<2 {
      let placed = try await place(Self.large, answers)
      #expect(placed.body == nil && placed.url == url)
    }
    #expect(answers.methods == ["HEAD", "PUT", "HEAD"])
  }

  @Test func onAWSTheBucketIsInTheHostName() async throws {
    let placed = try await place(Self.large, endpoint: nil, Answers())
    #expect(placed.url?.hasPrefix("https://backend.s3.us-west-2.amazonaws.com/templates/") == true)
  }

  @Test(arguments: [nil, "backend"]) func withoutABucketTheCommandThatMakesItIsNamed(_ bucket: String?) async throws {
    let error = await #expect(throws: StepError.self) {
      try await place(Self.large, bucket: bucket, Answers(hasBucket: false))
    }
    #expect(error?.message.contains("iac/lake/large.yaml has 51202 bytes") == true)
    #expect(error?.hint?.contains("daivi-host bootstrap") == true)
  }
}

/// A bucket that keeps the names of what was put there.
private final class Answers: HTTPTransport {
  private let hasBucket: Bool
  private let state = Mutex<(methods: [String], urls: Set<String>)>(([], []))

  init(hasBucket: Bool = true) { self.hasBucket = hasBucket }

  var methods: [String] { state.withLock { $0.methods } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let isThere = state.withLock { state in
      state.methods.append(request.method)
      if request.method == "PUT" { return state.urls.insert(request.url).memberAfterInsert == request.url }
      return state.urls.contains(request.url)
    }
    guard hasBucket else {
      let body = "<Error><Code>NoSuchBucket</Code><Message>none</Message></Error>"
      return HTTPResponse(status: 404, body: request.method == "HEAD" ? [] : Array(body.utf8))
    }
    return HTTPResponse(status: isThere ? 200 : 404, headers: ["ETag": "\"1\""])
  }
}
