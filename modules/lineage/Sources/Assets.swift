import DaiviModule

/// The assets Order and Trade, found again by their external identifiers.
enum Assets {
  private static let title = "assets \(Sample.assets.joined(separator: " and ")) with their columns"

  static let step = Custom(
    "assets", title, reads: Catalog.reads, outputs: Sample.assets.map(output),
    checks: [CheckDeclaration(id: "assets", title: title)],
    apply: { context in
      let catalog = try Catalog(context)
      var ids = try await sound(catalog)
      var made: [String] = []
      for name in Sample.assets where ids[name] == nil {
        if let broken = try await listed(catalog)[name] {
          // Its columns are not the ones that the lineage is about.
          try await catalog.dataZone.deleteAsset(domain: catalog.domain, id: broken)
        }
        ids[name] = try await catalog.dataZone.createAsset(
          domain: catalog.domain,
          .init(
            name: name, description: "\(name) of the guide's lineage example",
            externalIdentifier: catalog.identifier(name), typeIdentifier: name,
            owningProjectIdentifier: catalog.project,
            formsInput: [
              .init(formName: Sample.form, typeIdentifier: Sample.formType, content: try content(name))
            ],
            clientToken: "\(context.token)-\(name)")
        ).id
        made.append(name)
      }
      return StepSuccess(
        outputs: Dictionary(uniqueKeysWithValues: ids.map { (output($0), $1) }),
        resources: ids.values.sorted().map { ResourceRecord(type: "AWS::DataZone::Asset", id: $0) },
        detail: made.isEmpty ? "both there already" : "made \(made.joined(separator: ", "))")
    },
    verify: { context in
      let ids = try await sound(try Catalog(context))
      let wrong = Sample.assets.filter { ids[$0] == nil || ids[$0] != context.inputs[output($0)] }
      return [
        CheckResult(
          id: "assets", title: title, status: wrong.isEmpty ? .passed : .failed,
          detail: wrong.isEmpty ? nil : "missing or changed: \(wrong.joined(separator: ", "))",
          resource: try context.value("{inputs.producerProjectId}"))
      ]
    },
    destroy: { context in
      let catalog = try Catalog(context)
      let found = try await listed(catalog)
      for id in found.values {
        do {
          try await catalog.dataZone.deleteAsset(domain: catalog.domain, id: id)
        } catch let error as AWSError where error.isNotFound {
          continue
        }
      }
      return StepSuccess(detail: found.isEmpty ? "none left" : "\(found.count) removed")
    })

  private static func output(_ name: String) -> String { "\(name.lowercased())AssetId" }

  /// The form's JSON.
  private static func content(_ name: String) throws -> String {
    let columns = Sample.columns.map {
      AWSDocument.object(["columnName": .string($0), "dataType": .string(Sample.columnType)])
    }
    return String(
      decoding: try AWSDocument.object(["tableName": .string(name), "columns": .array(columns)]).json(), as: UTF8.self)
  }

  /// Ids of the assets by name, whatever they look like. A project that is gone has none.
  private static func listed(_ catalog: Catalog) async throws -> [String: String] {
    do {
      let all = try await catalog.dataZone.searchAssetsPages(domain: catalog.domain, project: catalog.project)
        .collect(\.assets)
      return Dictionary(
        Sample.assets.flatMap { name in
          all.filter { $0.externalIdentifier == catalog.identifier(name) }.map { (name, $0.identifier) }
        }
      ) { first, _ in first }
    } catch let error as AWSError where error.isNotFound {
      return [:]
    }
  }

  /// Those of them that are of their type and have the columns.
  private static func sound(_ catalog: Catalog) async throws -> [String: String] {
    var sound: [String: String] = [:]
    for (name, id) in try await listed(catalog) {
      do {
        let asset = try await catalog.dataZone.getAsset(domain: catalog.domain, id: id)
        let form = asset.formsOutput.first { $0.formName == Sample.form }?.content ?? "{}"
        let columns = try AWSDocument(json: Array(form.utf8))["columns"]?.array?.compactMap { $0["columnName"]?.string }
        if asset.typeIdentifier == name, columns == Sample.columns { sound[name] = id }
      } catch let error as AWSError where error.isNotFound {
        continue
      }
    }
    return sound
  }
}
