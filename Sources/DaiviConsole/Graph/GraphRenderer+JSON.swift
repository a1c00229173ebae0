import DaiviEngine
import DaiviProtocol

extension GraphRenderer {
  /// `{"targets":[{"id","module","target","enabled","needs"}]}`, needs first. `needs` names all that a target must wait
  /// for, shown or not.
  var json: String {
    let targets = nodes.map { node in
      JSONText.object([
        ("id", node.id.json), ("module", .string(node.id.module)), ("target", .string(node.id.target)),
        ("enabled", .bool(node.enabled)), ("needs", .array(node.needs.sorted().map(\.json))),
      ])
    }
    return JSONText.object([("targets", .array(targets))]).description + "\n"
  }
}
