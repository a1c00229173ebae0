import DaiviProtocol
import FoundationEssentials

/// The forms of results that the protocol defines, and what they must say beyond their types.
enum ResultForms {
  /// What is wrong with a result of this name, or nil.
  static func fault(_ value: JSONValue, _ name: String) -> String? {
    do {
      let data = try JSONEncoder().encode(value)
      switch name {
      case "StepApplyResult":
        let result = try JSONDecoder().decode(StepApplyResult.self, from: data)
        if result.outcome == .failed || result.outcome == .unknown {
          if result.error?.message.isEmpty ?? true { return "outcome '\(result.outcome.rawValue)' without an error" }
        }
      default: return "there is no form \(name)"
      }
      return nil
    } catch {
      return "not a \(name): \(error)"
    }
  }

  /// What is wrong with the results of a verification: each promised check once, or by its parts (`check:part`), and no
  /// other.
  static func checksFault(_ value: JSONValue, promised: [String], mustPass: Bool) -> String? {
    guard let data = try? JSONEncoder().encode(value),
      let results = try? JSONDecoder().decode([CheckResult].self, from: data)
    else { return "no list of check results" }
    let ids = results.map(\.id)
    for id in promised {
      let count = ids.filter { $0 == id }.count
      let hasParts = ids.contains { Self.isPart($0, of: id, promised) }
      if count != (hasParts ? 0 : 1) {
        return "check '\(id)' of the manifest is reported \(count) times\(hasParts ? " beside its parts" : "")"
      }
    }
    for id in ids where !promised.contains(id) {
      guard promised.contains(where: { isPart(id, of: $0, promised) }) else {
        return "the manifest promises no check '\(id)'"
      }
      if ids.filter({ $0 == id }).count > 1 { return "check '\(id)' is reported more than once" }
    }
    if mustPass, let bad = results.first(where: { $0.status != .passed }) {
      return "check '\(bad.id)' is \(bad.status.rawValue) right after the step succeeded: \(bad.detail ?? "")"
    }
    return nil
  }

  private static func isPart(_ id: String, of check: String, _ promised: [String]) -> Bool {
    !promised.contains(id) && id.hasPrefix(check + ":")
  }
}
