import FidelityInstruments
import Testing

@Suite struct CriterionReaderTests {
  private static func criteria(_ text: String, _ line: Int, _ character: Int, _ name: String, _ reason: String)
    -> DefinitionFault
  {
    DefinitionFault(name, validDefinition + "criteria: \(text)\n", line, character, reason)
  }

  @Test(arguments: [
    criteria("c", 7, 11, "a text", "\"criteria\" is a list"),
    criteria("[]", 7, 11, "empty", "\"criteria\" is empty"),
    criteria("[c]", 7, 12, "a criterion is a text", "a criterion is a mapping"),
    criteria("[{all: [{scale: s, at-least: 1}]}]", 7, 12, "no id", "a criterion lacks \"id\""),
    criteria("[{id: c}]", 7, 12, "no conditions", "a criterion lacks \"all\""),
    criteria("[{id: c, any: [{scale: s, at-least: 1}]}]", 7, 20, "any", "no key \"any\""),
    criteria("[{id: c, all: []}]", 7, 25, "empty conditions", "\"all\" is empty"),
    criteria("[{id: c, all: [s]}]", 7, 26, "a condition is a text", "a condition is a mapping"),
    criteria("[{id: c, all: [{at-least: 1}]}]", 7, 26, "neither", "lacks \"scale\" or \"item\""),
    criteria("[{id: c, all: [{scale: s, item: a, at-least: 1}]}]", 7, 43, "both", "both"),
    criteria("[{id: c, all: [{scale: s}]}]", 7, 26, "no bound", "lacks \"at-least\" or \"at-most\""),
    criteria("[{id: c, all: [{scale: t, at-least: 1}]}]", 7, 34, "unknown scale", "there is no scale \"t\""),
    criteria("[{id: c, all: [{item: s, at-least: 1}]}]", 7, 33, "unknown item", "there is no item \"s\""),
    criteria("[{id: c, all: [{scale: s, at-least: 5}]}]", 7, 47, "beyond the scale", "5 lies outside scale s"),
    criteria("[{id: c, all: [{item: a, at-most: 3}]}]", 7, 45, "beyond the item", "3 lies outside item a"),
    criteria("[{id: c, all: [{item: a, at-least: 50%}]}]", 7, 46, "percent of an item", "is a percentage"),
    criteria("[{id: c, all: [{scale: s, at-least: 3, at-most: 2}]}]", 7, 26, "contradiction", "more than \"at-most\""),
    criteria("[{id: s, all: [{scale: s, at-least: 1}]}]", 7, 17, "the id of a scale", "is that of a scale"),
    criteria(
      "\n  - {id: c, all: [{scale: s, at-least: 1}]}\n  - {id: c, all: [{scale: s, at-least: 1}]}", 9, 10, "id twice",
      "\"c\" stands more than once"),
  ])
  func `says what is wrong and where`(_ fault: DefinitionFault) { fault.check() }
}
