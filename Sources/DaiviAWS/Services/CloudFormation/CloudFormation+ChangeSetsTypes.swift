import FoundationEssentials

/// Types of the operations in CloudFormation+ChangeSets.swift.
extension CloudFormation {
  /// API type `Parameter`.
  public struct Parameter: Sendable, Hashable, Codable {
    public var parameterKey: String?
    public var parameterValue: String?
    public var usePreviousValue: Bool?
    public var resolvedValue: String?

    public init(
      parameterKey: String? = nil, parameterValue: String? = nil, usePreviousValue: Bool? = nil,
      resolvedValue: String? = nil
    ) {
      self.parameterKey = parameterKey
      self.parameterValue = parameterValue
      self.usePreviousValue = usePreviousValue
      self.resolvedValue = resolvedValue
    }
  }

  /// API type `Capability`; values that this version does not know are kept.
  public struct Capability: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let capabilityIam = Self(rawValue: "CAPABILITY_IAM")
    public static let capabilityNamedIam = Self(rawValue: "CAPABILITY_NAMED_IAM")
    public static let capabilityAutoExpand = Self(rawValue: "CAPABILITY_AUTO_EXPAND")
  }

  /// API type `RollbackConfiguration`.
  public struct RollbackConfiguration: Sendable, Hashable, Codable {
    public var rollbackTriggers: [RollbackTrigger]?
    public var monitoringTimeInMinutes: Int?

    public init(rollbackTriggers: [RollbackTrigger]? = nil, monitoringTimeInMinutes: Int? = nil) {
      self.rollbackTriggers = rollbackTriggers
      self.monitoringTimeInMinutes = monitoringTimeInMinutes
    }
  }

  /// API type `RollbackTrigger`.
  public struct RollbackTrigger: Sendable, Hashable, Codable {
    public var arn: String
    public var type: String

    public init(arn: String, type: String) {
      self.arn = arn
      self.type = type
    }
  }

  /// API type `Tag`.
  public struct Tag: Sendable, Hashable, Codable {
    public var key: String
    public var value: String

    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// API type `ChangeSetType`; values that this version does not know are kept.
  public struct ChangeSetType: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let create = Self(rawValue: "CREATE")
    public static let update = Self(rawValue: "UPDATE")
    public static let `import` = Self(rawValue: "IMPORT")
  }

  /// API type `OnStackFailure`; values that this version does not know are kept.
  public struct OnStackFailure: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let doNothing = Self(rawValue: "DO_NOTHING")
    public static let rollback = Self(rawValue: "ROLLBACK")
    public static let delete = Self(rawValue: "DELETE")
  }

  /// API type `DeploymentMode`; values that this version does not know are kept.
  public struct DeploymentMode: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let revertDrift = Self(rawValue: "REVERT_DRIFT")
  }

  /// API type `ExecutionStatus`; values that this version does not know are kept.
  public struct ExecutionStatus: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let unavailable = Self(rawValue: "UNAVAILABLE")
    public static let available = Self(rawValue: "AVAILABLE")
    public static let executeInProgress = Self(rawValue: "EXECUTE_IN_PROGRESS")
    public static let executeComplete = Self(rawValue: "EXECUTE_COMPLETE")
    public static let executeFailed = Self(rawValue: "EXECUTE_FAILED")
    public static let obsolete = Self(rawValue: "OBSOLETE")
  }

  /// API type `ChangeSetStatus`; values that this version does not know are kept.
  public struct ChangeSetStatus: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let createPending = Self(rawValue: "CREATE_PENDING")
    public static let createInProgress = Self(rawValue: "CREATE_IN_PROGRESS")
    public static let createComplete = Self(rawValue: "CREATE_COMPLETE")
    public static let deletePending = Self(rawValue: "DELETE_PENDING")
    public static let deleteInProgress = Self(rawValue: "DELETE_IN_PROGRESS")
    public static let deleteComplete = Self(rawValue: "DELETE_COMPLETE")
    public static let deleteFailed = Self(rawValue: "DELETE_FAILED")
    public static let failed = Self(rawValue: "FAILED")
  }

  /// API type `StackDriftStatus`; values that this version does not know are kept.
  public struct StackDriftStatus: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let drifted = Self(rawValue: "DRIFTED")
    public static let inSync = Self(rawValue: "IN_SYNC")
    public static let unknown = Self(rawValue: "UNKNOWN")
    public static let notChecked = Self(rawValue: "NOT_CHECKED")
  }

  /// API type `Change`.
  public struct Change: Sendable, Hashable, Decodable {
    public var type: String?
    public var resourceChange: ResourceChange?
  }

  /// API type `ResourceChange`.
  public struct ResourceChange: Sendable, Hashable, Decodable {
    public var policyAction: String?
    public var action: ChangeAction?
    public var logicalResourceId: String?
    public var physicalResourceId: String?
    public var resourceType: String?
    public var replacement: String?
    @OrEmpty public var scope: [String]
    public var resourceDriftStatus: StackResourceDriftStatus?
    @OrEmpty public var resourceDriftIgnoredAttributes: [ResourceDriftIgnoredAttribute]
    @OrEmpty public var details: [ResourceChangeDetail]
    public var changeSetId: String?
    public var beforeContext: String?
    public var afterContext: String?
    public var previousDeploymentContext: String?
  }

  /// API type `ChangeAction`; values that this version does not know are kept.
  public struct ChangeAction: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let add = Self(rawValue: "Add")
    public static let modify = Self(rawValue: "Modify")
    public static let remove = Self(rawValue: "Remove")
    public static let `import` = Self(rawValue: "Import")
    public static let dynamic = Self(rawValue: "Dynamic")
    public static let syncWithActual = Self(rawValue: "SyncWithActual")
  }

  /// API type `StackResourceDriftStatus`; values that this version does not know are kept.
  public struct StackResourceDriftStatus: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let inSync = Self(rawValue: "IN_SYNC")
    public static let modified = Self(rawValue: "MODIFIED")
    public static let deleted = Self(rawValue: "DELETED")
    public static let notChecked = Self(rawValue: "NOT_CHECKED")
    public static let unknown = Self(rawValue: "UNKNOWN")
    public static let unsupported = Self(rawValue: "UNSUPPORTED")
  }

  /// API type `ResourceDriftIgnoredAttribute`.
  public struct ResourceDriftIgnoredAttribute: Sendable, Hashable, Decodable {
    public var path: String?
    public var reason: String?
  }

  /// API type `ResourceChangeDetail`.
  public struct ResourceChangeDetail: Sendable, Hashable, Decodable {
    public var target: ResourceTargetDefinition?
    public var evaluation: String?
    public var changeSource: String?
    public var causingEntity: String?
  }

  /// API type `ResourceTargetDefinition`.
  public struct ResourceTargetDefinition: Sendable, Hashable, Decodable {
    public var attribute: String?
    public var name: String?
    public var requiresRecreation: String?
    public var path: String?
    public var beforeValue: String?
    public var afterValue: String?
    public var beforeValueFrom: String?
    public var afterValueFrom: String?
    public var drift: LiveResourceDrift?
    public var attributeChangeType: String?
  }

  /// API type `LiveResourceDrift`.
  public struct LiveResourceDrift: Sendable, Hashable, Decodable {
    public var previousValue: String?
    public var actualValue: String?
    public var driftDetectionTimestamp: Date?
  }
}
