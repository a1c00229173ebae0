/// Reads the part of Graphviz's language that graphs of targets use, strictly: what it does not know is an error.
struct DotReader {
  struct Malformed: Error { var at: String }

  private(set) var nodes = Set<String>()
  private(set) var edges: [String] = []
  private(set) var clusters: [String] = []
  private var tokens: ArraySlice<String>

  init(_ text: String) throws {
    tokens = try Self.tokens(text)[...]
    try expect("digraph")
    _ = try next()
    try expect("{")
    try statements()
    if let rest = tokens.first { throw Malformed(at: rest) }
  }

  private mutating func statements() throws {
    while tokens.first != "}" {
      let word = try next()
      if word == "subgraph" {
        _ = try next()
        try expect("{")
        try statements()
        continue
      }
      switch tokens.first {
      case "=":
        tokens.removeFirst()
        let value = try next()
        if word == "label" { clusters.append(try name(value)) }
      case "->":
        tokens.removeFirst()
        edges.append("\(try name(word)) -> \(try name(try next()))")
        try attributes()
      default:
        if word != "node" { nodes.insert(try name(word)) }
        try attributes()
      }
      try expect(";")
    }
    tokens.removeFirst()
  }

  private mutating func attributes() throws {
    guard tokens.first == "[" else { return }
    tokens.removeFirst()
    while true {
      _ = try next()
      try expect("=")
      _ = try next()
      if tokens.first == "]" { break }
      try expect(",")
    }
    tokens.removeFirst()
  }

  private func name(_ token: String) throws -> String {
    guard token.hasPrefix("\"") else { throw Malformed(at: token) }
    return String(token.dropFirst())
  }

  private mutating func next() throws -> String {
    guard let token = tokens.popFirst(), !"{}[];,=".contains(token) else { throw Malformed(at: tokens.joined()) }
    return token
  }

  private mutating func expect(_ token: String) throws {
    guard tokens.popFirst() == token else { throw Malformed(at: "\(token) before \(tokens.prefix(5))") }
  }

  /// Words, signs and quoted names; the latter keep their first quote, as a mark.
  private static func tokens(_ text: String) throws -> [String] {
    var tokens: [String] = []
    var rest = text[...]
    while let first = rest.popFirst() {
      if first.isWhitespace { continue }
      if first == "\"" {
        var name = "\""
        while let character = rest.popFirst(), character != "\"" {
          name.append(character == "\\" ? rest.popFirst() ?? "?" : character)
        }
        tokens.append(name)
      } else if first == "-", rest.popFirst() == ">" {
        tokens.append("->")
      } else if "{}[];,=".contains(first) {
        tokens.append(String(first))
      } else if first.isLetter || first.isNumber {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        rest = rest.dropFirst(word.count)
        tokens.append(String(first) + word)
      } else {
        throw Malformed(at: String(first))
      }
    }
    return tokens
  }
}
