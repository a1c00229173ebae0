import FoundationEssentials

/// Parameters of the Query protocols: `Tags.member.1.Key=team`.
struct QueryCoding: Sendable {
  /// EC2's dialect numbers lists without `member`.
  var isEC2 = false

  /// A form-encoded body. Members of value nil and empty lists are left out; a map is a `QueryMap`.
  func encode(_ value: some Encodable, action: String, version: String) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(AWSTime.iso8601(date))
    }
    let document = try AWSDocument(json: encoder.encode(value))
    var items = [("Action", action), ("Version", version)]
    flatten(document, name: "", into: &items)
    return Array(
      items.map { "\(PercentEncoding.encode($0))=\(PercentEncoding.encode($1))" }.joined(separator: "&").utf8)
  }

  private func flatten(_ value: AWSDocument, name: String, into items: inout [(String, String)]) {
    switch value {
    case .null: break
    case .bool(let value): items.append((name, value ? "true" : "false"))
    case .integer(let value): items.append((name, String(value)))
    case .number(let value): items.append((name, String(value)))
    case .string(let value): items.append((name, value))
    case .array(let values):
      for (index, value) in values.enumerated() {
        flatten(value, name: "\(name)\(isEC2 ? "" : ".member").\(index + 1)", into: &items)
      }
    case .object(let members):
      if case .object(let entries)? = members[QueryMap.mark] {
        for (index, entry) in entries.sorted(by: { $0.key < $1.key }).enumerated() {
          items.append(("\(name).entry.\(index + 1).key", entry.key))
          flatten(entry.value, name: "\(name).entry.\(index + 1).value", into: &items)
        }
        return
      }
      for (key, value) in members.sorted(by: { $0.key < $1.key }) {
        flatten(value, name: (name.isEmpty ? "" : name + ".") + key.capitalizedFirst, into: &items)
      }
    }
  }
}
