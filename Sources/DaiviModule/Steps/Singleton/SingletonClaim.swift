import DaiviAWS
import DaiviProtocol

/// An environment's claim on something that the account and region have only once, kept in the account itself: the
/// parameter `/daivi/claims/<singleton>/<app>-<env>`. Every environment that uses the thing has one; the last one takes
/// the thing away, if it was made by one of them.
///
/// Changes of the thing and of its claims happen under the step's `singletons`, so that one environment's steps do not
/// meet; two environments deployed at the same moment from two machines can.
public struct SingletonClaim: Sendable {
  private let singleton: String
  private let ssm: SSM
  private let owner: String

  private let part: String?

  /// - Parameters:
  ///   - singleton: its name in the parameter's path, such as `lakeformation-administrators`.
  ///   - part: where an environment has several claims on the thing, which of them.
  public init(_ singleton: String, _ context: StepContext, part: String? = nil) {
    self.singleton = singleton
    self.part = part
    ssm = context.aws.ssm
    owner = "\(context.environment.app)-\(context.environment.env)"
  }

  private var path: String { "/daivi/claims/\(singleton)" }
  private var name: String { part.map { "\(path)/\($0)/\(owner)" } ?? "\(path)/\(owner)" }

  /// What this environment wrote; nil before the first claim.
  public func own() async throws -> String? {
    do {
      return try await ssm.getParameter(.init(name: name)).parameter?.value
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  /// All other claims, this environment's other parts among them: `{app}-{env}`, after a part's name and a slash where
  /// it has one, to what each wrote.
  public func others() async throws -> [String: String] {
    let all = try await ssm.getParametersByPathPages(.init(path: path, recursive: true)).collect(\.parameters)
    let pairs = all.compactMap { parameter -> (String, String)? in
      guard let name = parameter.name, name != self.name, let value = parameter.value else { return nil }
      return (String(name.dropFirst(path.count + 1)), value)
    }
    return Dictionary(pairs) { first, _ in first }
  }

  /// Writes this environment's claim, before the thing is changed: a change without a claim would never be undone.
  /// - Parameter value: not empty; what is needed to undo the change, or to hand the thing on.
  public func write(_ value: String) async throws {
    _ = try await ssm.putParameter(
      .init(
        name: name, value: value, description: "\(owner) uses the account's \(singleton)", type: .string,
        overwrite: true))
  }

  /// Changes another claim, by its name in `others`, when something is handed on to it.
  public func rewrite(_ environment: String, _ value: String) async throws {
    _ = try await ssm.putParameter(.init(name: "\(path)/\(environment)", value: value, type: .string, overwrite: true))
  }

  /// Takes the claim back, after the thing was undone or left to others.
  public func release() async throws {
    do {
      try await ssm.deleteParameter(.init(name: name))
    } catch let error as AWSError where error.isNotFound {
      return
    }
  }
}
