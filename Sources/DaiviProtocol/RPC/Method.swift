/// Names of the requests and notifications of protocol 1.
public enum Method {
  public static let initialize = "initialize"
  public static let stepPlan = "step/plan"
  public static let stepApply = "step/apply"
  public static let stepVerify = "step/verify"
  public static let stepDestroy = "step/destroy"
  public static let gateCheck = "gate/check"
  public static let ping = "ping"
  public static let shutdown = "shutdown"

  /// Notifications to the module.
  public static let cancel = "cancel"
  public static let credentials = "credentials"

  /// Notifications from the module.
  public static let progress = "progress"
  public static let log = "log"
}
