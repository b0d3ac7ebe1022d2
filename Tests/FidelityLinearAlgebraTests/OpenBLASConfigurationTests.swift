import FidelityLinearAlgebra
import Testing

struct OpenBLASConfigurationTests {
  @Test func theLibraryNamesItself() {
    #expect(OpenBLASConfiguration.description.hasPrefix("OpenBLAS "))
    #expect(!OpenBLASConfiguration.coreName.isEmpty)
    #expect(OpenBLASConfiguration.processorCount >= 1)
  }
}
