/// Fills a sandbox's address into the values that modules have for it: `{sandbox.host}` and `{sandbox.port}`.
public struct SandboxAddress: Sendable {
  private let host: String
  private let port: String

  public init(_ sandbox: SandboxState) {
    let address = sandbox.endpoint.split(separator: "/").last ?? ""
    host = address.split(separator: ":").first.map(String.init) ?? "127.0.0.1"
    port = address.split(separator: ":").last.map(String.init) ?? "80"
  }

  /// Only whole values are placeholders, so that nothing a user wrote is changed by accident.
  public func filled(into parameters: [String: [String: String]]) -> [String: [String: String]] {
    parameters.mapValues { values in
      values.mapValues { value in
        switch value {
        case "{sandbox.host}": host
        case "{sandbox.port}": port
        default: value
        }
      }
    }
  }
}
