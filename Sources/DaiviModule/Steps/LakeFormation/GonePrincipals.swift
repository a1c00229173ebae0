import DaiviAWS

/// Which principals that something names IAM does not know any more: services refuse every change of a list with one of
/// them in it, and do not say which it is.
struct GonePrincipals: Sendable {
  /// The IAM actions of a look-up.
  static let actions = ["iam:GetRole", "iam:GetUser"]

  private let iam: IAM
  private let account: String

  init(_ context: StepContext) {
    iam = context.aws.iam
    account = context.environment.account
  }

  /// Roles and users of this account that are gone, in order; whatever else is listed, or IAM does not tell about, is
  /// taken to be there.
  func among(_ arns: [String]) async throws -> [String] {
    var gone: [String] = []
    for arn in arns where !gone.contains(arn) {
      if try await isGone(arn) { gone.append(arn) }
    }
    return gone
  }

  /// GetRole or GetUser.
  private func isGone(_ arn: String) async throws -> Bool {
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[2] == "iam", parts[4] == account, let name = parts[5].split(separator: "/").last
    else { return false }
    do {
      if parts[5].hasPrefix("role/") {
        _ = try await iam.getRole(.init(roleName: String(name)))
      } else if parts[5].hasPrefix("user/") {
        _ = try await iam.client.call("GetUser", UserName(userName: String(name)), returning: Answer.self)
      }
      return false
    } catch let error as AWSError {
      return error.isNotFound
    }
  }

  private struct UserName: Encodable, Sendable { var userName: String }
  private struct Answer: Decodable, Sendable {}
}
