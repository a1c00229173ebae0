import DaiviAWS

/// Refusals that are gone in a moment, so that what is refused so is asked again.
///
/// IAM takes up to a minute to tell every service of a role or policy that was just made: until then they say that the
/// role cannot be assumed or that there is no such principal. Lake Formation and others refuse one of two changes of the
/// same thing at once.
enum PassingRefusals {
  /// How long a refusal may be one of these.
  static let patience = Duration.seconds(60)

  /// Words of Glue, Lambda, EMR Serverless, Lake Formation, S3 and KMS about a role.
  private static let words = [
    "assume role", "be assumed", "sts:assumerole", "assumerole permission", "invalid principal", "invalid role",
  ]

  /// Whether a step's error may be gone in a moment.
  static func mayPass(_ error: any Error) -> Bool {
    guard let error = error as? AWSError else { return false }
    if error.code == "ConcurrentModificationException" { return true }
    let message = error.message.lowercased()
    return words.contains { message.contains($0) }
  }
}
