import DaiviModule
import DaiviSystem

/// Looks at the user's own file before anything is sent: DynamoDB would refuse every order without its key, one by one.
/// That it is whole CSV was looked at before the deployment began.
let ordersKey = Custom(
  "key", "every order has its key", kind: "check", reads: ["{parameters.equityOrders}"], checks: [],
  apply: { context in
    guard let path = context.parameters["equityOrders"] else { return StepSuccess(detail: "the sample") }
    let file = try CSVFile(path: path)
    guard file.header.contains("order_id") else {
      throw StepError(
        message: "\(path), line 1: there is no column order_id; the columns are \(file.header.joined(separator: ", "))",
        hint: "the key of the DynamoDB table is order_id: name the column so")
    }
    return StepSuccess(detail: "\(file.rows) orders in \(path)")
  },
  verify: { _ in [] })
