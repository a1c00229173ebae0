import DaiviModule
import DaiviSystem
import FoundationEssentials

/// An inventory report like the guide's sample, from a seed: the same rows on every machine.
///
/// Better than that sample where S3 would never write such a row: legal bucket names, and a retention date exactly where
/// there is a lock.
struct SampleInventory {
  /// Names what `gzip()` gives; change it with the rows, so that the sample is sent again.
  static let revision = "sample-inventory-1"

  static let columns = [
    "bucket", "key", "size", "last_modified_date", "etag", "storage_class", "is_multipart_uploaded", "is_latest",
    "replication_status", "encryption_status", "object_lock_mode", "object_lock_legal_hold_status",
    "bucket_key_status", "object_lock_retain_until_date", "checksum_algorithm", "object_access_control_list",
    "object_owner",
  ]

  /// Reports change: the second era has the access tier and no access control list any more.
  enum Era {
    case first, second
  }

  private let rows: Int
  private let era: Era
  private var random: SplitMix64

  init(rows: Int, seed: UInt64, era: Era = .first) {
    self.rows = rows
    self.era = era
    random = SplitMix64(seed: seed)
  }

  /// The whole file, compressed.
  func gzip() -> [UInt8] { Gzip.compress(csv(), level: Gzip.fast) }

  /// Header and rows, comma separated, LF. No value has a comma.
  func csv() -> [UInt8] {
    var maker = self
    var text = ""
    text.reserveCapacity(rows * 600)
    var columns = Self.columns
    let list = columns.firstIndex(of: "object_access_control_list") ?? 0
    if era == .second { columns[list] = "intelligent_tiering_access_tier" }
    text += columns.joined(separator: ",") + "\n"
    for _ in 0..<rows {
      var row = maker.row()
      if era == .second { row[list] = row[5] == "INTELLIGENT_TIERING" ? "FREQUENT" : "" }
      text += row.joined(separator: ",")
      text += "\n"
    }
    return Array(text.utf8)
  }

  /// The values of one object, in the order of `columns`.
  private mutating func row() -> [String] {
    let lock = pick(["GOVERNANCE", "COMPLIANCE", ""])
    let owner = random.text(64)
    return [
      "bucket-\(random.text(10))",
      "\(hex(8))-\(hex(4))-4\(hex(3))-a\(hex(3))-\(hex(12)).pdf",
      String(1_024 + random.below(10_000_000)),
      "2025-03-\(two(1 + random.below(31))) \(two(random.below(24))):\(two(random.below(60))):\(two(random.below(60))).0",
      hex(32),
      pick([
        "STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "REDUCED_REDUNDANCY", "GLACIER", "DEEP_ARCHIVE",
      ]),
      pick(["true", "false"]),
      pick(["true", "false"]),
      pick(["PENDING", "FAILED", "COMPLETED", "REPLICA"]),
      pick(["SSE-S3", "SSE-KMS", "SSE-C"]),
      lock,
      pick(["ON", "OFF", ""]),
      pick(["ENABLED", "DISABLED"]),
      lock.isEmpty ? "" : "2025-\(two(4 + random.below(9)))-\(two(1 + random.below(30)))",
      pick(["SHA1", "SHA256", "CRC32", "CRC32C"]),
      accessControlList(owner),
      owner,
    ]
  }

  /// As S3 writes it: Base64 of JSON with one grant, that of the owner.
  private func accessControlList(_ owner: String) -> String {
    let list =
      #"{"version":"2022-11-10","status":"AVAILABLE","grants":[{"canonicalId":"\#(owner)","#
      + #""type":"CanonicalUser","permission":"FULL_CONTROL"}]}"#
    return Data(list.utf8).base64EncodedString()
  }

  private mutating func pick(_ values: [String]) -> String { values[random.below(values.count)] }

  private mutating func hex(_ count: Int) -> String { random.text(count, of: "0123456789abcdef") }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
