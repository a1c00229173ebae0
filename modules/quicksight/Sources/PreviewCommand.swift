import ArgumentParser
import DaiviEngine
import DaiviModule
import DaiviSystem

/// The dashboard for those who have no QuickSight: the same four visuals from the same SQL, in one file.
struct PreviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Draw the billing dashboard's four visuals into one HTML file.",
    discussion: "It needs the billing lake and Athena, not QuickSight. The file needs no network.")

  @OptionGroup var options: StandaloneOptions
  @Option(help: "The file to write.") var out = "billing-dashboard.html"

  func run() async throws {
    let context = try await ModuleCommandContext(options)
    let inputs = try context.inputs(of: "deploy-quicksight-dataset")
    let converted = try BillingSQL.converted.resolved(
      module: "quicksight", environment: context.environment, inputs: inputs, parameters: context.parameters)
    func ask(_ visual: BillingVisual) async throws -> [[String]] {
      do {
        let outcome = try await context.aws.athena.run(
          visual.sql(over: converted), workgroup: inputs["workgroupName"] ?? "")
        return outcome.rows.map { $0.map { $0 ?? "" } }
      } catch let error as QueryFailure {
        throw CommandError(.failed, "\(visual.id): \(error.reason)")
      }
    }
    async let trend = ask(.trend)
    async let distribution = ask(.distribution)
    async let usage = ask(.usage)
    async let resources = ask(.resources)
    let environment = context.environment
    let page = PreviewPage(
      title: "\(environment.app)_\(environment.env)_Billing_Dashboard",
      note: "Billing Overview of \(environment.app)-\(environment.env), drawn from Athena.",
      figures: [
        Figure(.trend, LineChart(try await trend).svg()),
        Figure(.distribution, PieChart(try await distribution).svg()),
        Figure(.usage, BarChart(try await usage).svg()),
        Figure(.resources, DataTable(columns: ["Resource", "Sum of unblended rate"], try await resources).html()),
      ])
    try Files.writeAtomically(Array(page.html().utf8), to: Path.absolute(out))
    try Files.writeAll(Array("\(Path.absolute(out))\n".utf8), to: 1, "standard output")
  }
}
