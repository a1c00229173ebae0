import FoundationEssentials

/// Lists of words in one column.
enum JSONText {
  static func encode(_ words: [String]) throws -> String {
    String(decoding: try JSONEncoder().encode(words), as: UTF8.self)
  }

  static func decode(_ text: String) throws -> [String] {
    try JSONDecoder().decode([String].self, from: Data(text.utf8))
  }
}
