import DaiviAWS
import DaiviProtocol

/// What a template keeps when its stack is deleted: told from the `DeletionPolicy` lines of the deployed text.
struct StackRetention: Sendable {
  /// Logical ids with any deletion policy but `Delete`; in a loop, what stands before and after its variable.
  private let kept: [(prefix: String, suffix: String)]
  /// False where the text could not be had: then everything may be retained.
  private let isKnown: Bool

  init(template: String?) {
    isKnown = template != nil
    kept = Self.names(in: template ?? "")
  }

  /// Of the stack as it is deployed, which may be older than the template at hand.
  static func deployed(_ stack: String, _ cloudFormation: CloudFormation) async throws -> StackRetention {
    do {
      return StackRetention(
        template: try await cloudFormation.getTemplate(.init(stackName: stack, templateStage: .original)).templateBody)
    } catch let error as AWSError where error.isNotFound {
      return StackRetention(template: "")
    }
  }

  /// True also where it cannot be told. What is not retained after all fails to be deleted and is emptied then.
  func mayRetain(_ logicalID: String) -> Bool {
    !isKnown || kept.contains { logicalID.hasPrefix($0.prefix) && logicalID.hasSuffix($0.suffix) }
  }

  /// What the last deletion kept. The events tell: a deleted stack's listing may be empty.
  static func kept(_ stack: String, _ cloudFormation: CloudFormation) async throws -> [ResourceRecord] {
    var records: [ResourceRecord] = []
    for try await page in cloudFormation.describeStackEventsPages(.init(stackName: stack)) {
      let ofDeletion = page.stackEvents.prefix { event in
        event.physicalResourceId != event.stackId || event.resourceStatus?.rawValue.hasPrefix("DELETE") == true
      }
      for event in ofDeletion where event.resourceStatus?.rawValue == "DELETE_SKIPPED" {
        let name = event.physicalResourceId ?? event.logicalResourceId ?? "?"
        let record = ResourceRecord(type: event.resourceType ?? "?", id: name)
        if !records.contains(record) { records.append(record) }
      }
      if ofDeletion.count < page.stackEvents.count { break }
    }
    return records.sorted { $0.id < $1.id }
  }

  /// Our templates are YAML with one resource property a line: a `DeletionPolicy` belongs to the nearest line above that
  /// is two columns further left.
  private static func names(in template: String) -> [(prefix: String, suffix: String)] {
    var open: [(indent: Int, key: String)] = []
    var found: [(String, String)] = []
    for line in template.split(separator: "\n") {
      let indent = line.prefix { $0 == " " || $0 == "-" }.count
      let text = line.dropFirst(indent)
      guard let colon = text.firstIndex(of: ":"), text.first != "#" else { continue }
      let key = String(text[..<colon])
      open.removeAll { $0.indent >= indent }
      if key == "DeletionPolicy", let owner = open.last {
        let policy = text[text.index(after: colon)...].split(whereSeparator: \.isWhitespace).first ?? ""
        if policy != "Delete" { found.append(pattern(owner.key)) }
      }
      open.append((indent, key))
    }
    return found
  }

  /// `${Family}Bucket` of a loop: any name that ends so.
  private static func pattern(_ key: String) -> (String, String) {
    guard let start = key.firstRange(of: "${"), let end = key.lastIndex(of: "}") else { return (key, "") }
    return (String(key[..<start.lowerBound]), String(key[key.index(after: end)...]))
  }
}
