/// A source of access keys.
public protocol CredentialsProvider: Sendable {
  /// Keys that work now.
  /// - Throws: `CredentialsError`, `CancellationError`.
  func credentials() async throws -> AWSCredentials
  /// A service said that these keys have expired: do not hand them out again.
  func invalidate(_ credentials: AWSCredentials) async
}

extension CredentialsProvider {
  public func invalidate(_ credentials: AWSCredentials) async {}
}

/// Keys that never change.
public struct StaticCredentialsProvider: CredentialsProvider {
  private let value: AWSCredentials

  public init(_ value: AWSCredentials) {
    self.value = value
  }

  public func credentials() async throws -> AWSCredentials { value }
}

/// Why there are no credentials, and what to do.
public struct CredentialsError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The provider: `environment`, `profile admin`, ...
  public var provider: String
  public var message: String
  /// Whether the provider is simply not in use here, so that the next one is asked.
  public var isAbsent: Bool

  public init(provider: String, message: String, isAbsent: Bool = false) {
    self.provider = provider
    self.message = message
    self.isAbsent = isAbsent
  }

  public var description: String { "\(provider): \(message)" }
}
