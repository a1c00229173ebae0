import DaiviModule
import DaiviSystem

/// The layer of the producer function: pinned wheels, unpacked below `python/`.
///
/// Fetched from PyPI's file host by the module itself, so that no Python is needed where DAIVI runs; what is not exactly
/// what iac/foundation/layer/requirements.txt pins is refused before anything is stored. The members are taken over as
/// they are packed in the wheels, in order of their names, without time stamps: the same bytes on every machine.
enum LambdaLayer {
  static let pins = "foundation/layer/requirements.txt"

  static let package = CodePackage(
    "layer", "layer of the producer function", to: "{inputs.glueJarsBucket}", key: "lambda/dependencies_layer",
    keyOutput: "layerKey", files: [pins], uses: ["{parameters.wheelHost}"]
  ) { context in
    let given = context.parameters["wheelHost"] ?? ""
    let wheels = try await PinnedFiles(try context.files.text(pins)).fetch(
      context, host: given.isEmpty ? context.environment.endpoints["PYPI"] : given,
      remedy: "set modules.foundation.parameters.wheelHost to a mirror of files.pythonhosted.org that can be reached")
    return try archive(wheels.map(\.bytes))
  }

  /// One archive of the wheels' files.
  static func archive(_ wheels: [[UInt8]]) throws -> [UInt8] {
    var members: [ZipArchive.Member] = []
    for wheel in wheels { members += try ZipArchive(reading: wheel).members }
    for index in members.indices { members[index].name = "python/\(members[index].name)" }
    return ZipArchive(members.sorted { $0.name < $1.name }).bytes()
  }
}
