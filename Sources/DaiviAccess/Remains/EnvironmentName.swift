import DaiviProtocol

/// The forms in which an environment's name stands in names of resources.
struct EnvironmentName: Sendable {
  let app: String
  let env: String

  init(_ environment: ModuleEnvironment) {
    app = environment.app
    env = environment.env
  }

  /// `{app}-{env}-`, of buckets, roles, stacks, jobs, workgroups.
  var dashed: String { "\(app)-\(env)-" }
  /// `{app}_{env}_`, of databases and rulesets.
  var lined: String { "\(app)_\(env)_" }
  /// `/{app}/{env}/`, of parameters.
  var path: String { "/\(app)/\(env)/" }

  /// Whether a resource's own name is one of this environment's.
  func owns(_ name: String) -> Bool {
    [dashed, lined].contains { name.hasPrefix($0) } || name == "\(app)-\(env)" || name == "\(app)_\(env)"
  }

  /// Whether an ARN or a longer name has a part that is one of this environment's.
  func isIn(_ text: String) -> Bool {
    text.contains(path) || text.split(whereSeparator: { ":/".contains($0) }).contains { owns(String($0)) }
  }
}
