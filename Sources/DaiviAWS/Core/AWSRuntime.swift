import Synchronization

/// What the clients of one `AWS` value share: retry quotas and clock corrections.
final class AWSRuntime: Sendable {
  private let quotas = Mutex<[String: RetryQuota]>([:])
  /// Seconds to add to the clock, by endpoint.
  private let clockSkews = Mutex<[String: Double]>([:])

  /// One quota a service and region.
  func quota(_ service: AWSService, _ region: String) -> RetryQuota {
    quotas.withLock { quotas in
      let key = "\(service.id)/\(region)"
      if let quota = quotas[key] { return quota }
      let quota = RetryQuota()
      quotas[key] = quota
      return quota
    }
  }

  func clockSkew(_ endpoint: String) -> Double {
    clockSkews.withLock { $0[endpoint] ?? 0 }
  }

  func setClockSkew(_ seconds: Double, _ endpoint: String) {
    clockSkews.withLock { $0[endpoint] = seconds }
  }
}
