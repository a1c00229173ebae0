/// What the deployer reads out of a template's text: names of its parameters and outputs. CloudFormation reads the rest.
package struct StackTemplate: Sendable {
  package let body: String
  package let parameters: [String]
  package let outputs: [String]
  /// Sections that are there and in which no key could be read.
  package let unreadable: [String]
  /// What a change set of it must acknowledge.
  package let capabilities: [String]

  package init(_ body: String) {
    self.body = body
    let sections = ["Parameters", "Outputs"].map { ($0, Self.keys(of: $0, in: body)) }
    parameters = sections[0].1 ?? []
    outputs = sections[1].1 ?? []
    unreadable = sections.filter { $0.1 == nil }.map(\.0)
    var capabilities = ["CAPABILITY_NAMED_IAM"]
    if body.contains("AWS::LanguageExtensions") { capabilities.append("CAPABILITY_AUTO_EXPAND") }
    self.capabilities = capabilities
  }

  /// Keys of a top-level section, the lines that begin where its first one does; a loop (`Fn::ForEach`) is none. nil
  /// where the section is there and nothing of it can be read.
  private static func keys(of section: String, in body: String) -> [String]? {
    var keys: [String] = []
    var (isThere, isRead, inside) = (false, false, false)
    var indentation: Int?
    // A line may end with \r\n, which is one character.
    for line in body.split(whereSeparator: \.isNewline) {
      let text = line.drop { $0 == " " }
      guard let first = text.first, first != "#" else { continue }
      let column = line.count - text.count
      if column == 0 {
        inside = line.hasPrefix("\(section):")
        isThere = isThere || inside
        isRead = isRead || (inside && line.hasSuffix("{}"))
      } else if inside, column == indentation ?? column {
        indentation = column
        let key = text.prefix { $0 != ":" }
        if text.hasPrefix("Fn::") {
          isRead = true
        } else if key.utf8.allSatisfy({ (0x30...0x7a).contains($0) && $0 != 0x3a }) {
          keys.append(String(key))
        }
      }
    }
    return isThere && !isRead && keys.isEmpty ? nil : keys
  }

  /// An output's name in the ledger: `S3KeyArn` is `s3KeyArn`.
  package static func ledgerName(_ output: String, prefix: String) -> String {
    let name = output.prefix(1).lowercased() + output.dropFirst()
    return prefix.isEmpty ? name : prefix + output.prefix(1).uppercased() + output.dropFirst()
  }
}
