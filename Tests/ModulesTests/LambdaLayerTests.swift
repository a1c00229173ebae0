import DaiviModule
import DaiviSystem
import Testing

@testable import daivi_foundation

/// The layer of the Kafka producer.
@Suite struct LambdaLayerTests {
  private static let wheels = [
    ZipArchive([.init("kafka/__init__.py", Array("a".utf8)), .init("kafka-3.dist-info/RECORD", [])]).bytes(),
    ZipArchive([.init("aws/__init__.py", Array("b".utf8))]).bytes(),
  ]

  @Test func itHoldsTheWheelsBelowPythonInTheSameBytesEachTime() throws {
    let layer = try LambdaLayer.archive(Self.wheels)
    #expect(
      try ZipArchive(reading: layer).members.map(\.name)
        == ["python/aws/__init__.py", "python/kafka-3.dist-info/RECORD", "python/kafka/__init__.py"])
    #expect(try LambdaLayer.archive(Self.wheels.reversed()) == layer)
  }

  @Test func everyWheelIsPinnedByItsSum() throws {
    let pins = try PinnedFiles(FoundationModule.module.files.text(LambdaLayer.pins)).all
    #expect(pins.count == 2)
    #expect(pins.allSatisfy { $0.sha256.utf8.count == 64 && $0.name.hasSuffix("-none-any.whl") })
  }

  @Test(arguments: ["kafka-python==3", "a @ http://host/a.whl --hash=sha256:00", "a @ https://host/a.whl --hash=md5:0"])
  func whatIsNoPinIsRefused(_ line: String) {
    #expect(throws: DeclarationError.self) { try PinnedFiles("# pins\n\(line)\n") }
  }
}
