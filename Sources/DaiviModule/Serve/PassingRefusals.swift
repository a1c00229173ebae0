import DaiviAWS
import DaiviProtocol

/// Refusals that are gone in a moment, so that what is refused so is asked again, for as long as one of them may last.
///
/// IAM takes up to a minute to tell every service of a role or policy that was just made: until then they say that the
/// role cannot be assumed, that there is no such principal, or that the role may not do what it may. Lake Formation is
/// slow to know its own administrators, and it and others refuse one of two changes of the same thing at once. What
/// whoever deploys may not do is none of these: that is told at once.
struct PassingRefusals {
  private let environment: ModuleEnvironment
  private var first: ContinuousClock.Instant?

  init(in environment: ModuleEnvironment) { self.environment = environment }

  /// Whether to ask again after a step's error. Time counts from the first refusal, the step may have worked for long.
  mutating func bears(_ error: any Error, at now: ContinuousClock.Instant) -> Bool {
    guard let patience = patience(error) else { return false }
    let first = first ?? now
    self.first = first
    return now < first.advanced(by: patience)
  }

  /// How long the error may last; nil where it does not pass.
  private func patience(_ error: any Error) -> Duration? {
    guard let error = error as? AWSError else { return nil }
    let message = error.message.lowercased()
    func says(_ words: [String]) -> Bool { words.contains { message.contains($0) } }
    if error.code == "ConcurrentModificationException" || says(Self.ofRoles) { return .seconds(60) }
    if (error.isAccessDenied && says(Self.ofLakeFormation)) || isOfPlatformRole(error) { return .seconds(20) }
    return nil
  }

  /// Words of Glue, Lambda, EMR Serverless, Lake Formation, S3 and KMS about a role.
  private static let ofRoles = [
    "assume role", "assume the role", "assume this role", "be assumed", "sts:assumerole", "assumerole permission",
    "invalid principal", "invalid role", "execution role does not have permissions",
  ]

  private static let ofLakeFormation = [
    "insufficient lake formation permission", "is not authorized to access requested permissions",
  ]

  /// Whether a role that the platform made for a service was refused, as in `User:
  /// arn:aws:sts::111122223333:assumed-role/daivi-dev-glue-role/x is not authorized to perform: ...`. The role that
  /// deploys is none of them, whatever its name is.
  private func isOfPlatformRole(_ error: AWSError) -> Bool {
    let begin = "User: arn:\(environment.partition):sts::\(environment.account):assumed-role/"
    guard let start = error.message.firstRange(of: begin) else { return false }
    let role = error.message[start.upperBound...].prefix { $0 != "/" && $0 != " " }
    return role.hasPrefix("\(environment.app)-\(environment.env)-")
      && role != environment.deployRole?.split(separator: "/").last
  }
}
