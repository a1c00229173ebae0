import DaiviModule

/// The smallest deployment with every kind of effect: a stack, an upload, a job run, and two parameters of which one
/// is written while the job runs. Each effect leaves a countable trace: the bucket keeps every version of its objects,
/// the job may run several times at once, a parameter numbers its versions.
@main
struct Lab: DaiviModule {
  static let module = Module(
    "lab", version: "0.1.0", title: "A small deployment for tests", files: LabFiles.all,
    permissions: ["cloudformation:*", "s3:*", "glue:*", "ssm:*", "iam:PassRole"]
  ) {
    Target("store", "Bucket, job and script") {
      Stack("store", template: "lab/store.yaml")
      Upload(
        "files", "script and data", to: "{inputs.labBucket}",
        items: [.init("load.py", from: .file("lab/load.py")), .init("data.csv", from: .file("lab/data.csv"))])
    }
    Target("load", "One row a run") {
      Input("labBucket", from: "lab/store")
      Input("labJob", from: "lab/store")
      JobRun(
        "load", "rows", job: "{inputs.labJob}", arguments: ["--bucket": "{inputs.labBucket}"], runOutput: "loadRun")
    }
    Target("note", "Beside the job") {
      Input("labBucket", from: "lab/store")
      Parameter("bucket", name: "/{app}/{env}/lab/bucket", value: "{inputs.labBucket}")
    }
    Target("publish", "After the job") {
      After("lab/load")
      Input("labBucket", from: "lab/store")
      Parameter("rows", name: "/{app}/{env}/lab/rows", value: "s3://{inputs.labBucket}/rows.csv")
    }
  }
}
