import FoundationEssentials

/// Types of the operations in CloudFormation+StackEvents.swift.
extension CloudFormation {
  /// API type `StackEvent`.
  public struct StackEvent: Sendable, Hashable, Decodable {
    public var stackId: String
    public var eventId: String
    public var stackName: String
    public var operationId: String?
    public var logicalResourceId: String?
    public var physicalResourceId: String?
    public var resourceType: String?
    public var timestamp: Date
    public var resourceStatus: ResourceStatus?
    public var resourceStatusReason: String?
    public var resourceProperties: String?
    public var clientRequestToken: String?
    public var detailedStatus: String?
  }

  /// API type `ResourceStatus`; values that this version does not know are kept.
  public struct ResourceStatus: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let createInProgress = Self(rawValue: "CREATE_IN_PROGRESS")
    public static let createFailed = Self(rawValue: "CREATE_FAILED")
    public static let createComplete = Self(rawValue: "CREATE_COMPLETE")
    public static let deleteInProgress = Self(rawValue: "DELETE_IN_PROGRESS")
    public static let deleteFailed = Self(rawValue: "DELETE_FAILED")
    public static let deleteComplete = Self(rawValue: "DELETE_COMPLETE")
    public static let deleteSkipped = Self(rawValue: "DELETE_SKIPPED")
    public static let updateInProgress = Self(rawValue: "UPDATE_IN_PROGRESS")
    public static let updateFailed = Self(rawValue: "UPDATE_FAILED")
    public static let updateComplete = Self(rawValue: "UPDATE_COMPLETE")
    public static let importFailed = Self(rawValue: "IMPORT_FAILED")
    public static let importComplete = Self(rawValue: "IMPORT_COMPLETE")
    public static let importInProgress = Self(rawValue: "IMPORT_IN_PROGRESS")
    public static let importRollbackInProgress = Self(rawValue: "IMPORT_ROLLBACK_IN_PROGRESS")
    public static let importRollbackFailed = Self(rawValue: "IMPORT_ROLLBACK_FAILED")
    public static let importRollbackComplete = Self(rawValue: "IMPORT_ROLLBACK_COMPLETE")
    public static let exportFailed = Self(rawValue: "EXPORT_FAILED")
    public static let exportComplete = Self(rawValue: "EXPORT_COMPLETE")
    public static let exportInProgress = Self(rawValue: "EXPORT_IN_PROGRESS")
    public static let exportRollbackInProgress = Self(rawValue: "EXPORT_ROLLBACK_IN_PROGRESS")
    public static let exportRollbackFailed = Self(rawValue: "EXPORT_ROLLBACK_FAILED")
    public static let exportRollbackComplete = Self(rawValue: "EXPORT_ROLLBACK_COMPLETE")
    public static let updateRollbackInProgress = Self(rawValue: "UPDATE_ROLLBACK_IN_PROGRESS")
    public static let updateRollbackComplete = Self(rawValue: "UPDATE_ROLLBACK_COMPLETE")
    public static let updateRollbackFailed = Self(rawValue: "UPDATE_ROLLBACK_FAILED")
    public static let rollbackInProgress = Self(rawValue: "ROLLBACK_IN_PROGRESS")
    public static let rollbackComplete = Self(rawValue: "ROLLBACK_COMPLETE")
    public static let rollbackFailed = Self(rawValue: "ROLLBACK_FAILED")
  }

  /// API type `EventFilter`.
  public struct EventFilter: Sendable, Hashable, Encodable {
    public var failedEvents: Bool?

    public init(failedEvents: Bool? = nil) {
      self.failedEvents = failedEvents
    }
  }

  /// API type `OperationEvent`.
  public struct OperationEvent: Sendable, Hashable, Decodable {
    public var eventId: String?
    public var stackId: String?
    public var operationId: String?
    public var operationType: String?
    public var operationStatus: String?
    public var eventType: String?
    public var logicalResourceId: String?
    public var physicalResourceId: String?
    public var resourceType: String?
    public var timestamp: Date?
    public var startTime: Date?
    public var endTime: Date?
    public var resourceStatus: ResourceStatus?
    public var resourceStatusReason: String?
    public var resourceProperties: String?
    public var clientRequestToken: String?
    public var detailedStatus: String?
    public var validationFailureMode: String?
    public var validationName: String?
    public var validationStatus: String?
    public var validationStatusReason: String?
    public var validationPath: String?
  }
}
