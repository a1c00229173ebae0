import DaiviSystem
import Testing

@Suite struct TarArchiveTests {
  private let entries = [
    TarArchive.Entry(name: "m/run", bytes: Array("#!/bin/sh\n".utf8), isExecutable: true),
    TarArchive.Entry(
      name: "m/" + String(repeating: "deep/", count: 30) + "file", bytes: [UInt8](repeating: 7, count: 1500)),
    TarArchive.Entry(name: "m/empty", bytes: []),
  ]

  @Test func whatIsPackedComesBack() throws {
    let back = try TarArchive.unpack(try TarArchive.pack(entries))
    #expect(Set(back) == Set(entries))
  }

  @Test func theOrderOfTheFilesMakesNoDifference() throws {
    #expect(try TarArchive.pack(entries) == TarArchive.pack(entries.reversed()))
  }

  @Test(arguments: ["../outside", "/etc/passwd", "a/../../b", "a//b", ""])
  func aNameThatLeadsElsewhereIsRefused(_ name: String) throws {
    #expect(throws: TarFault.self) { try TarArchive.pack([.init(name: name, bytes: [])]) }
  }

  @Test func aForgedNameIsRefusedWhenItIsRead() throws {
    // A name of the same length, with the checksum made right again.
    var archive = try TarArchive.pack([.init(name: "aa/bb", bytes: [])])
    for (index, byte) in "../bb".utf8.enumerated() { archive[index] = byte }
    let sum = archive[0..<512].enumerated().reduce(0) {
      $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element))
    }
    let text = String(sum, radix: 8)
    for (index, byte) in (String(repeating: "0", count: 6 - text.count) + text).utf8.enumerated() {
      archive[148 + index] = byte
    }
    #expect(throws: TarFault.self) { try TarArchive.unpack(archive) }
  }

  @Test func aLinkIsRefused() throws {
    var archive = try TarArchive.pack([.init(name: "aa/bb", bytes: [])])
    archive[156] = UInt8(ascii: "2")
    archive[153] += 2
    #expect(throws: TarFault.self) { try TarArchive.unpack(archive) }
  }

  @Test func damageIsFound() throws {
    let archive = try TarArchive.pack(entries)
    #expect(throws: TarFault.self) { try TarArchive.unpack(Array(archive.prefix(700))) }
    var other = archive
    other[3] ^= 1
    #expect(throws: TarFault.self) { try TarArchive.unpack(other) }
  }
}
