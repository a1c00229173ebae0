import DaiviModule

/// What discover and bring-your-own use and did not make. In the account's own instance they hold on to it and to their
/// users by claims, or another environment that made them would take them away; in another account's they only look.
enum Borrowed {
  static func hold(
    _ instance: SSOAdmin.Instance, users: [String], _ context: StepContext
  ) async throws {
    guard isOwn(instance.ownerAccountId, context), let store = instance.identityStoreId else { return }
    let claim = SingletonClaim(instanceSingleton, context)
    if try await claim.own() == nil { try await claim.write(adoptedWord) }
    var run = try await UsersRun(context, store: store)
    try await run.hold(users)
  }

  static func letGo(_ context: StepContext) async throws -> StepSuccess {
    guard isOwn(context.environment.account, context) else { return StepSuccess(detail: "nothing to remove") }
    if let other = try await UsersParameter.otherSource(context) { return StepSuccess(detail: "left to \(other)") }
    var run = try await UsersRun(context)
    let removed = try await run.forgetOthers(than: [])
    let instance = try await releaseInstance(context)
    return StepSuccess(
      detail: removed.isEmpty
        ? "instance \(instance)" : "gone: \(removed.joined(separator: ", ")); instance \(instance)")
  }

  private static func isOwn(_ owner: String?, _ context: StepContext) -> Bool {
    owner == context.environment.account && context.parameters["instanceRole"] == nil
  }
}
