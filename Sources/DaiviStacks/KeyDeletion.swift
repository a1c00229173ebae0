import DaiviAWS
import DaiviProtocol
import DaiviSystem

/// KMS deletes keys only after a waiting time, in which they cost nothing and can be got back.
enum KeyDeletion {
  /// `9 KMS keys are deleted on 2026-12-22`; nil when there were none, or KMS does not say.
  static func note(_ keys: [String], _ kms: KMS) async -> String? {
    var days = Set<String>()
    var count = 0
    for key in keys {
      guard let date = try? await kms.describeKey(.init(keyId: key)).keyMetadata?.deletionDate else { continue }
      count += 1
      days.insert(String(Timestamp.text(date).prefix(10)))
    }
    guard let first = days.min(), let last = days.max() else { return nil }
    let what = count == 1 ? "1 KMS key is" : "\(count) KMS keys are"
    return "\(what) deleted on \(first == last ? first : "\(first) to \(last)"), until then it can be undone"
  }
}
