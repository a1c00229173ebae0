import DaiviModule

/// The service's own blueprints, whose identifiers it chooses itself.
enum Blueprints {
  private static let outputs = ["dataLakeBlueprintId": "DefaultDataLake", "customBlueprintId": "CustomAwsService"]
  private static let domain: Value = "{inputs.exchangeDomainId}"
  private static let title = "the domain has the blueprints DefaultDataLake and CustomAwsService"

  /// Looks the identifiers up, by name.
  static let found = Custom(
    "blueprints", "blueprints of the service", reads: [domain], outputs: outputs.keys.sorted(),
    checks: [CheckDeclaration(id: "blueprints", title: title)],
    apply: { context in
      let ids = try await ids(context)
      let missing = outputs.values.filter { ids[$0] == nil }.sorted()
      guard missing.isEmpty else {
        throw StepError(
          message: "domain \(try context.value(domain)) has no blueprint \(missing.joined(separator: ", ")); it has "
            + ids.keys.sorted().joined(separator: ", "),
          service: "DataZone", operation: "ListEnvironmentBlueprints",
          hint: "only domains of version V1 have them; look at the domain in the DataZone console")
      }
      return StepSuccess(
        outputs: outputs.compactMapValues { ids[$0] }, detail: outputs.values.sorted().joined(separator: ", "))
    },
    verify: { context in
      let ids = try await ids(context)
      let wrong = outputs.filter { ids[$0.value] == nil || ids[$0.value] != context.inputs[$0.key] }.map(\.value)
      return [
        CheckResult(
          id: "blueprints", title: title, status: wrong.isEmpty ? .passed : .failed,
          detail: wrong.isEmpty ? nil : "not as they were: \(wrong.sorted().joined(separator: ", "))",
          resource: try context.value(domain))
      ]
    })

  /// Instead of the guide's five minutes: until both configurations can be read back with this region.
  static let gate = Gate.condition(
    "enabled", "both blueprints are enabled in the region", minutes: 15,
    reads: [domain, "{inputs.dataLakeBlueprintId}", "{inputs.customBlueprintId}"]
  ) { context in
    let id = try context.value(domain)
    for (output, name) in outputs.sorted(by: { $0.value < $1.value }) {
      do {
        let found = try await context.aws.dataZone.getBlueprintConfiguration(
          domain: id, blueprint: try context.value(Value("{inputs.\(output)}")))
        if !found.enabledRegions.contains(context.environment.primaryRegion) {
          return GateCheckResult(state: .waiting, detail: "\(name) is not enabled yet")
        }
      } catch let error as AWSError where error.isNotFound {
        return GateCheckResult(state: .waiting, detail: "\(name) is not configured yet")
      }
    }
    return GateCheckResult(state: .open)
  }

  /// By name. A domain that is gone has none.
  private static func ids(_ context: StepContext) async throws -> [String: String] {
    do {
      let all = try await context.aws.dataZone.listManagedBlueprintsPages(domain: try context.value(domain))
        .collect(\.items)
      return Dictionary(all.map { ($0.name, $0.id) }) { first, _ in first }
    } catch let error as AWSError where error.isNotFound {
      return [:]
    }
  }
}
