import FidelityData
import Testing

@Suite struct BatchTests {
  static var batch: Batch {
    Batch(columns: [.numbers(Buffer([1, .nan])), .keys(Buffer([0, missingKey]))], rowCount: 2)
  }

  @Test func `columns by kind`() {
    #expect(Self.batch.numbers(0)[0] == 1)
    #expect(Self.batch.numbers(0)[1].isNaN)
    #expect(Self.batch.keys(1).array == [0, missingKey])
    #expect(Self.batch.firstRow == 1)
    #expect(Self.batch.source.isEmpty)
  }

  @Test func `the wrong kind traps`() async {
    await #expect(processExitsWith: .failure) { _ = BatchTests.batch.keys(0) }
    await #expect(processExitsWith: .failure) { _ = BatchTests.batch.numbers(1) }
  }
}
