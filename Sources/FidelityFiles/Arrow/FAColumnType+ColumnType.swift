import CArrow

extension FAColumnType {
  /// The same in our words.
  var columnType: ColumnType { is_factor ? .factor(valueType, isOrdered: is_ordered) : valueType }

  private var valueType: ColumnType {
    switch kind {
    case .unknown: .unknown
    case .null: .empty
    case .boolean: .boolean
    case .integer: .integer(bits: Int(bits), isSigned: is_signed)
    case .real: .real(bits: Int(bits))
    case .decimal: .decimal(precision: Int(precision), scale: Int(scale))
    case .text: .text
    case .bytes: .bytes
    case .date: .date
    case .timestamp: .timestamp(timeUnit, timeZone: timeZone)
    case .timeOfDay: .timeOfDay(timeUnit)
    case .duration: .duration(timeUnit)
    case .other: .other(unsafe text(fa_type_name))
    }
  }

  private var timeUnit: ColumnType.TimeUnit {
    switch unit {
    case .second: .second
    case .millisecond: .millisecond
    case .microsecond: .microsecond
    case .nanosecond: .nanosecond
    }
  }

  private var timeZone: String? {
    let name = unsafe text(fa_type_time_zone)
    return name.isEmpty ? nil : name
  }

  private func text(_ read: (UnsafePointer<FAColumnType>) -> UnsafePointer<CChar>) -> String {
    unsafe withUnsafePointer(to: self) { unsafe String(cString: read($0)) }
  }
}
