/// What a session of the deploy role may do: IAM grants it the actions that both the role and this document allow.
public enum SessionPolicy {
  /// Most characters STS takes as an inline session policy (AssumeRole, `Policy`).
  public static let limit = 2048

  /// A stack's change set is made with the service role, a large template goes through the backend bucket. Without
  /// `s3:ListBucket` an object that is not there is forbidden; the bucket is encrypted with a key.
  public static let ofEveryModule = [
    "iam:PassRole", "kms:Decrypt", "kms:GenerateDataKey", "s3:GetObject", "s3:ListBucket", "s3:PutObject",
    "sts:GetCallerIdentity",
  ]

  /// What a session of a module is limited to.
  public static func document(for module: ModuleManifest) -> String { document(module.permissions + ofEveryModule) }

  /// The smallest document for these actions; where it would be too long, actions of one service and verb are joined
  /// (`glue:Get*`), then those of one service, because a session that is a little wider still cannot do what the role
  /// cannot.
  /// - Parameter actions: `service:Action`, with or without a star.
  public static func document(_ actions: [String], limit: Int = limit) -> String {
    let exact = Array(Set(actions)).sorted()
    for shape in [{ $0 }, byVerb, byService] as [([String]) -> [String]] {
      let text = document(of: shape(exact))
      if text.utf8.count <= limit { return text }
    }
    return document(of: ["*"])
  }

  private static func document(of actions: [String]) -> String {
    let list = actions.map { "\"\($0)\"" }.joined(separator: ",")
    return #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[\#(list)],"Resource":"*"}]}"#
  }

  /// `glue:GetJobRun` and `glue:GetJobRuns` become `glue:Get*`; what is alone stays as it is.
  private static func byVerb(_ actions: [String]) -> [String] {
    joined(actions) { action in
      guard let colon = action.firstIndex(of: ":") else { return action }
      let name = action[action.index(after: colon)...]
      let verb = name.first.map(String.init) ?? ""
      return action[...colon] + verb + name.dropFirst().prefix { $0.isLowercase } + "*"
    }
  }

  private static func byService(_ actions: [String]) -> [String] {
    joined(actions) { action in action.prefix { $0 != ":" } + ":*" }
  }

  private static func joined(_ actions: [String], _ key: (String) -> String) -> [String] {
    Dictionary(grouping: actions, by: key).map { $0.value.count > 1 ? $0.key : $0.value[0] }.sorted()
  }
}
