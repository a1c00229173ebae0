import DaiviModule
import DaiviSystem
import Testing

@testable import daivi_stocks

/// The archive of the stocks application.
@Suite struct FlinkPackageTests {
  private static let factory = "META-INF/services/org.apache.flink.table.factories.Factory"
  private static let jars = [
    ZipArchive([
      .init(factory, Array("a.Kafka # a remark\n\na.Upsert\n".utf8)), .init("a/Kafka.class", Array("1".utf8)),
      .init("META-INF/A.SF", Array("signed".utf8)), .init("META-INF/MANIFEST.MF", []),
    ]).bytes(),
    ZipArchive([
      .init(factory, Array("b.Other\na.Kafka".utf8)), .init("a/Kafka.class", Array("2".utf8)),
      .init("b/Other.class", Array("3".utf8)),
    ]).bytes(),
  ]

  @Test func itHoldsTheProgramAloneAndOneJarThatHasTheServicesOfAll() throws {
    let archive = try ZipArchive(
      reading: FlinkPackage.archive(jars: Self.jars, files: Stocks.module.files))
    #expect(archive.members.map(\.name) == ["lib/connectors.jar", "main.py"])
    let jar = try ZipArchive(reading: archive.members[0].unpacked())
    #expect(jar.members.map(\.name) == [Self.factory, "a/Kafka.class", "b/Other.class"])
    #expect(String(decoding: try jar.members[0].unpacked(), as: UTF8.self) == "a.Kafka\na.Upsert\nb.Other\n")
    #expect(try jar.members[1].unpacked() == Array("1".utf8))
  }

  @Test func theProgramHasItsSQLAsATextOfPython() throws {
    func program(_ files: ModuleFiles) throws -> String {
      let archive = try ZipArchive(reading: FlinkPackage.archive(jars: Self.jars, files: files))
      return String(decoding: try archive.members[1].unpacked(), as: UTF8.self)
    }
    let small = ModuleFiles([
      "stocks/app/main.py": "import os\nSQL = \"@stocks.sql@\"\n", "stocks/app/stocks.sql": "SELECT \"a\" \\ 'b';\n",
    ])
    #expect(try program(small) == "import os\nSQL = \"\"\"SELECT \\\"a\\\" \\\\ 'b';\n\"\"\"\n")
    #expect(try program(Stocks.module.files).contains("\nCREATE TABLE transactions (\n"))
  }

  @Test func aProgramWithoutAPlaceForItsSQLIsRefused() {
    let files = ModuleFiles(["stocks/app/main.py": "", "stocks/app/stocks.sql": ""])
    #expect(throws: StepError.self) { _ = try FlinkPackage.archive(jars: Self.jars, files: files) }
  }

  @Test func theSameJarsGiveTheSameBytes() throws {
    #expect(try JarMerge.merged(Self.jars) == JarMerge.merged(Self.jars))
  }

  @Test func itsListNamesTheConnectors() throws {
    let jars = try MavenJars(Stocks.module.files.text(FlinkPackage.list)).all
    #expect(
      jars.map { $0.path.split(separator: "/").last } == [
        "flink-connector-kafka-3.4.0-1.20.jar", "kafka-clients-3.4.0.jar", "aws-msk-iam-auth-2.3.2-all.jar",
      ])
  }
}
