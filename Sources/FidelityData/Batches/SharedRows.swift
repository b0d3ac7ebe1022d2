/// Elements of an array that several threads change side by side, each a stretch of its own.
@safe
package struct SharedRows<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  fileprivate let elements: UnsafeMutableBufferPointer<Element>

  private init(_ elements: UnsafeMutableBufferPointer<Element>) { unsafe self.elements = elements }

  /// Calls `body` with the elements of an array; no two threads may change the same stretch.
  package static func of(_ array: inout [Element], _ body: (SharedRows<Element>) -> Void) {
    unsafe array.withUnsafeMutableBufferPointer { elements in unsafe body(SharedRows(elements)) }
  }

  /// Puts the elements of a stretch in another order.
  @inline(__always)
  fileprivate func put(_ stretch: Range<Int>, _ order: [UInt32]) {
    precondition(order.count == stretch.count, "one place for each element")
    let own = unsafe UnsafeMutableBufferPointer(rebasing: elements[stretch])
    let order = order.span
    let copy = unsafe Array(own)
    let source = copy.span
    let start = stretch.lowerBound
    var target = unsafe own.mutableSpan
    for place in order.indices { target[place] = source[Int(order[place]) - start] }
  }
}

// Of one element type each: across modules a generic loop looks up the types of its elements at every step.
extension SharedRows<Double> {
  /// Puts the elements of a stretch in another order.
  /// - Parameter order: the places of all elements of the stretch, in the order that they get.
  package func rearrange(_ stretch: Range<Int>, _ order: [UInt32]) { put(stretch, order) }
}

extension SharedRows<UInt32> {
  /// Puts the elements of a stretch in another order, as for numbers.
  package func rearrange(_ stretch: Range<Int>, _ order: [UInt32]) { put(stretch, order) }

  /// Replaces the codes of a stretch; ``missingKey`` stays.
  package func translate(_ stretch: Range<Int>, by table: [UInt32]) {
    let table = table.span
    var span = unsafe UnsafeMutableBufferPointer(rebasing: elements[stretch]).mutableSpan
    for row in span.indices where span[row] != missingKey { span[row] = table[Int(span[row])] }
  }
}
