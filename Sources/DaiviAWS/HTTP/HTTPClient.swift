import DaiviSystem
import Synchronization

/// HTTP over libcurl. Clients share one connection pool and one thread a process; nothing else: every setting travels
/// with the request.
public struct HTTPClient: HTTPTransport {
  /// PEM file of the certificate authorities to trust; nil leaves the choice to libcurl.
  public var certificateBundle: String?

  public init(certificateBundle: String? = CertificateBundle.path(environment: ProcessEnvironment.variables())) {
    self.certificateBundle = certificateBundle
  }

  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    try Task.checkCancellation()
    let transfer = CurlTransfer(request, certificateBundle: certificateBundle)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        transfer.continuation = continuation
        CurlLoop.shared.enqueue(.start(transfer))
      }
    } onCancel: {
      transfer.isCancelled.store(true, ordering: .releasing)
      CurlLoop.shared.enqueue(.cancel(transfer))
    }
  }

  /// Fetches a file that needs no signature, following redirects. The file appears under `path` only when it is whole.
  /// - Throws: `HTTPError`; its kind is `.status` when the server refuses.
  public func download(_ url: String, to path: String, headers: HTTPHeaders = [:]) async throws {
    var request = HTTPRequest(url: url, headers: headers)
    request.destination = .file(path: path)
    request.followsRedirects = true
    let response = try await send(request)
    guard (200..<300).contains(response.status) else {
      throw HTTPError(.status, "HTTP status \(response.status)", host: request.host, mayHaveBeenSent: true)
    }
  }
}

extension HTTPRequest {
  /// Scheme and authority of the URL.
  var host: String {
    guard let scheme = url.firstRange(of: "://") else { return url }
    return String(url[..<(url[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" } ?? url.endIndex)])
  }

  /// Loopback and link-local addresses (sandbox, instance metadata) are never behind a proxy.
  var bypassesProxy: Bool {
    let name = host.split(separator: "/").last.map(String.init) ?? ""
    return name.hasPrefix("127.") || name.hasPrefix("169.254.") || name.hasPrefix("localhost")
      || name.hasPrefix("[::1]") || name.hasPrefix("[fd00:ec2::")
  }
}
