// What is wrong in a YAML text, in the words of the command line.
"use strict";
(() => {
  const { Refusal, refusals, cut } = window.codegenReaders;

  const QUOTE = "close it with the quote it begins with";
  const SYNTAX = {
    reserved: (c) => [`no value can begin with ${JSON.stringify(c)}`, "put the text in quotes"],
    colon: [
      "a colon makes a key of the text before it, and no key may stand here",
      'put text that holds ": " in quotes; check the indentation',
    ],
    keyHere: ["no key can begin on this line", "begin it on a line of its own, or put text that begins with ? in quotes"],
    listHere: ["a list cannot begin on this line", "begin the list on a line of its own"],
    noKey: ["this is no key with a value", "write key: value, with a space after the colon"],
    noName: ["a key is missing before the colon", "write key: value"],
    noSpace: ["a space is missing after this colon", "write key: value, with a space after the colon"],
    noMember: [
      "this fits no mapping above it",
      "indent it like the keys it belongs to; a value in quotes ends with its quote",
    ],
    noItem: ["this line is no item of the list above it", 'begin it with "- ", or indent it less'],
    list: ["this list has no end", "put commas between its items and close it with ]"],
    mapping: ["this mapping has no end", "put commas between its members and close it with }"],
    string: ["a string begins here and has no end", QUOTE],
    escape: ["a backslash begins no valid escape here", "write \\\\ for a backslash, or use single quotes"],
    noCharacter: ["this escape names no character", "write the character itself, or \\U0001f600 with eight digits"],
    noDigit: ["this escape lacks a digit", "write \\x41, \\u0041 or \\U00000041"],
    value: ["a value is expected here", "put text that begins with this character in quotes"],
    after: ["text follows after the end of the document", "a file holds one document; take the rest out"],
    tab: ["a tab stands where indentation is expected", "indent with spaces"],
    name: ["a name is missing after & or *", "put text that begins with & or * in quotes"],
    directive: ["this directive is not read", "take the line out; files are read as YAML 1.2"],
    versionTwice: ["the directive %YAML stands here a second time", "take the line out"],
    zero: ["the indentation of a text after | or > is at least 1", "take the 0 out"],
    tags: ["tags are not read", "put text that begins with ! in quotes"],
    head: ["only a comment may follow | or > on its line", "begin the text on the next line"],
  };

  function tagRefusal(tag, start) {
    if (tag === undefined) return new Refusal(...SYNTAX.tags, start);
    const shown = cut(tag.replace("tag:yaml.org,2002:", "!!"), 40, "");
    const hint = "take the tag out; put a value in quotes to make it a string";
    return new Refusal(`the tag ${shown} is not read: values have no tags here`, hint, start);
  }

  /** A fault of syntax in our words. */
  function worded({ message, at }, text) {
    if (message === "deep") return refusals.deep(at);
    if (message === "reserved") return new Refusal(...SYNTAX.reserved(text[at]), at);
    return new Refusal(...SYNTAX[message], at);
  }

  Object.assign(window.codegenReaders, { SYNTAX, tagRefusal, worded });
})();
