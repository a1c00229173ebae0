import DaiviModule
import DaiviProtocol

/// A module whose one step does nothing, so that what remains is the road to it and back.
enum BenchModule: DaiviModule {
  static let module = Module("bench", version: "0.1.0", title: "Measures the road to a module and back") {
    Target("nothing", "Does nothing") {
      Custom("nothing", "nothing", checks: []) { _ in
        StepSuccess(outputs: ["keyArn": sampleArn], detail: "done")
      } verify: { _ in
        []
      }
    }
  }

  static let sampleArn = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000"
}
