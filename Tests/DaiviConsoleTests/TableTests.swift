import DaiviConsole
import FoundationEssentials
import Testing

@Suite struct TableTests {
  @Test func columnsAreAligned() {
    let text = TableOutput.render(
      columns: ["name", TableColumn("rows", .number), "note"],
      rows: [["billing", "5000", nil], ["trade", "12", "late"]], format: .text)
    #expect(
      text == """
        name     rows  note
        billing  5000
        trade      12  late

        """)
  }

  @Test(arguments: ["料金表", "e\u{301}te\u{301}", "🚀 go", "한국어", "plain", "👩‍👩‍👧‍👦"])
  func wideAndCombiningCharactersKeepColumnsAligned(cell: String) {
    let text = TableOutput.render(columns: ["a", "b"], rows: [[cell, "|"], ["123456789", "|"]], format: .text)
    let offsets = text.split(separator: "\n").dropFirst().map { line in
      String(line.prefix { $0 != "|" }).displayWidth
    }
    #expect(Set(offsets) == [11])
  }

  @Test func widthsAreThoseOfTerminals() {
    #expect("".displayWidth == 0)
    #expect("abc".displayWidth == 3)
    #expect("料金".displayWidth == 4)
    #expect("e\u{301}".displayWidth == 1)
    #expect("🚀".displayWidth == 2)
    #expect("✓…⠋".displayWidth == 3)
    #expect("料金表".truncated(to: 4) == "料…")
    #expect("abcdef".truncated(to: 6) == "abcdef")
    #expect("abcdef".truncated(to: 5) == "abcd…")
    #expect("abc".truncated(to: 0) == "")
  }

  @Test func aCellStaysOnItsLine() {
    let text = TableOutput.render(columns: ["a", "b"], rows: [["1\n2\t\u{1B}[31m", "x"]], format: .text)
    #expect(text == "a          b\n1 2 ?[31m  x\n")
  }

  @Test func aTableWithoutRowsShowsItsColumns() {
    #expect(TableOutput.render(columns: ["a", "b"], rows: [], format: .text) == "a  b\n")
    #expect(TableOutput.render(columns: ["a", "b"], rows: [], format: .csv) == "a,b\r\n")
    #expect(TableOutput.render(columns: ["a", "b"], rows: [], format: .json) == "[]\n")
  }

  @Test func csvIsQuotedAsRFC4180Says() {
    let text = TableOutput.render(
      columns: ["id", "na,me"], rows: [["1", "plain"], ["2", "say \"hi\""], ["a,b", "x\r\ny"], [nil, ""]], format: .csv)
    #expect(
      text == "id,\"na,me\"\r\n1,plain\r\n2,\"say \"\"hi\"\"\"\r\n\"a,b\",\"x\r\ny\"\r\n,\"\"\r\n")
  }

  @Test func jsonKeepsTheOrderOfColumnsAndWhatIsNoNumber() throws {
    let text = TableOutput.render(
      columns: ["z", TableColumn("a", .number), TableColumn("ok", .boolean)],
      rows: [["012345678901", "5000", "true"], [nil, "NaN", "maybe"], ["say \"hi\"", "-1.5e3", "false"]], format: .json)
    #expect(
      text == """
        [
          {"z":"012345678901","a":5000,"ok":true},
          {"z":null,"a":"NaN","ok":"maybe"},
          {"z":"say \\"hi\\"","a":-1.5e3,"ok":false}
        ]

        """)
    struct Row: Decodable { var z: String? }
    #expect(
      try JSONDecoder().decode([Row].self, from: Data(text.utf8)).map(\.z) == ["012345678901", nil, "say \"hi\""])
  }

  @Test(arguments: ["007", "1.", ".5", "+1", "1e", "0x10", "", "-", "1 ", "Infinity", "١"])
  func whatJSONDoesNotCallANumberIsText(cell: String) {
    let text = TableOutput.render(columns: [TableColumn("n", .number)], rows: [[cell]], format: .json)
    #expect(text == "[\n  {\"n\":\"\(cell)\"}\n]\n")
  }

  @Test func theSameColumnTwiceKeepsBothValues() {
    let text = TableOutput.render(columns: ["a", "a"], rows: [["1", "2"]], format: .json)
    #expect(text == "[\n  {\"a\":\"1\",\"a_2\":\"2\"}\n]\n")
  }

  @Test func shortRowsAreFilledAndLongOnesCut() {
    let text = TableOutput.render(columns: ["a", "b"], rows: [["1"], ["1", "2", "3"]], format: .csv)
    #expect(text == "a,b\r\n1,\r\n1,2\r\n")
  }
}
