/// Reads a YAML text as a tree, with libyaml's events.
///
/// What a person's slip or bad will could do is bounded: nesting, what aliases repeat, keys that come twice.
struct YAMLParser: ~Copyable {
  /// Mappings and sequences inside each other; more would need more of the stack than a thread may have.
  static let maximumDepth = 100
  /// What aliases may repeat, in bytes of scalars and nodes: ten lines of aliases of aliases would be a billion.
  static let maximumRepetition = 1_000_000

  /// The text's only document; nil where there is none, as in an empty text or one of comments.
  static func parse(_ text: String) throws(YAMLError) -> YAMLNode? {
    if text.isEmpty { return nil }
    var parser = YAMLParser(text)
    return try parser.document()
  }

  private var events: YAMLEvents
  /// By name; the latest of a name counts, as far as the text is read.
  private var anchors: [String: Part] = [:]
  private var repetition = 0

  private init(_ text: String) { events = YAMLEvents(text) }

  /// A node, and how much it is with what its aliases stand for.
  private struct Part {
    var node: YAMLNode
    /// Bytes of its scalars, and one for each node.
    var size: Int
    /// Mappings and sequences inside each other.
    var levels: Int
  }

  private mutating func document() throws(YAMLError) -> YAMLNode? {
    // The start of the stream.
    _ = try events.next()
    guard case .documentStart = try events.next().kind else { return nil }
    let root = try part(try events.next(), depth: 0).node
    // The document's end.
    _ = try events.next()
    let end = try events.next()
    guard case .streamEnd = end.kind else {
      throw YAMLError(mark: end.mark, problem: "another document begins, where only one is expected")
    }
    return root
  }

  /// The node that an event begins.
  private mutating func part(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> Part {
    let part: Part
    let name: String?
    switch event.kind {
    case .alias(let alias):
      let part = try repeated(alias, event.mark)
      try check(depth + part.levels, event.mark)
      return part
    case .scalar(let scalar, let anchor):
      let node = YAMLNode(content: .scalar(scalar), mark: event.mark)
      part = Part(node: node, size: 1 + scalar.text.utf8.count, levels: 0)
      name = anchor
    case .sequenceStart(let anchor):
      part = try sequence(event.mark, depth: depth + 1)
      name = anchor
    case .mappingStart(let isFlow, let anchor):
      part = try mapping(event.mark, isFlow: isFlow, depth: depth + 1)
      name = anchor
    default:
      // Ends are read where their beginnings are.
      throw YAMLError(mark: event.mark, problem: "a value is missing")
    }
    // Only now: a node cannot be an alias of itself.
    if let name { anchors[name] = part }
    return part
  }

  private mutating func sequence(_ mark: YAMLMark, depth: Int) throws(YAMLError) -> Part {
    try check(depth, mark)
    var items: [YAMLNode] = []
    var (size, levels) = (1, 0)
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind { break }
      let item = try part(event, depth: depth)
      items.append(item.node)
      size += item.size
      levels = max(levels, item.levels)
    }
    return Part(node: YAMLNode(content: .sequence(items), mark: mark), size: size, levels: levels + 1)
  }

  private mutating func mapping(_ mark: YAMLMark, isFlow: Bool, depth: Int) throws(YAMLError) -> Part {
    try check(depth, mark)
    var mapping = YAMLNode.Mapping(pairs: [], isFlow: isFlow)
    var (size, levels) = (1, 0)
    var lines: [String: Int] = [:]
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind { break }
      let key = try part(event, depth: depth)
      if let name = key.node.scalar?.text, let line = lines.updateValue(event.mark.line, forKey: name) {
        throw YAMLError(mark: event.mark, problem: "duplicated key \(Self.quoted(name)), already in line \(line)")
      }
      let value = try part(try events.next(), depth: depth)
      mapping.pairs.append(.init(key: key.node, value: value.node))
      size += key.size + value.size
      levels = max(levels, key.levels, value.levels)
    }
    return Part(node: YAMLNode(content: .mapping(mapping), mark: mark), size: size, levels: levels + 1)
  }

  private mutating func repeated(_ name: String, _ mark: YAMLMark) throws(YAMLError) -> Part {
    guard let part = anchors[name] else {
      throw YAMLError(mark: mark, problem: "alias '*\(name)' of nothing that ends above it")
    }
    repetition += part.size
    guard repetition <= Self.maximumRepetition else {
      throw YAMLError(mark: mark, problem: "aliases repeat more than \(Self.maximumRepetition) bytes")
    }
    return part
  }

  private func check(_ depth: Int, _ mark: YAMLMark) throws(YAMLError) {
    guard depth <= Self.maximumDepth else {
      throw YAMLError(mark: mark, problem: "nested in more than \(Self.maximumDepth) levels")
    }
  }

  /// An error is one line, whatever a key is.
  private static func quoted(_ name: String) -> String {
    "'\(name.split(whereSeparator: \.isNewline).joined(separator: " "))'"
  }
}
