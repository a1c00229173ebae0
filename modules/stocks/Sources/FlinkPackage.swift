import DaiviModule
import DaiviSystem

/// The archive of the stocks application: program and SQL, and its connectors as one jar. No Maven and no Java is needed
/// to make it; the same bytes each time.
enum FlinkPackage {
  static let list = "stocks/jars.txt"
  private static let program = ["main.py": "stocks/app/main.py", "stocks.sql": "stocks/app/stocks.sql"]

  static let step = CodePackage(
    "application", "archive of the stocks application", to: "{inputs.glueJarsBucket}", key: "flink/stocks",
    keyOutput: "flinkApplicationKey", files: [list] + program.values.sorted(), uses: ["{parameters.mavenRepository}"]
  ) { context in
    let jars = try await MavenJars(try context.files.text(list)).fetch(context)
    return try archive(jars: try jars.map { try Files.read($0) }, files: context.files)
  }

  static func archive(jars: [[UInt8]], files: ModuleFiles) throws -> [UInt8] {
    var members = [ZipArchive.Member("lib/connectors.jar", try JarMerge.merged(jars))]
    for (name, path) in program { members.append(.init(name, Array(try files.text(path).utf8))) }
    return ZipArchive(members.sorted { $0.name < $1.name }).bytes()
  }
}
