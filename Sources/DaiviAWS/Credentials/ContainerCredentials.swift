/// Keys of a container's task role (ECS, EKS Pod Identity, CloudShell).
public struct ContainerCredentials: CredentialsProvider {
  private let machine: AWSMachine

  public init(_ machine: AWSMachine) {
    self.machine = machine
  }

  public func credentials() async throws -> AWSCredentials {
    let url: String
    if let path = machine.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
      url = "http://169.254.170.2\(path)"
    } else if let full = machine.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
      url = full
    } else {
      throw CredentialsError(
        provider: "container", message: "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set",
        isAbsent: true)
    }
    // Keys must not be asked of, and the token not be shown to, a stranger over an open line.
    guard url.hasPrefix("https://") || Self.trustedHosts.contains(where: { isHost($0, of: url) }) else {
      throw CredentialsError(provider: "container", message: "\(url) is neither https nor a local address")
    }
    var request = HTTPRequest(url: url)
    request.timeouts = HTTPTimeouts(connect: .seconds(2), total: .seconds(5))
    if let file = machine.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
      request.headers["Authorization"] = machine.text(file)?.trimmed
    } else {
      request.headers["Authorization"] = machine.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    }
    let response: HTTPResponse
    do {
      response = try await machine.sendPatiently(request)
    } catch let error as HTTPError {
      throw CredentialsError(provider: "container", message: error.description)
    }
    guard response.status == 200 else {
      throw CredentialsError(provider: "container", message: "\(request.host) answered with status \(response.status)")
    }
    return try CredentialsDocument.read(response.body, provider: "container")
  }

  private static let trustedHosts = [
    "127.0.0.1", "localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]",
  ]

  private func isHost(_ host: String, of url: String) -> Bool {
    ["/", ":", "?"].contains { url.hasPrefix("http://\(host)\($0)") } || url == "http://\(host)"
  }
}
