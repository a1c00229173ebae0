import ArgumentParser
import DaiviModule
import DaiviSystem

/// What is to be run in a Snowflake worksheet before the connection is deployed: it asks neither AWS nor Snowflake.
struct SetupSQLCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup-sql", abstract: "Print the SQL that makes warehouse, database, schema and a sample table.",
    discussion: "Paste it into a Snowflake worksheet. The names are those to set in daivi.yaml.")

  @Option(help: "Name of the warehouse, lower case.") var warehouse = "daivi_wh"
  @Option(help: "Name of the database, lower case.") var database = "daivi_db"
  @Option(help: "Name of the schema, lower case.") var schema = "daivi_schema"

  func validate() throws {
    for (name, value) in [("warehouse", warehouse), ("database", database), ("schema", schema)] {
      guard let declared = SnowflakeParameters.declared.first(where: { $0.name == name }),
        let pattern = declared.pattern, let expression = try? Regex(pattern)
      else { continue }
      if value.wholeMatch(of: expression) == nil {
        throw ValidationError("--\(name) '\(value)' \(declared.rule ?? "cannot be used")")
      }
    }
  }

  func run() async throws {
    var sql = EmbeddedFiles.all["snowflake/setup.sql"] ?? ""
    for (name, value) in [("warehouse", warehouse), ("database", database), ("schema", schema)] {
      sql = sql.split(separator: "{\(name)}", omittingEmptySubsequences: false).joined(separator: value)
    }
    try Files.writeAll(Array(sql.utf8), to: 1, "standard output")
  }
}
