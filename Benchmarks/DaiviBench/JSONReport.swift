import DaiviSystem
import FoundationEssentials

enum JSONReport {
  static func write(_ figures: [String: Figure]) throws {
    try Files.writeAll([UInt8](JSONEncoder().encode(figures)) + [0x0a], to: 1, "standard output")
  }

  static func complain(_ message: String) throws {
    try Files.writeAll(Array("DaiviBench: \(message)\n".utf8), to: 2, "standard error")
  }
}
