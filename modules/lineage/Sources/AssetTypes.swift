import DaiviModule

/// The types of the two assets, and who may use them. Neither has a CloudFormation type.
enum AssetTypes {
  private static let typesTitle = "asset types \(Sample.assets.joined(separator: " and ")) with their form"
  private static let useTitle = "the project Producer may use the asset types"
  private static let designations = ["OWNER", "CONTRIBUTOR"]
  private static let policy = "USE_ASSET_TYPE"

  /// A type that is there with the form is left alone: making it again would be another revision of it.
  static let step = Custom(
    "asset-types", typesTitle, reads: Catalog.reads,
    checks: [CheckDeclaration(id: "types", title: typesTitle)],
    apply: { context in
      let catalog = try Catalog(context)
      let missing = try await missing(catalog)
      for name in missing {
        do {
          _ = try await catalog.dataZone.createAssetType(
            domain: catalog.domain,
            .init(
              name: name, description: "\(name) of the guide's lineage example",
              formsInput: [
                Sample.form: .init(typeIdentifier: Sample.formType, typeRevision: "1", required: true)
              ],
              owningProjectIdentifier: catalog.project))
        } catch let error as AWSError where error.isAmbiguous {
          // The answer was lost: it counts if the type is there.
          if try await AssetTypes.missing(catalog).contains(name) { throw error }
        }
      }
      return StepSuccess(detail: missing.isEmpty ? "both there already" : "made \(missing.joined(separator: ", "))")
    },
    verify: { context in
      let missing = try await missing(try Catalog(context))
      return [
        CheckResult(
          id: "types", title: typesTitle, status: missing.isEmpty ? .passed : .failed,
          detail: missing.isEmpty ? nil : "missing: \(missing.joined(separator: ", "))",
          resource: try context.value("{inputs.domainId}"))
      ]
    },
    destroy: { context in
      let catalog = try Catalog(context)
      for name in Sample.assets {
        do {
          try await catalog.dataZone.deleteAssetType(domain: catalog.domain, name: name)
        } catch let error as AWSError where error.isNotFound {
          continue
        }
      }
      return StepSuccess(detail: "removed")
    })

  /// The project that owns a type may use it; the grant says so to whoever looks, and stays if the owner changes.
  static let use = Custom(
    "use-grants", useTitle, kind: "grant", reads: Catalog.reads,
    checks: [CheckDeclaration(id: "grants", title: useTitle)],
    apply: { context in
      let catalog = try Catalog(context)
      let missing = try await missingGrants(catalog)
      for (name, designation) in missing {
        do {
          try await catalog.dataZone.addPolicyGrant(
            domain: catalog.domain, entityType: "ASSET_TYPE", entity: name, policy: policy,
            principal: .init(project: catalog.project, designation: designation), detail: ["useAssetType": [:]],
            clientToken: "\(context.token)-\(name)-\(designation)")
        } catch let error as AWSError where error.isAlreadyExists {
          continue
        }
      }
      return StepSuccess(detail: missing.isEmpty ? "granted already" : "\(missing.count) granted")
    },
    verify: { context in
      let missing = try await missingGrants(try Catalog(context)).map { "\($0.type) to \($0.designation)" }
      return [
        CheckResult(
          id: "grants", title: useTitle, status: missing.isEmpty ? .passed : .failed,
          detail: missing.isEmpty ? nil : "missing: \(missing.joined(separator: ", "))",
          resource: try context.value("{inputs.producerProjectId}"))
      ]
    },
    destroy: { context in
      let catalog = try Catalog(context)
      for name in Sample.assets {
        let held = try await grants(catalog, on: name)
        for principal in designations.map({ DataZone.Principal(project: catalog.project, designation: $0) })
        where held.contains(principal) {
          try await catalog.dataZone.removePolicyGrant(
            domain: catalog.domain, entityType: "ASSET_TYPE", entity: name, policy: policy, principal: principal)
        }
      }
      return StepSuccess(detail: "revoked")
    })

  /// Types that are not there, or without the form.
  private static func missing(_ catalog: Catalog) async throws -> [String] {
    var missing: [String] = []
    for name in Sample.assets {
      do {
        let found = try await catalog.dataZone.getAssetType(domain: catalog.domain, name: name)
        if found.formsOutput[Sample.form]?.typeName != Sample.formType { missing.append(name) }
      } catch let error as AWSError where error.isNotFound {
        missing.append(name)
      }
    }
    return missing
  }

  private static func missingGrants(_ catalog: Catalog) async throws -> [(type: String, designation: String)] {
    var missing: [(type: String, designation: String)] = []
    for name in Sample.assets {
      let held = try await grants(catalog, on: name)
      for designation in designations
      where !held.contains(.init(project: catalog.project, designation: designation)) {
        missing.append((name, designation))
      }
    }
    return missing
  }

  /// To whom the use of a type was granted; to nobody where there is no such type, of which the type itself is asked: the
  /// operations on grants do not say so.
  private static func grants(_ catalog: Catalog, on type: String) async throws -> [DataZone.Principal] {
    do {
      _ = try await catalog.dataZone.getAssetType(domain: catalog.domain, name: type)
    } catch let error as AWSError where error.isNotFound {
      return []
    }
    return try await catalog.dataZone.listPolicyGrantsPages(
      domain: catalog.domain, entityType: "ASSET_TYPE", entity: type, policy: policy
    ).collect(\.grantList).compactMap(\.principal)
  }
}
