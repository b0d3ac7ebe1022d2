import FidelityLinearAlgebra
import Testing

struct OpenBLASThreadsTests {
  @Test func theCountIsSetAndRead() {
    let before = OpenBLASThreads.count
    #expect(before >= 1)
    OpenBLASThreads.count = 1
    #expect(OpenBLASThreads.count == 1)
    OpenBLASThreads.count = before
    #expect(OpenBLASThreads.count == before)
  }

  @Test func noThreadTraps() async {
    await #expect(processExitsWith: .failure) { OpenBLASThreads.count = 0 }
  }
}
