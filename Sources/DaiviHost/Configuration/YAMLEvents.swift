import CYAML

/// What libyaml finds in a text, one thing after the other.
struct YAMLEvent {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd, sequenceEnd, mappingEnd
    case alias(String)
    case scalar(YAMLNode.Scalar, anchor: String?)
    case sequenceStart(anchor: String?)
    case mappingStart(isFlow: Bool, anchor: String?)
  }

  var kind: Kind
  var mark: YAMLMark
}

/// The events of one text. Everything that touches libyaml is here.
struct YAMLEvents: ~Copyable {
  /// libyaml keeps addresses of both, so neither may move.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>

  init(_ text: String) {
    self.text = .allocate(capacity: text.utf8.count)
    _ = self.text.initialize(from: text.utf8)
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    precondition(yaml_parser_initialize(parser) == 1, "out of memory")
    yaml_parser_set_input_string(parser, self.text.baseAddress, self.text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    text.deallocate()
  }

  /// The next event; none is to be asked for after the stream's end or an error.
  mutating func next() throws(YAMLError) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw error }
    defer { yaml_event_delete(&event) }
    return YAMLEvent(kind: Self.kind(event), mark: YAMLMark(event.start_mark))
  }

  private static func kind(_ event: yaml_event_t) -> YAMLEvent.Kind {
    switch event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_ALIAS_EVENT: return .alias(string(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT: return .scalar(scalar(event), anchor: string(event.data.scalar.anchor))
    case YAML_SEQUENCE_START_EVENT: return .sequenceStart(anchor: string(event.data.sequence_start.anchor))
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return .mappingStart(isFlow: start.style == YAML_FLOW_MAPPING_STYLE, anchor: string(start.anchor))
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    default: return .streamEnd
    }
  }

  private static func scalar(_ event: yaml_event_t) -> YAMLNode.Scalar {
    let scalar = event.data.scalar
    // A text may have zeros in it, from escapes.
    let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    let isText = string(scalar.tag) == "tag:yaml.org,2002:str"
    return YAMLNode.Scalar(text: text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE && !isText)
  }

  private static func string(_ characters: UnsafePointer<yaml_char_t>?) -> String? {
    characters.map { String(cString: $0) }
  }

  /// What stopped the parser.
  private var error: YAMLError {
    guard let problem = parser.pointee.problem.map({ String(cString: $0) }) else {
      return YAMLError(mark: YAMLMark(parser.pointee.mark), problem: "out of memory")
    }
    if parser.pointee.error == YAML_READER_ERROR {
      let value = parser.pointee.problem_value
      let digits = String(value, radix: 16, uppercase: true)
      let character = ": U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      return YAMLError(
        mark: mark(ofByte: parser.pointee.problem_offset), problem: problem + (value < 0 ? "" : character))
    }
    let mark = YAMLMark(parser.pointee.problem_mark)
    guard let context = parser.pointee.context.map({ String(cString: $0) }) else {
      return YAMLError(mark: mark, problem: problem)
    }
    let start = YAMLMark(parser.pointee.context_mark)
    let place = start == mark ? "" : " that begins in \(start)"
    return YAMLError(mark: mark, problem: "\(problem), \(context)\(place)")
  }

  /// libyaml does not say the line of a character that it cannot read.
  private func mark(ofByte offset: Int) -> YAMLMark {
    var mark = YAMLMark(line: 1, column: 1)
    var last: Unicode.Scalar = " "
    for character in String(decoding: text.prefix(offset), as: UTF8.self).unicodeScalars {
      if character == "\n" && last == "\r" {
        // One line end of two characters, counted at the first.
      } else if character == "\n" || character == "\r" {
        mark = YAMLMark(line: mark.line + 1, column: 1)
      } else {
        mark.column += 1
      }
      last = character
    }
    return mark
  }
}

extension YAMLMark {
  /// libyaml counts both from 0, and columns in characters of the text.
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: mark.line + 1, column: mark.column + 1)
  }
}
