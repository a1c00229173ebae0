import DaiviConsole
import DaiviProtocol

@testable import DaiviEngine

func step(_ id: String, title: String = "", kind: String = "stack", gate: GateDeclaration? = nil) -> StepManifest {
  StepManifest(id: id, kind: kind, title: title, fingerprint: "", gate: gate)
}

let keys: TargetID = "foundation/deploy-kms-keys"
let buckets: TargetID = "foundation/deploy-buckets"
let billing: TargetID = "billing/deploy-billing"
let job: TargetID = "billing/start-billing-hive-job"

/// What AWS says when a limit is reached.
let denied = StepError(
  message: "NatGateway CREATE_FAILED: the maximum number of addresses has been reached", service: "ec2",
  operation: "AllocateAddress", code: "AddressLimitExceeded", requestID: "8d1f-42")

extension Terminal {
  /// A terminal of that size, without colour so that texts can be read.
  static func screen(columns: Int = 80, rows: Int = 24, isColoured: Bool = false) -> Terminal {
    Terminal(
      isTerminal: true, isColoured: isColoured, isUnicode: true, size: { Size(columns: columns, rows: rows) })
  }
}

/// Anything that moves a cursor, rings or changes colours.
func hasControlCharacters(_ text: String) -> Bool {
  text.unicodeScalars.contains { $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value)) }
}
