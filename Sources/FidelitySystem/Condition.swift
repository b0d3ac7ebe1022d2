/// A lock that a thread can wait on until another has changed what it guards (a POSIX mutex with its condition
/// variable).
@safe
package final class Condition: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe condition.initialize(to: pthread_cond_t())
    let status = unsafe (pthread_mutex_init(mutex, nil), pthread_cond_init(condition, nil))
    precondition(status == (0, 0), "the system has no lock to give")
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe pthread_mutex_destroy(mutex)
    unsafe condition.deallocate()
    unsafe mutex.deallocate()
  }

  package func lock() {
    let status = unsafe pthread_mutex_lock(mutex)
    precondition(status == 0, "the lock cannot be taken")
  }

  package func unlock() {
    let status = unsafe pthread_mutex_unlock(mutex)
    precondition(status == 0, "the lock is not held")
  }

  package func withLock<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    lock()
    defer { unlock() }
    return try body()
  }

  /// Opens the lock until another thread calls ``broadcast()``. May return without one: what is waited for is looked at
  /// again. The lock is held before and after.
  package func wait() {
    let status = unsafe pthread_cond_wait(condition, mutex)
    precondition(status == 0, "the lock is not held")
  }

  /// Has all threads that wait look again.
  package func broadcast() { unsafe pthread_cond_broadcast(condition) }
}
