import DaiviModule
import DaiviSystem

/// Environments' claims on users. A person is one user in the account's identity store, whatever number of environments
/// name them: whoever was there before stays, and one that the platform made goes with the last environment.
struct UserClaims: Sendable {
  /// What an environment said of a user.
  struct Claim: Hashable, Sendable {
    /// Made by one of the platform's environments; false: it was there before.
    var isMade: Bool
    var userName: String

    var text: String { "\(isMade ? madeWord : adoptedWord) \(userName)" }

    init(isMade: Bool, userName: String) {
      self.isMade = isMade
      self.userName = userName
    }

    init?(_ text: String?) {
      guard let words = text?.split(separator: " ", maxSplits: 1), words.count == 2 else { return nil }
      self.init(isMade: words[0] == madeWord, userName: String(words[1]))
    }
  }

  private static let path = "/daivi/claims/identity-center-users"
  private let ssm: SSM
  private let store: String
  let owner: String
  /// By user's key, then by environment.
  private(set) var all: [String: [String: Claim]] = [:]

  /// Reads every claim on users of the store.
  init(_ context: StepContext, store: String) async throws {
    ssm = context.aws.ssm
    owner = "\(context.environment.app)-\(context.environment.env)"
    self.store = store
    let parameters = try await ssm.getParametersByPathPages(.init(path: Self.path, recursive: true))
      .collect(\.parameters)
    for parameter in parameters {
      let parts = (parameter.name ?? "").dropFirst(Self.path.count + 1).split(separator: "/")
      guard parts.count == 2, parts[0].hasPrefix(store), let claim = Claim(parameter.value) else { continue }
      all[String(parts[0]), default: [:]][String(parts[1])] = claim
    }
  }

  /// Users that this environment has a claim on.
  var own: [Claim] { all.values.compactMap { $0[owner] }.sorted { $0.userName < $1.userName } }

  func own(_ userName: String) -> Claim? { all[key(userName)]?[owner] }
  func others(_ userName: String) -> [String: Claim] { (all[key(userName)] ?? [:]).filter { $0.key != owner } }

  /// Whether the platform made the user, whichever environment did.
  func isMade(_ userName: String) -> Bool { all[key(userName)]?.values.contains { $0.isMade } ?? false }

  /// Written before the user is made: one without a claim would never be taken away.
  mutating func write(_ userName: String, isMade: Bool, for environment: String? = nil) async throws {
    let claim = Claim(isMade: isMade, userName: userName)
    let environment = environment ?? owner
    _ = try await ssm.putParameter(
      .init(
        name: name(userName, environment), value: claim.text,
        description: "\(environment) uses this user of Identity Center", type: .string, overwrite: true))
    let place = key(userName)
    all[place, default: [:]][environment] = claim
  }

  mutating func release(_ userName: String) async throws {
    do {
      try await ssm.deleteParameter(.init(name: name(userName, owner)))
    } catch let error as AWSError where error.isNotFound {
      // Gone already is what was wanted.
    }
    let place = key(userName)
    let environment = owner
    all[place]?.removeValue(forKey: environment)
  }

  /// Parameter names take no `@`.
  private func key(_ userName: String) -> String {
    "\(store)-\(SHA256.hex(of: userName.lowercased()).prefix(16))"
  }

  private func name(_ userName: String, _ environment: String) -> String {
    "\(Self.path)/\(key(userName))/\(environment)"
  }
}
