import FoundationEssentials

@testable import DaiviProtocol

/// `docs/protocol.md` and its schema, as a module author reads them.
struct ProtocolDocument {
  /// A fenced block: what stands after the language, and the text.
  struct Block: CustomStringConvertible, Sendable {
    let language: String
    let name: String
    let text: String
    var description: String { "\(name): \(text.prefix(60))" }
  }

  static let shared = try! ProtocolDocument()

  let blocks: [Block]
  let schema: JSONValue

  private init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = String(decoding: try Data(contentsOf: root.appending(path: "docs/protocol.md")), as: UTF8.self)
    blocks = page.split(separator: "\n```", omittingEmptySubsequences: false).enumerated().compactMap { index, part in
      guard index % 2 == 1, let end = part.firstIndex(of: "\n") else { return nil }
      let words = part[..<end].split(separator: " ")
      guard words.count == 2 else { return nil }
      return Block(
        language: String(words[0]), name: String(words[1]), text: String(part[part.index(after: end)...]) + "\n")
    }
    schema = try JSONDecoder().decode(
      JSONValue.self, from: Data(contentsOf: root.appending(path: "docs/protocol.schema.json")))
  }

  var examples: [Block] { blocks.filter { $0.language == "json" } }
}

extension JSONValue {
  init(parsing text: String) throws { self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }

  subscript(member: String) -> JSONValue? {
    if case .object(let members) = self { members[member] } else { nil }
  }

  var members: [String: JSONValue] { if case .object(let members) = self { members } else { [:] } }
  var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }

  /// The object with one member replaced or, by nil, removed.
  func setting(_ member: String, _ value: JSONValue?) -> JSONValue {
    var members = members
    members[member] = value
    return .object(members)
  }
}
