import DaiviSystem
import Testing

/// CSV as RFC 4180 has it, and what people send instead.
@Suite struct CSVFileTests {
  @Test(arguments: [
    ("a,b\n1,2\n", ["a", "b"], 1),
    ("a,b\r\n1,2\r\n3,4", ["a", "b"], 2),
    ("\u{feff}a,b\n1,2\n", ["a", "b"], 1),
    ("\"a,x\",b\n\"1\n2\",\"say \"\"no\"\"\"\n", ["a,x", "b"], 1),
    ("a,b\n,\n\n1,\n", ["a", "b"], 2),
    ("ä,b\n€,😀\n", ["ä", "b"], 1),
  ])
  func isRead(_ text: String, _ header: [String], _ rows: Int) throws {
    let scratch = try SystemScratch()
    let file = try CSVFile(path: scratch.write(text))
    #expect(file.header == header)
    #expect(file.rows == rows)
  }

  @Test(arguments: [
    ("", 0, "is empty"), ("a,b\n", 0, "no rows"), ("a\n1\n", 1, "no comma"), ("a,b\n1\n", 2, "1 fields"),
    ("a,b\n\"x\ny\",1\n1,2,3\n", 4, "3 fields"), ("a,b\n\"1,2\n", 2, "never ends"),
    ("a,,b\n1,2,3\n", 1, "empty column"),
    ("a,b\n1,\u{0}\n", 2, "zero byte"),
  ])
  func isRefused(_ text: String, _ line: Int, _ reason: String) throws {
    let scratch = try SystemScratch()
    let path = try scratch.write(text)
    let fault = #expect(throws: CSVFault.self) { try CSVFile(path: path) }
    #expect(fault?.line == line)
    #expect(fault?.reason.contains(reason) == true, "\(fault?.reason ?? "")")
  }

  @Test(
    arguments: [[0xc3], [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]] as [[UInt8]])
  func whatIsNotUTF8IsRefused(_ bytes: [UInt8]) throws {
    let scratch = try SystemScratch()
    let path = try scratch.write(Array("a,b\n1,".utf8) + bytes)
    #expect(throws: CSVFault.self) { try CSVFile(path: path) }
  }
}
