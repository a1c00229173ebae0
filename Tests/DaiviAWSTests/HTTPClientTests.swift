import DaiviAWS
import FoundationEssentials
import Synchronization
import Testing

/// Exchanges with a real server over real sockets; one after the other, for they share the pool of kept connections.
@Suite(.serialized) struct HTTPClientTests {
  private let client = HTTPClient(certificateBundle: nil)

  @Test func sendsAndReceivesWhatWasGiven() async throws {
    let server = try LoopbackServer { _ in
      .answer(status: 418, headers: ["X-Reply": "one", "x-empty": ""], body: Array("short and stout".utf8))
    }
    var request = HTTPRequest(method: "POST", url: "\(server.url)/a%20b/../c?x=1", body: .bytes(Array("tea".utf8)))
    request.headers["X-Question"] = "any"
    request.headers["X-Empty"] = ""
    let response = try await client.send(request)
    #expect(response.status == 418)
    #expect(response.headers["x-reply"] == "one")
    #expect(response.headers["X-Empty"] == "")
    #expect(String(decoding: response.body, as: UTF8.self) == "short and stout")
    let seen = try #require(server.requests.first)
    #expect(seen.method == "POST")
    #expect(seen.path == "/a%20b/../c?x=1", "paths must arrive as they were signed")
    #expect(seen.headers["x-question"] == "any")
    #expect(seen.headers["x-empty"] == "")
    #expect(seen.headers["Content-Length"] == "3")
    #expect(String(decoding: seen.body, as: UTF8.self) == "tea")
  }

  @Test(arguments: ["GET", "HEAD", "DELETE", "PUT", "POST"])
  func methodsWithoutABody(method: String) async throws {
    let server = try LoopbackServer { _ in .answer(headers: method == "HEAD" ? ["Content-Length": "1234"] : [:]) }
    let response = try await client.send(HTTPRequest(method: method, url: server.url + "/"))
    #expect(response.status == 200)
    #expect(server.requests.map(\.method) == [method])
    if method == "HEAD" { #expect(response.headers["content-length"] == "1234") }
    if method == "PUT" || method == "POST" { #expect(server.requests[0].headers["Content-Length"] == "0") }
  }

  @Test func keepsTheConnectionForTheNextRequest() async throws {
    let server = try LoopbackServer { _ in .answer() }
    for _ in 0..<5 { _ = try await client.send(HTTPRequest(url: server.url + "/")) }
    #expect(Set(server.requests.map(\.connection)) == [0])
  }

  @Test func aRequestThatMustNotBeRepeatedGetsItsOwnConnection() async throws {
    let server = try LoopbackServer { _ in .answer() }
    _ = try await client.send(HTTPRequest(url: server.url + "/"))
    var once = HTTPRequest(method: "POST", url: server.url + "/start")
    once.mayBeRepeated = false
    _ = try await client.send(once)
    #expect(server.requests.map(\.connection) == [0, 1])
  }

  /// libcurl would send the request again on a new connection: the server would start two jobs.
  @Test func aRequestThatMustNotBeRepeatedArrivesOnceThoughTheServerHangsUp() async throws {
    let server = try LoopbackServer { $0.path == "/start" ? .hangUp : .answer() }
    _ = try await client.send(HTTPRequest(url: server.url + "/"))
    var once = HTTPRequest(method: "POST", url: server.url + "/start", body: .bytes([1]))
    once.mayBeRepeated = false
    let error = await #expect(throws: HTTPError.self) { try await client.send(once) }
    #expect(error?.kind == .connectionLost)
    #expect(error?.mayHaveBeenSent == true)
    #expect(server.requests.count { $0.path == "/start" } == 1)
  }

  @Test func aConnectionRefusedSaysThatNothingWasSent() async throws {
    let address = try LoopbackServer { _ in .hangUp }.url
    let error = await #expect(throws: HTTPError.self) { try await client.send(HTTPRequest(url: address)) }
    #expect(error?.kind == .cannotConnect)
    #expect(error?.mayHaveBeenSent == false)
    #expect(error?.description.contains(address) == true)
  }

  @Test func aNameThatDoesNotExistSaysThatNothingWasSent() async throws {
    let error = await #expect(throws: HTTPError.self) {
      try await client.send(HTTPRequest(url: "http://does-not-exist.invalid/"))
    }
    #expect(error?.kind == .cannotConnect)
    #expect(error?.mayHaveBeenSent == false)
  }

  @Test func aResetInTheMiddleOfTheAnswerIsAmbiguous() async throws {
    let server = try LoopbackServer { _ in
      .resetAfter(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".utf8))
    }
    let error = await #expect(throws: HTTPError.self) { try await client.send(HTTPRequest(url: server.url)) }
    #expect(error?.kind == .connectionLost)
    #expect(error?.mayHaveBeenSent == true)
  }

  @Test(arguments: [
    HTTPTimeouts(connect: .seconds(5), total: .milliseconds(200), idle: nil),
    HTTPTimeouts(connect: .seconds(5), total: nil, idle: .seconds(1)),
  ])
  func aServerThatSaysNothingRunsIntoTheTimeout(timeouts: HTTPTimeouts) async throws {
    let server = try LoopbackServer { _ in .silence }
    var request = HTTPRequest(method: "POST", url: server.url, body: .bytes([1, 2, 3]))
    request.timeouts = timeouts
    let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
    #expect(error?.kind == .timeout)
    #expect(error?.mayHaveBeenSent == true)
  }

  @Test func cancellingTheTaskEndsTheRequestAtOnce() async throws {
    let (arrivals, arrived) = AsyncStream<Void>.makeStream()
    let server = try LoopbackServer { _ in
      arrived.yield()
      return .silence
    }
    let task = Task { try await client.send(HTTPRequest(url: server.url)) }
    for await _ in arrivals { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
    let server = try LoopbackServer { _ in .answer() }
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await client.send(HTTPRequest(url: server.url))
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(server.requests.isEmpty)
  }

  @Test func cancellingAtAnyMomentEndsInAnAnswerOrACancellation() async throws {
    let server = try LoopbackServer { .answer(body: Array($0.path.utf8)) }
    var outcomes = (answers: 0, cancellations: 0)
    for round in 0..<300 {
      let task = Task { try await client.send(HTTPRequest(url: "\(server.url)/\(round)")) }
      for _ in 0..<(round % 60) { await Task.yield() }
      task.cancel()
      do {
        let response = try await task.value
        #expect(String(decoding: response.body, as: UTF8.self) == "/\(round)")
        outcomes.answers += 1
      } catch is CancellationError {
        outcomes.cancellations += 1
      }
    }
    #expect(outcomes.answers + outcomes.cancellations == 300)
    #expect(outcomes.cancellations > 0)
  }

  @Test func manyRequestsAtTheSameTime() async throws {
    let server = try LoopbackServer { .answer(body: Array($0.path.utf8)) }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask {
          let response = try await client.send(HTTPRequest(url: "\(server.url)/\(number)"))
          return String(decoding: response.body, as: UTF8.self) == "/\(number)"
        }
      }
      for try await matches in group { #expect(matches) }
    }
    #expect(server.requests.count == 200)
  }

  @Test func followsRedirectsOnlyWhenAsked() async throws {
    let server = try LoopbackServer {
      $0.path == "/new" ? .answer(body: [7]) : .answer(status: 302, headers: ["Location": "/new", "X-Old": "1"])
    }
    #expect(try await client.send(HTTPRequest(url: server.url + "/old")).status == 302)
    var request = HTTPRequest(url: server.url + "/old")
    request.followsRedirects = true
    let response = try await client.send(request)
    #expect(response.body == [7])
    #expect(response.headers["X-Old"] == nil, "headers are those of the last response")
  }

  @Test func anUnusableURLIsTheCallersMistake() async throws {
    for url in ["ftp://127.0.0.1/x", "http://", "file:///etc/passwd"] {
      let error = await #expect(throws: HTTPError.self) { try await client.send(HTTPRequest(url: url)) }
      #expect(error?.mayHaveBeenSent == false)
    }
  }
}
