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

  /// What is wrong with the results of a verification: each promised check once, and no other.
  static func checksFault(_ value: JSONValue, promised: [String], mustPass: Bool) -> String? {
    guard let data = try? JSONEncoder().encode(value),
      let results = try? JSONDecoder().decode([CheckResult].self, from: data)
    else { return "no list of check results" }
    let ids = results.map(\.id)
    for id in promised where ids.filter({ $0 == id }).count != 1 {
      return "check '\(id)' of the manifest is reported \(ids.filter { $0 == id }.count) times"
    }
    if let other = ids.first(where: { !promised.contains($0) }) { return "the manifest promises no check '\(other)'" }
    if mustPass, let bad = results.first(where: { $0.status != .passed }) {
      return "check '\(bad.id)' is \(bad.status.rawValue) right after the step succeeded: \(bad.detail ?? "")"
    }
    return nil
  }
}
