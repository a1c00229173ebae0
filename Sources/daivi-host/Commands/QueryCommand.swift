import ArgumentParser
import DaiviAWS
import DaiviAccess
import DaiviConsole
import DaiviEngine
import DaiviLedger
import DaiviSystem

struct QueryCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Run one SQL statement in Athena and print its rows.",
    discussion: """
      Tables are named as Athena names them:
        SELECT count(*) FROM daivi_local_billing.daivi_local_billing_hive
        SELECT count(*) FROM "s3tablescatalog/daivi-local-billing"."daivi"."billing"
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, json }

  @OptionGroup var options: EnvironmentOptions
  @Option(help: "table, csv or json.") var format = Format.table
  @Option(help: "Athena workgroup; the platform's own by default.") var workgroup: String?
  @Option(help: "Database of names without one.") var database: String?
  @Option(help: "Catalog of names without one.") var catalog: String?
  @Argument(help: "The statement.") var sql: String

  func perform() async throws {
    let project = try await Project.load(options)
    let workplace = try await Workplace.open(project)
    try await workplace.access.checkAccount()
    do {
      let outcome = try await workplace.access.aws.athena.run(
        sql, workgroup: try await chosenWorkgroup(project), catalog: catalog, database: database)
      let columns = outcome.columns.map { TableColumn($0.name, Self.kind($0.type)) }
      let format: TableOutput.Format = self.format == .table ? .text : self.format == .csv ? .csv : .json
      DescriptorOutput.standardOutput.write(
        TableOutput.render(columns: columns, rows: outcome.rows, format: format, terminal: .standardOutput()))
    } catch let failure as QueryFailure {
      throw CommandError(.failed, "the query failed: \(failure.reason)")
    } catch let error as AWSError {
      throw CommandError(.failed, "\(error)")
    }
  }

  /// The workgroup that was deployed, or else Athena's own.
  private func chosenWorkgroup(_ project: Project) async throws -> String {
    if let workgroup { return workgroup }
    guard Files.exists(project.ledgerPath) else { return "primary" }
    let rows = try await Ledger.open(project.ledgerPath, access: .read).outputs()
    return rows.first { $0.name == "workgroupName" }?.value ?? "primary"
  }

  private static func kind(_ type: String) -> TableColumn.Kind {
    switch type {
    case "tinyint", "smallint", "integer", "int", "bigint", "float", "real", "double", "decimal": .number
    case "boolean": .boolean
    default: .text
    }
  }
}
