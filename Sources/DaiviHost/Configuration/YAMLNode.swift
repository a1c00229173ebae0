/// A value of a YAML text, and where it begins.
///
/// Aliases are replaced by what they stand for, which keeps its own place. Merge keys (`<<`) are keys like others.
struct YAMLNode: Hashable, Sendable {
  enum Content: Hashable, Sendable {
    case scalar(Scalar)
    case sequence([YAMLNode])
    case mapping(Mapping)
  }

  /// A single value; nothing is converted, `007` stays `007`.
  struct Scalar: Hashable, Sendable {
    /// Without quotes, with escapes replaced.
    var text: String
    /// True: neither quoted, nor a block of text, nor tagged as text. Only then do `yes` or `null` mean anything else.
    var isPlain: Bool
  }

  /// Names and values in the order of the text. No two keys are scalars with the same text.
  struct Mapping: Hashable, Sendable {
    struct Pair: Hashable, Sendable {
      var key: YAMLNode
      var value: YAMLNode
    }

    var pairs: [Pair]
    /// True: written in braces, `{a: b}`.
    var isFlow: Bool

    /// The pair whose key is this text.
    func pair(_ name: String) -> Pair? {
      pairs.first { $0.key.scalar?.text == name }
    }
  }

  var content: Content
  /// Of a value that is not written, as after `key:`, the place where it would be.
  var mark: YAMLMark

  var scalar: Scalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  var sequence: [YAMLNode]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  var mapping: Mapping? {
    if case .mapping(let mapping) = content { mapping } else { nil }
  }

  /// True or false in a spelling of YAML 1.1, letters of either case; nil for anything else, and for what is quoted.
  var bool: Bool? {
    guard let scalar, scalar.isPlain else { return nil }
    return switch scalar.text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }
}

/// A place in a YAML text, both numbers from 1. Columns count Unicode scalars.
struct YAMLMark: Hashable, Sendable, CustomStringConvertible {
  var line: Int
  var column: Int

  var description: String { "line \(line), column \(column)" }
}

/// Why a text cannot be read as YAML.
struct YAMLError: Error, Hashable, CustomStringConvertible {
  var mark: YAMLMark
  var problem: String

  /// One line: where, and what.
  var description: String { "\(mark): \(problem)" }
}
