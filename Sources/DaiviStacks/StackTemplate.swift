/// What the deployer reads out of a template's text: names of its parameters and outputs. CloudFormation reads the rest.
package struct StackTemplate: Sendable {
  package let body: String
  package let parameters: [String]
  package let outputs: [String]
  /// What a change set of it must acknowledge.
  package let capabilities: [String]

  package init(_ body: String) {
    self.body = body
    parameters = Self.keys(of: "Parameters", in: body)
    outputs = Self.keys(of: "Outputs", in: body)
    var capabilities = ["CAPABILITY_NAMED_IAM"]
    if body.contains("AWS::LanguageExtensions") { capabilities.append("CAPABILITY_AUTO_EXPAND") }
    self.capabilities = capabilities
  }

  /// Keys two spaces below a top-level section; a loop (`Fn::ForEach`) is none.
  private static func keys(of section: String, in body: String) -> [String] {
    var keys: [String] = []
    var inside = false
    for line in body.split(separator: "\n", omittingEmptySubsequences: true) {
      guard let first = line.first, first != "#" else { continue }
      if first != " " {
        inside = line.hasPrefix("\(section):")
      } else if inside, line.hasPrefix("  "), let third = line.dropFirst(2).first, third != " ", third != "#",
        !line.dropFirst(2).hasPrefix("Fn::")
      {
        let key = line.dropFirst(2).prefix { $0 != ":" }
        if key.utf8.allSatisfy({ (0x30...0x7a).contains($0) && $0 != 0x3a }) { keys.append(String(key)) }
      }
    }
    return keys
  }

  /// An output's name in the ledger: `S3KeyArn` is `s3KeyArn`.
  package static func ledgerName(_ output: String, prefix: String) -> String {
    let name = output.prefix(1).lowercased() + output.dropFirst()
    return prefix.isEmpty ? name : prefix + output.prefix(1).uppercased() + output.dropFirst()
  }
}
