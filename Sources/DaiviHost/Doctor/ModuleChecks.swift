import DaiviEngine
import DaiviProtocol

/// Modules: pinned in a file that can be read, found, describing themselves, fitting together.
struct ModuleChecks: Sendable {
  var layout: ProjectLayout
  var discovery: ModuleDiscovery

  /// The findings, and the graph when there is one.
  func run(_ configuration: ResolvedConfiguration? = nil) async -> (findings: [DoctorFinding], graph: DeploymentGraph?)
  {
    let (findings, graph) = await modules(configuration)
    return (lock() + findings, graph)
  }

  /// Nothing where the lock file can be read, or is not there.
  private func lock() -> [DoctorFinding] {
    do {
      _ = try ModuleLock.read(layout)
      return []
    } catch {
      return [
        DoctorFinding(
          "modules", .problem, "daivi.lock", "\(error)",
          fix: "restore \(ModuleLock.path(layout)) from version control; until then nothing counts as pinned")
      ]
    }
  }

  private func modules(
    _ configuration: ResolvedConfiguration?
  ) async -> (findings: [DoctorFinding], graph: DeploymentGraph?) {
    let found: ModuleDiscovery.Result
    do {
      found = try discovery.find()
    } catch {
      return ([DoctorFinding("modules", .problem, "search", "\(error)")], nil)
    }
    if found.modules.isEmpty {
      return (
        [
          DoctorFinding(
            "modules", .problem, "search", "no module was found",
            fix: "build them (swift build), or name their directory with --modules or DAIVI_MODULES")
        ], nil
      )
    }
    var (findings, manifests) = await describe(found.modules)
    findings += found.shadowed.map { shadowed in
      let used = found.modules.first { $0.name == shadowed.name }?.path ?? "another"
      return DoctorFinding(
        "modules", .warning, shadowed.name, "\(shadowed.path) (\(shadowed.place)) is not used: \(used) comes before it",
        fix: "remove the one you do not want")
    }
    findings += found.unpinned.map { unpinned in
      DoctorFinding(
        "modules", .warning, unpinned.name,
        "\(unpinned.version ?? "") in \(unpinned.place) is not pinned for this environment, so it is not run",
        fix: "daivi-host modules lock \(unpinned.name)@\(unpinned.version ?? ""), or daivi-host modules remove "
          + "\(unpinned.name)")
    }
    for unmet in UnmetRequirement.find(in: manifests) {
      findings.append(
        DoctorFinding(
          // One that is not there matters only where a target needs it, which the graph tells.
          "modules", unmet.reason == .absent ? .warning : .problem, unmet.module, "\(unmet)",
          fix: "install a version of '\(unmet.requirement.module)' that is in the range"))
    }
    do throws(GraphError) {
      return (
        findings,
        try DeploymentGraph(
          manifests: manifests, settings: configuration?.environment.settings ?? [:],
          parameters: ModuleParameters.set(
            configuration?.parameters ?? [:], manifests: manifests, isSandbox: configuration?.isSandbox ?? false))
      )
    } catch {
      findings.append(DoctorFinding("modules", .problem, "graph", "\(error)"))
      return (findings, nil)
    }
  }

  /// One by one, so that a broken module does not hide the others.
  private func describe(_ modules: [ModuleBinary]) async -> ([DoctorFinding], [ModuleManifest]) {
    let cache = ManifestCache(layout: layout)
    var findings: [DoctorFinding] = []
    var manifests: [ModuleManifest] = []
    for module in modules {
      do {
        guard let manifest = try await cache.manifests(of: [module]).first else { continue }
        manifests.append(manifest)
        let count = manifest.targets.count
        let range = manifest.protocol
        let speaks = range.min == range.max ? "\(range.min)" : "\(range.min) to \(range.max)"
        findings.append(
          DoctorFinding(
            "modules", .ok, module.name,
            "\(manifest.version), \(count) target\(count == 1 ? "" : "s"), protocol \(speaks), \(module.place)"))
      } catch {
        findings.append(
          DoctorFinding(
            "modules", .problem, module.name, "\(error)", fix: "rebuild or reinstall it, or remove \(module.path)"))
      }
    }
    return (findings, manifests)
  }
}
