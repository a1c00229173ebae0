import DaiviProtocol

/// What a module's targets need of other modules and do not have. Each need is a list of targets of which one is enough.
struct OutsideNeeds {
  let missing: [[TargetID]]

  /// - Parameters:
  ///   - targets: those that are to be deployed, all of one module.
  ///   - offered: targets of that module that apply here: they are the engine's to see to.
  ///   - done: what is deployed.
  init(of targets: [TargetManifest], offered: Set<TargetID>, done: Set<TargetID>) {
    let there = offered.union(done)
    var missing: [[TargetID]] = []
    for target in targets {
      let needs = target.after.map { [$0] } + target.inputs.filter { !$0.optional }.map(\.from)
      for need in needs where !need.contains(where: there.contains) && !missing.contains(need) { missing.append(need) }
    }
    self.missing = missing
  }

  /// What to do about it; nil when nothing is missing.
  /// - Parameter wanted: words that `daivi-host deploy` takes for what needs all this.
  func sentence(wanted: [String]) -> String? {
    if missing.isEmpty { return nil }
    let single = missing.filter { $0.count == 1 }.flatMap { $0 }.sorted().map(\.description)
    let several = missing.filter { $0.count > 1 }
      .map { need in "one of \(need.map(\.description).joined(separator: ", "))" }.sorted()
    // Which of several it is the configuration says, which only the host reads.
    let words = several.isEmpty ? single : wanted
    return (single + several).joined(separator: "; ") + " must be deployed first; run daivi-host deploy "
      + words.joined(separator: " ")
  }
}
