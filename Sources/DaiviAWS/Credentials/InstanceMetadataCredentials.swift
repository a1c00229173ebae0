/// Keys of an EC2 instance's role, from the instance metadata service version 2.
public struct InstanceMetadataCredentials: CredentialsProvider {
  private let machine: AWSMachine

  public init(_ machine: AWSMachine) {
    self.machine = machine
  }

  public func credentials() async throws -> AWSCredentials {
    guard machine.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else {
      throw absent("AWS_EC2_METADATA_DISABLED is true")
    }
    var token = HTTPRequest(method: "PUT", url: "\(endpoint)/latest/api/token")
    token.headers["X-aws-ec2-metadata-token-ttl-seconds"] = "21600"
    let session = try await send(token)
    let path = "\(endpoint)/latest/meta-data/iam/security-credentials/"
    var list = HTTPRequest(url: path)
    list.headers["X-aws-ec2-metadata-token"] = session
    guard let role = try await send(list).split(whereSeparator: \.isNewline).first else {
      throw absent("the instance has no role")
    }
    var keys = HTTPRequest(url: path + PercentEncoding.encode(role))
    keys.headers["X-aws-ec2-metadata-token"] = session
    return try CredentialsDocument.read(Array(try await send(keys).utf8), provider: "instance metadata")
  }

  private var endpoint: String {
    var url = machine.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254"
    while url.hasSuffix("/") { url.removeLast() }
    return url
  }

  /// Outside EC2 the address leads nowhere: one second tells.
  private func send(_ request: HTTPRequest) async throws -> String {
    var request = request
    request.timeouts = HTTPTimeouts(connect: .seconds(1), total: .seconds(2))
    let response: HTTPResponse
    do {
      response = try await machine.transport.send(request)
    } catch let error as HTTPError {
      throw absent(error.description)
    }
    guard response.status == 200 else { throw absent("\(endpoint) answered with status \(response.status)") }
    return String(decoding: response.body, as: UTF8.self).trimmed
  }

  private func absent(_ message: String) -> CredentialsError {
    CredentialsError(provider: "instance metadata", message: message, isAbsent: true)
  }
}
