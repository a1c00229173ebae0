import DaiviAWS

/// IAM takes up to a minute to tell every service of a role or policy that was just made: until then they say that the
/// role cannot be assumed or that there is no such principal. What is refused so is asked again for that long.
enum RolePropagation {
  /// How long a refusal may be IAM's slowness.
  static let patience = Duration.seconds(60)

  /// Words of Glue, Lambda, EMR Serverless, Lake Formation, S3 and KMS.
  private static let words = [
    "assume role", "be assumed", "sts:assumerole", "assumerole permission", "invalid principal", "invalid role",
  ]

  /// Whether a step's error may be gone in a moment.
  static func mayPass(_ error: any Error) -> Bool {
    guard let error = error as? AWSError else { return false }
    let message = error.message.lowercased()
    return words.contains { message.contains($0) }
  }
}
