import DaiviSystem
import Testing

@testable import DaiviHost

/// What people write in YAML, as the tree that the configuration is read from.
@Suite struct YAMLParserTests {
  /// A tree as text: `'quoted'`, `[items]`, `{key: value}`.
  private func text(_ node: YAMLNode) -> String {
    switch node.content {
    case .scalar(let scalar): scalar.isPlain ? scalar.text : "'\(scalar.text)'"
    case .sequence(let items): "[" + items.map(text).joined(separator: ", ") + "]"
    case .mapping(let mapping):
      "{" + mapping.pairs.map { "\(text($0.key)): \(text($0.value))" }.joined(separator: ", ") + "}"
    }
  }

  private func read(_ yaml: String) throws -> String? { try YAMLParser.parse(yaml).map(text) }

  /// Why a text is refused; always one line.
  private func fault(_ yaml: String) -> String? {
    do throws(YAMLError) {
      _ = try YAMLParser.parse(yaml)
      return nil
    } catch {
      #expect(!error.description.contains { $0.isNewline })
      return error.description
    }
  }

  /// The value at a path of keys.
  private func node(_ yaml: String, _ path: String...) throws -> YAMLNode {
    var node = try #require(try YAMLParser.parse(yaml))
    for key in path { node = try #require(node.mapping?.pair(key)).value }
    return node
  }

  @Test(
    "A scalar is its text, and quotes are remembered",
    arguments: [
      ("a", "a"), ("007", "007"), ("a b  c", "a b  c"), ("'it''s'", "'it's'"), (#""a\tb\u00e9""#, "'a\tb\u{e9}'"),
      ("\"\"", "''"), ("|\n  one\n  two\n", "'one\ntwo\n'"), (">-\n  one\n  two\n", "'one two'"), ("a#b", "a#b"),
      ("a # comment", "a"), ("http://x:8000/y", "http://x:8000/y"), ("!!str null", "'null'"), ("!ours x", "x"),
    ])
  func scalar(_ written: String, _ expected: String) throws {
    #expect(try read("k: \(written)") == "{k: \(expected)}")
  }

  @Test func aTextMayHaveZerosFromEscapes() throws {
    #expect(try node(#"a: "x\0y""#, "a").scalar == YAMLNode.Scalar(text: "x\0y", isPlain: false))
  }

  @Test func mappingsAndSequencesAreInsideEachOther() throws {
    let yaml = """
      # first
      b:
        - x
        -
          c: [1, '2', {d: e}]
        - - y
      a: {f: , g: {}, h: []}   # last
      z:
      """
    #expect(try read(yaml) == "{b: [x, {c: [1, '2', {d: e}]}, [y]], a: {f: , g: {}, h: []}, z: }")
    #expect(try node(yaml).mapping?.isFlow == false)
    #expect(try node(yaml, "a").mapping?.isFlow == true)
    #expect(try node(yaml, "b").sequence?.count == 3)
  }

  @Test func aMergeKeyIsAKeyLikeOthers() throws {
    #expect(try read("<<: {a: b}\n") == "{<<: {a: b}}")
  }

  @Test func aKeyMayBeMoreThanAScalar() throws {
    #expect(try read("? [x]\n: y\n") == "{[x]: y}")
    #expect(try node("? [x]\n: y\n").mapping?.pair("x") == nil)
  }

  @Test(
    "Nothing but blanks and comments is no document",
    arguments: ["", "\n", "  \n\n", "# nothing\n", "\u{FEFF}", "\r\n"])
  func empty(_ yaml: String) throws {
    #expect(try YAMLParser.parse(yaml) == nil)
  }

  @Test func anEmptyDocumentIsAnEmptyScalar() throws {
    #expect(try read("---\n") == "")
    #expect(try read("--- # nothing\n...\n") == "")
    #expect(try read("%YAML 1.2\n---\na: b\n...\n# after\n") == "{a: b}")
  }

  @Test func oneDocumentIsExpected() {
    #expect(fault("a: 1\n---\nb: 2\n")?.hasPrefix("line 2, column 1: another document") == true)
    #expect(fault("a: 1\n---\n")?.contains("another document") == true)
  }

  @Test func trueAndFalseAreSpelledAsInYAML11() throws {
    for (words, value) in [
      (["true", "True", "TRUE", "yes", "Yes", "on", "oN"], true),
      (["false", "FALSE", "no", "No", "off", "OFF"], false),
    ] {
      for word in words {
        #expect(try node(word).bool == value, "\(word)")
        #expect(try node("'\(word)'").bool == nil, "\(word)")
      }
    }
    for word in ["y", "n", "1", "", "~", "perhaps", "[true]", "{on: off}", "!!str yes"] {
      #expect(try node("- \(word)").sequence?.first?.bool == nil, "\(word)")
    }
  }

  @Test func placesCountLinesAndUnicodeScalarsFromOne() throws {
    let yaml = "é: ü\n\u{1F600}e\u{301}: {\"日本\": old, b: x} # ö\nlast:\n"
    #expect(try node(yaml, "é").mark == YAMLMark(line: 1, column: 4))
    #expect(try node(yaml, "\u{1F600}e\u{301}").mark == YAMLMark(line: 2, column: 6))
    #expect(try node(yaml, "\u{1F600}e\u{301}", "日本").mark == YAMLMark(line: 2, column: 13))
    // Nothing is written after the colon.
    #expect(try node(yaml, "last").mark == YAMLMark(line: 3, column: 6))
    #expect(try node(yaml).mapping?.pairs.map(\.key.mark.line) == [1, 2, 3])
  }

  @Test func placesAreThoseOfTheLinesThatAreEdited() throws {
    let yaml = "a: 'ü'\r\n\u{1F600}\u{1F600}: \"old\" # é\r\n"
    let mark = try node(yaml, "\u{1F600}\u{1F600}").mark
    var lines = YAMLLines(yaml)
    lines.replaceScalar(line: mark.line, column: mark.column, with: "new")
    #expect(lines.text == "a: 'ü'\r\n\u{1F600}\u{1F600}: new # é\r\n")
  }

  @Test func lineEndsOfWindowsAreOne() throws {
    let yaml = "a: x\r\nb:\r\n  - y # c\r\n  - |\r\n    one\r\n    two\r\nc: z\r\n"
    #expect(try read(yaml) == "{a: x, b: [y, 'one\ntwo\n'], c: z}")
    #expect(try node(yaml, "c").mark == YAMLMark(line: 7, column: 4))
  }

  @Test func aByteOrderMarkIsNoPartOfTheText() throws {
    #expect(try read("\u{FEFF}a: x\nb: y\n") == "{a: x, b: y}")
    #expect(try node("\u{FEFF}a: x\n", "a").mark == YAMLMark(line: 1, column: 4))
  }

  @Test func aKeyThatComesTwiceIsRefused() {
    #expect(fault("a: 1\nb: 2\na: 3\n") == "line 3, column 1: duplicated key 'a', already in line 1")
    #expect(fault("x: {k: 1, 'k': 2}\n") == "line 1, column 11: duplicated key 'k', already in line 1")
    // A reader takes both for the same name.
    #expect(fault("1: a\n\"1\": b\n")?.contains("duplicated key '1'") == true)
    #expect(fault("e\u{301}: a\n\u{e9}: b\n")?.contains("duplicated key") == true)
    #expect(fault("\"a\\nb\": 1\n\"a\\nb\": 2\n")?.contains("duplicated key 'a b'") == true)
    #expect(fault("a: &k b\nc: {b: 1, *k : 2}\n") == "line 2, column 11: duplicated key 'b', already in line 2")
    #expect(fault("a: {k: 1}\nb: {k: 1}\nk: 1\nA: 1\n") == nil)
  }

  @Test func anAliasIsWhatItStandsFor() throws {
    #expect(
      try read("a: &x [1, {b: c}]\nd: *x\ne: [*x, *x]\n")
        == "{a: [1, {b: c}], d: [1, {b: c}], e: [[1, {b: c}], [1, {b: c}]]}")
    // The latest of a name counts; the place is that of the anchor.
    #expect(try read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n") == "{a: 1, b: 1, c: 2, d: 2}")
    #expect(try node("a: &x 1\nd: *x\n", "d").mark == YAMLMark(line: 1, column: 4))
  }

  @Test func anAliasOfNothingIsRefused() {
    #expect(fault("a: *x\nb: &x 1\n") == "line 1, column 4: alias '*x' of nothing that ends above it")
    #expect(fault("a: &x [1, *x]\n") == "line 1, column 11: alias '*x' of nothing that ends above it")
    #expect(fault("a: &x {b: *x}\n")?.contains("alias '*x'") == true)
  }

  /// Ten lines that would be ten thousand million nodes, and a long text repeated.
  @Test func whatAliasesRepeatIsBounded() throws {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let alias = "*a\(level - 1)"
      bomb += "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ", "))]\n"
    }
    #expect(fault(bomb)?.hasSuffix("aliases repeat more than 1000000 bytes") == true)
    let long = "a: &x \(String(repeating: "y", count: 300_000))\n"
    #expect(fault(long + "b: [*x, *x, *x]\n") == nil)
    #expect(fault(long + "b: [*x, *x, *x, *x]\n")?.contains("line 2, column 17: aliases repeat") == true)
    let many = "a: &x [some, names]\nb: [\(Array(repeating: "*x", count: 1000).joined(separator: ", "))]\n"
    #expect(try node(many, "b").sequence?.count == 1000)
  }

  @Test func nestingIsBounded() throws {
    func nested(_ levels: Int, _ inside: String = "") -> String {
      String(repeating: "[", count: levels) + inside + String(repeating: "]", count: levels)
    }
    #expect(fault(nested(100)) == nil)
    #expect(fault(nested(101)) == "line 1, column 101: nested in more than 100 levels")
    #expect(fault(String(repeating: "[", count: 100_000))?.contains("nested in more than") == true)
    #expect(fault(String(repeating: "{a: ", count: 100_000))?.contains("nested in more than") == true)
    #expect(fault(String(repeating: "- ", count: 100_000))?.contains("nested in more than") == true)
    // Aliases put what is nested into what is nested.
    let twice = "a: &x \(nested(60))\nb: \(nested(60, "*x"))\n"
    #expect(fault(twice) == "line 2, column 64: nested in more than 100 levels")
    #expect(fault("a: &x \(nested(60))\nb: \(nested(39, "*x"))\n") == nil)
  }

  @Test(
    "What is not YAML is told with line, column and problem",
    arguments: [
      ("a: [b\n", "line 2, column 1: did not find expected ',' or ']'", "line 1, column 4"),
      ("a: \"b\nc: d\n", "line 3, column 1: found unexpected end of stream", "line 1, column 4"),
      ("a: b\n c: d\n", "line 2, column 3: mapping values are not allowed in this context", ""),
      ("x: 1\na:\n\tb: c\n", "line 3, column 1: found character that cannot start any token", ""),
      ("\ta: b\n", "line 1, column 1: found character that cannot start any token", ""),
      ("a: b: c\n", "line 1, column 5: mapping values are not allowed", ""),
      ("é: @x\n", "line 1, column 4: found character that cannot start any token", ""),
      ("a: |\n  x\n y\n", "line 3, column 2: did not find expected key", "line 1, column 1"),
      ("- a\nb: c\n", "line 2, column 1: did not find expected '-' indicator", "line 1, column 1"),
      ("a: %x\n", "line 1, column 4: found character that cannot start any token", ""),
      (#"a: "\q""#, "line 1, column 5: found unknown escape character", "line 1, column 4"),
      ("%YAML 3.0\n---\na\n", "line 1, column 1: found incompatible YAML document", ""),
    ])
  func syntax(_ yaml: String, _ beginning: String, _ start: String) {
    let fault = fault(yaml) ?? ""
    #expect(fault.hasPrefix(beginning), "\(fault)")
    #expect(start.isEmpty ? !fault.contains("that begins") : fault.hasSuffix("that begins in \(start)"), "\(fault)")
  }

  @Test func aTabMayStandAfterTheIndentation() throws {
    #expect(try read("a:\tb\t# c\nd: e\tf\n") == "{a: b, d: e\tf}")
  }

  @Test func charactersThatNobodyCanSeeAreRefused() {
    #expect(fault("a: x\0y\n") == "line 1, column 5: control characters are not allowed: U+0000")
    #expect(fault("a: é\r\n\r\nb: \u{1B}[1m\n") == "line 3, column 4: control characters are not allowed: U+001B")
    #expect(fault("\u{FEFF}a: \u{7F}\n")?.hasSuffix("control characters are not allowed: U+007F") == true)
  }

  /// `Files.readText` puts U+FFFD for bytes that are no text.
  @Test func bytesThatAreNoTextAreOneCharacterEach() throws {
    let lab = try HostLab()
    let path = Path.join(lab.directory, "x.yaml")
    try Files.writeAtomically(Array("a: x".utf8) + [0xFF, 0xFE] + Array("\nb: y\n".utf8), to: path)
    let yaml = try Files.readText(path)
    #expect(try read(yaml) == "{a: x\u{FFFD}\u{FFFD}, b: y}")
    #expect(try node(yaml, "b").mark == YAMLMark(line: 2, column: 4))
  }

  /// libyaml reads in pieces; a long text meets their ends everywhere.
  @Test func aLongTextIsReadWhole() throws {
    let lines = (1...20_000).map { "key\($0): \"välue \($0)\" # \u{1F600}" }
    let mapping = try #require(try YAMLParser.parse(lines.joined(separator: "\n"))?.mapping)
    #expect(mapping.pairs.count == 20_000)
    #expect(mapping.pairs.enumerated().allSatisfy { $1.value.scalar?.text == "välue \($0 + 1)" })
    #expect(mapping.pairs.last?.key.mark == YAMLMark(line: 20_000, column: 1))
  }
}
