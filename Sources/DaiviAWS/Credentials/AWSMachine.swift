import DaiviSystem
import FoundationEssentials

/// What looking for credentials touches of the machine; every effect can be replaced.
public struct AWSMachine: Sendable {
  public var environment: [String: String]
  public var homeDirectory: String
  /// A file's bytes, nil when there is none.
  public var readFile: @Sendable (String) -> [UInt8]?
  /// Runs a command (found on PATH) and returns its standard output.
  public var run: @Sendable ([String]) async throws -> [UInt8]
  public var transport: any HTTPTransport
  public var clock: AWSClock

  public init(
    environment: [String: String], homeDirectory: String, readFile: @escaping @Sendable (String) -> [UInt8]?,
    run: @escaping @Sendable ([String]) async throws -> [UInt8], transport: any HTTPTransport,
    clock: AWSClock = .system
  ) {
    self.environment = environment
    self.homeDirectory = homeDirectory
    self.readFile = readFile
    self.run = run
    self.transport = transport
    self.clock = clock
  }

  /// This machine.
  public static func current(
    environment: [String: String] = ProcessEnvironment.variables(), transport: (any HTTPTransport)? = nil
  ) -> AWSMachine {
    AWSMachine(
      environment: environment,
      homeDirectory: environment["HOME"] ?? URL.homeDirectory.path,
      readFile: { path in (try? Data(contentsOf: URL(filePath: path))).map(Array.init) },
      run: { command in try await CredentialCommand.output(of: command, environment: environment) },
      transport: transport ?? HTTPClient(certificateBundle: CertificateBundle.path(environment: environment)))
  }

  /// A variable that is set to something.
  func variable(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Asks a source of credentials up to three times, while it cannot be reached or is in trouble itself.
  /// - Throws: `HTTPError` of the last attempt.
  func sendPatiently(_ request: HTTPRequest) async throws -> HTTPResponse {
    let policy = RetryPolicy()
    for attempt in 1..<policy.maximumAttempts {
      do {
        let response = try await transport.send(request)
        let isTrouble = response.status == 429 || RetryPolicy.transientStatuses.contains(response.status)
        // STS could not reach the provider of the identity.
        let isElsewhere = response.body.contains(Array("IDPCommunicationError".utf8))
        if !isTrouble && !isElsewhere { return response }
      } catch let error as HTTPError where [.cannotConnect, .timeout, .connectionLost].contains(error.kind) {}
      try await clock.sleep(policy.backoff(after: attempt))
    }
    return try await transport.send(request)
  }

  func text(_ path: String) -> String? {
    readFile(path).map { String(decoding: $0, as: UTF8.self) }
  }
}
