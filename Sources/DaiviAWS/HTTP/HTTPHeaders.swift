/// HTTP header fields in the order they were added; names compare without case.
public struct HTTPHeaders: Sendable, Hashable, Sequence, ExpressibleByDictionaryLiteral {
  /// One field, its name as it was given.
  public struct Field: Sendable, Hashable {
    public var name: String
    public var value: String
  }

  public private(set) var fields: [Field] = []

  public init() {}

  public init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { Field(name: $0.0, value: $0.1) }
  }

  /// The first value of a field; setting replaces every field of that name, nil removes them.
  public subscript(name: String) -> String? {
    get {
      let key = name.lowercased()
      return fields.first { $0.name.lowercased() == key }?.value
    }
    set {
      let key = name.lowercased()
      let position = fields.firstIndex { $0.name.lowercased() == key }
      fields.removeAll { $0.name.lowercased() == key }
      if let newValue {
        fields.insert(Field(name: name, value: newValue), at: Swift.min(position ?? fields.count, fields.count))
      }
    }
  }

  /// Adds a field beside others of the same name.
  public mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  public func makeIterator() -> IndexingIterator<[Field]> {
    fields.makeIterator()
  }
}
