#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds the certificate authorities of this machine.
///
/// libcurl knows only the place that it was compiled for and does not read `SSL_CERT_FILE`.
public enum CertificateBundle {
  /// `AWS_CA_BUNDLE`, then `SSL_CERT_FILE`, then the first of the places that distributions use that exists.
  public static func path(environment: [String: String]) -> String? {
    for name in ["AWS_CA_BUNDLE", "SSL_CERT_FILE"] {
      if let value = environment[name], !value.isEmpty { return value }
    }
    return systemPaths.first { access($0, R_OK) == 0 }
  }

  private static let systemPaths = [
    "/etc/ssl/certs/ca-certificates.crt",  // Debian, Ubuntu, Alpine, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  // Amazon Linux, Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  // openSUSE
    "/etc/ssl/cert.pem",  // macOS
  ]
}
