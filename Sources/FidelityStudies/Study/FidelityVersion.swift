/// The version of this software (semantic versioning).
public enum FidelityVersion {
  public static let current = "0.1.0"
}
