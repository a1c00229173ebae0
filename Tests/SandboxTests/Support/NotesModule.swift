import DaiviSystem
import Testing

/// A third party's module in Python, `notes`: each target keeps a note in a file. Its releases differ in their targets.
struct NotesModule {
  let project: TestProject

  /// The module's source in a version; `targets` maps names to the revision of their step `note`.
  /// - Parameter more: other steps that every target has; the note of step `x` of target `t` is `t-x`.
  func write(
    _ version: String, targets: [(name: String, revision: String)], more: [String] = [], requires: String = "[]",
    name: String = "notes"
  ) throws {
    let directory = "source-\(name)-\(version)"
    let declared = targets.map { target in
      let steps = ["note"] + more
      let made = steps.map { "Note('\(target.name)', '\(target.revision)', '\($0)')" }
      return "Target('\(target.name)', 'Note', steps=[\(made.joined(separator: ", "))])"
    }
    let text = """
      #!/usr/bin/env python3
      import os, sys
      sys.dont_write_bytecode = True
      from daivi_module import Module, Step, Target

      class Note(Step):
          title = "a note"
          checks = [{"id": "there", "title": "the note is there"}]

          def __init__(self, name, revision, id):
              self.id, self.revision = id, revision
              self.name = name if id == "note" else name + "-" + id
              self.outputs = ["path" if id == "note" else id + "Path"]

          def path(self, context):
              return context.inputs.get(self.outputs[0]) or os.path.join(context.work_directory, self.name)

          def apply(self, context):
              with open(self.path(context), "w") as file:
                  file.write("\(version) %s" % self.revision)
              return {"outputs": {self.outputs[0]: self.path(context)}, "detail": "by \(version)"}

          def verify(self, context):
              return {"there": None if os.path.exists(self.path(context)) else "it is gone"}

          def destroy(self, context):
              if os.path.exists(self.path(context)):
                  os.remove(self.path(context))
              return {"detail": "taken away by \(version)"}

      targets = [\(declared.joined(separator: ", "))]
      Module("\(name)", version="\(version)", title="Notes", requires=\(requires), targets=targets).main()

      """
    let place = Path.join(project.directory, directory)
    try Files.createDirectory(place)
    try Files.writeAtomically(Array(text.utf8), to: Path.join(place, "daivi-\(name)"), mode: 0o755)
    let templates = Path.join(Build.root, "Sources/DaiviRelease/Templates/python")
    try Files.writeAtomically(
      try Files.read(Path.join(templates, "daivi_module.py.template")), to: Path.join(place, "daivi_module.py"))
  }

  /// Packs a version; the release file's path.
  func release(_ version: String, name: String = "notes") async throws -> String {
    try await project.daivi("modules", "pack", "source-\(name)-\(version)").status(0).run()
    return "releases/daivi-\(name)-\(version).release.json"
  }

  /// The content of a target's note in an environment, nil without one.
  func note(_ target: String, _ environment: String) -> String? {
    try? Files.readText(Path.join(project.directory, ".daivi/environments/daivi-\(environment)/work/notes/\(target)"))
  }
}
