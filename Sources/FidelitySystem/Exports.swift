// The C library and Foundation as all modules see them. On Linux that is the essential part of Foundation, which knows
// no languages and calendars of the world: the data of those (ICU) would be 35 MB of every program, and nothing here
// needs them. Only this module names the system's own; Tests/PackageTests holds the rule.
#if canImport(FoundationEssentials)
  @_exported public import FoundationEssentials
  @_exported public import Glibc
#else
  @_exported public import Foundation
#endif
