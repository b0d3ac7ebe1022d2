import FidelityData
import FidelityDrivers

extension [DriverRow] {
  /// The row of a figure; nil where there is none.
  func estimate(
    _ quantity: String, term: String? = nil, form: String? = nil, unit: String? = nil
  ) -> Estimate? {
    first {
      $0.estimate.quantity == quantity && $0.estimate.term == term && $0.estimate.form == form && $0.unit == unit
    }?.estimate
  }
}
