import CExpat

/// An XML element as a tree; attributes and comments, which AWS does not use for data, are dropped.
public struct XMLElement: Sendable, Hashable {
  public var name: String
  public var children: [XMLElement] = []
  /// Character data of the element itself, untrimmed.
  public var text = ""

  public init(name: String, children: [XMLElement] = [], text: String = "") {
    self.name = name
    self.children = children
    self.text = text
  }

  /// The first child of a name.
  public func child(_ name: String) -> XMLElement? {
    children.first { $0.name == name }
  }

  /// Every child of a name, in order.
  public func children(_ name: String) -> [XMLElement] {
    children.filter { $0.name == name }
  }

  /// The text of the first child of a name.
  public func text(_ name: String) -> String? {
    child(name)?.text
  }

  /// Reads a document with expat.
  /// - Throws: `XMLError` with the line where it stops being XML.
  public init(parsing bytes: [UInt8]) throws {
    let builder = XMLBuilder()
    guard let parser = XML_ParserCreate(nil) else { throw XMLError(message: "out of memory", line: 0) }
    defer { XML_ParserFree(parser) }
    XML_SetUserData(parser, Unmanaged.passUnretained(builder).toOpaque())
    XML_SetElementHandler(
      parser, { context, name, _ in XMLBuilder.of(context).open.append(XMLElement(name: XMLBuilder.localName(name!))) },
      { context, _ in XMLBuilder.of(context).closeElement() })
    XML_SetCharacterDataHandler(parser) { context, characters, count in
      let piece = UnsafeRawBufferPointer(start: characters, count: Int(count))
      XMLBuilder.of(context).appendText(String(decoding: piece, as: UTF8.self))
    }
    let status = bytes.withUnsafeBytes {
      XML_Parse(parser, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count), 1)
    }
    guard status == XML_STATUS_OK, let root = builder.root else {
      let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) }
      throw XMLError(message: reason ?? "no element", line: Int(XML_GetCurrentLineNumber(parser)))
    }
    self = root
  }
}

/// A document that is not well-formed XML.
public struct XMLError: Error, Sendable, CustomStringConvertible {
  public var message: String
  public var line: Int

  public var description: String { "XML, line \(line): \(message)" }
}

/// The elements that are open while expat reads; lives as long as one parse.
private final class XMLBuilder {
  var open: [XMLElement] = []
  var root: XMLElement?

  static func of(_ context: UnsafeMutableRawPointer?) -> XMLBuilder {
    Unmanaged<XMLBuilder>.fromOpaque(context!).takeUnretainedValue()
  }

  /// Without a namespace prefix.
  static func localName(_ name: UnsafePointer<CChar>) -> String {
    let whole = String(cString: name)
    return whole.lastIndex(of: ":").map { String(whole[whole.index(after: $0)...]) } ?? whole
  }

  func appendText(_ text: String) {
    open[open.count - 1].text += text
  }

  func closeElement() {
    let element = open.removeLast()
    if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
  }
}
