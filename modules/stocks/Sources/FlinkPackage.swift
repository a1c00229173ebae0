import DaiviModule
import DaiviSystem

/// The archive of the stocks application: the program with its SQL, and its connectors as one jar. No Maven and no Java
/// is needed to make it; the same bytes each time.
enum FlinkPackage {
  static let list = "stocks/jars.txt"
  private static let program = "stocks/app/main.py"
  private static let sql = "stocks/app/stocks.sql"

  static let step = CodePackage(
    "application", "archive of the stocks application", to: "{inputs.glueJarsBucket}", key: "flink/stocks",
    keyOutput: "flinkApplicationKey", files: [list, program, sql], revision: "2",
    uses: ["{parameters.mavenRepository}"]
  ) { context in
    let jars = try await MavenJars(try context.files.text(list)).fetch(context)
    return try archive(jars: try jars.map { try Files.read($0) }, files: context.files)
  }

  static func archive(jars: [[UInt8]], files: ModuleFiles) throws -> [UInt8] {
    ZipArchive([
      .init("lib/connectors.jar", try JarMerge.merged(jars)),
      .init("main.py", Array(try whole(files.text(program), sql: files.text(sql)).utf8)),
    ]).bytes()
  }

  /// The program with the SQL in it, as a text of Python: Flink hands on the one file that is named, and need not leave
  /// it where others of the archive are.
  private static func whole(_ program: String, sql: String) throws -> String {
    let parts = program.split(separator: #""@stocks.sql@""#, omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw StepError(message: "\(Self.program) has no one place for its SQL") }
    let text = sql.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return parts[0] + "\"\"\"\(text)\"\"\"" + parts[1]
  }
}
