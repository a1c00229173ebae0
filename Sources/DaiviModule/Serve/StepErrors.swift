import DaiviAWS
import DaiviProtocol

/// Turns what a step threw into what a user reads.
enum StepErrors {
  /// Whether AWS stopped answering, which says nothing about the work: what was begun may still go on.
  static func isSilence(_ error: any Error) -> Bool {
    guard let error = error as? AWSError else { return false }
    return error.isAmbiguous || error.isRetryable
  }

  /// Whether AWS could not be asked, for want of credentials.
  static func lacksCredentials(_ error: any Error) -> Bool {
    error is CredentialsError || (error as? AWSError)?.code == AWSError.Code.noCredentials
  }

  /// Whether the error tells nothing of what was asked about.
  static func saysNothing(_ error: any Error) -> Bool { isSilence(error) || lacksCredentials(error) }

  static func describe(_ error: any Error) -> StepError {
    switch error {
    case let error as StepError: error
    case let error as AWSError:
      StepError(
        message: "\(error.service) \(error.operation): \(error.code): \(error.message)", service: error.service,
        operation: error.operation, code: error.code, requestID: error.requestID)
    default: StepError(message: "\(error)")
    }
  }
}
