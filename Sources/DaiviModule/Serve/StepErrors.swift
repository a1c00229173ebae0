import DaiviAWS
import DaiviProtocol

/// Turns what a step threw into what a user reads.
enum StepErrors {
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
