/// The settings of a whole account and region.
extension LakeFormation {
  /// GetDataLakeSettings: the whole document.
  public func getDataLakeSettings(catalogId: String? = nil) async throws -> DataLakeSettings {
    let output: SettingsEnvelope = try await client.rest(
      "GetDataLakeSettings", "POST", path: ["GetDataLakeSettings"], input: SettingsEnvelope(catalogId: catalogId))
    return DataLakeSettings(document: output.dataLakeSettings ?? .object([:]))
  }

  /// PutDataLakeSettings: **replaces the whole document**. Read, change, write, and let nobody else write in between.
  public func putDataLakeSettings(_ settings: DataLakeSettings, catalogId: String? = nil) async throws {
    _ = try await client.rest(
      "PutDataLakeSettings", "POST", path: ["PutDataLakeSettings"],
      input: SettingsEnvelope(catalogId: catalogId, dataLakeSettings: settings.document), returning: NoOutput.self)
  }

  /// Lake Formation's settings as the document that the service keeps: members that this library does not know survive
  /// reading, changing and writing.
  public struct DataLakeSettings: Sendable, Hashable {
    /// The document, with the API's member names.
    public var document: AWSDocument

    public init(document: AWSDocument) {
      self.document = document
    }

    /// `DataLakeAdmins`: ARNs of the administrators, in the service's order.
    public var admins: [String] {
      get { principals("DataLakeAdmins") }
      set { setPrincipals("DataLakeAdmins", newValue) }
    }

    /// `ReadOnlyAdmins`: ARNs of the administrators who may only look.
    public var readOnlyAdmins: [String] {
      get { principals("ReadOnlyAdmins") }
      set { setPrincipals("ReadOnlyAdmins", newValue) }
    }

    /// What everybody (`IAM_ALLOWED_PRINCIPALS`) gets on new databases: an empty list means Lake Formation alone decides.
    public var createDatabaseDefaultPermissions: [AWSDocument] {
      get { document["CreateDatabaseDefaultPermissions"]?.array ?? [] }
      set { document["CreateDatabaseDefaultPermissions"] = .array(newValue) }
    }

    /// The same for new tables.
    public var createTableDefaultPermissions: [AWSDocument] {
      get { document["CreateTableDefaultPermissions"]?.array ?? [] }
      set { document["CreateTableDefaultPermissions"] = .array(newValue) }
    }

    /// `AllowFullTableExternalDataAccess`.
    public var allowsFullTableExternalDataAccess: Bool {
      get { document["AllowFullTableExternalDataAccess"]?.bool ?? false }
      set { document["AllowFullTableExternalDataAccess"] = .bool(newValue) }
    }

    private func principals(_ member: String) -> [String] {
      (document[member]?.array ?? []).compactMap { $0["DataLakePrincipalIdentifier"]?.string }
    }

    /// Entries that stay keep members of theirs that this library does not know.
    private mutating func setPrincipals(_ member: String, _ identifiers: [String]) {
      let existing = document[member]?.array ?? []
      document[member] = .array(
        identifiers.map { identifier in
          existing.first { $0["DataLakePrincipalIdentifier"]?.string == identifier }
            ?? ["DataLakePrincipalIdentifier": .string(identifier)]
        })
    }
  }

  private struct SettingsEnvelope: Codable, Sendable {
    var catalogId: String?
    var dataLakeSettings: AWSDocument?
  }
}
