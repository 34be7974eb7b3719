// What the readers of JSON and YAML share: limits, refusals, places, and how values are made.
"use strict";
(() => {
  const MAX_DEPTH = 200;
  const MAX_NODES = 3500000;
  const MAX_DIGITS = 4300;

  class Refusal extends Error {
    constructor(message, hint, offset) {
      super(message);
      this.hint = hint;
      this.offset = offset;
    }
  }

  /** Line and column of an offset; lines end with LF, CR LF or CR, columns count characters. */
  function position(text, offset) {
    const end = Math.min(offset, text.length);
    const lines = text.slice(0, end).split(/\r\n|\n|\r/);
    let last = lines[lines.length - 1];
    let line = lines.length;
    if (text[end - 1] === "\r" && text[end] === "\n") {
      line -= 1; // between the two: still the line they end
      last = lines[line - 1] + "\r";
    }
    return { line, column: [...last].length + 1 };
  }

  const cut = (text, limit, end = "…") => {
    const characters = text.length <= limit ? [] : [...text];
    return characters.length <= limit ? text : characters.slice(0, limit).join("") + end;
  };

  const refusals = {
    twice: (key, line, at) =>
      new Refusal(
        `the key ${JSON.stringify(cut(key, 200))} stands here a second time; the first is on line ${line}`,
        "take one of the two out",
        at,
      ),
    deep: (at) =>
      new Refusal(
        `values are nested more than ${MAX_DEPTH} deep`,
        "write less deeply nested values; in a schema, put inner ones under $defs",
        at,
      ),
    many: (at) =>
      new Refusal(`the document has more than ${MAX_NODES} keys and values`, "split the file", at),
    range: (digits, at) =>
      new Refusal(
        `the number ${cut(digits, 40)} is out of range`,
        `write a number below 1.8e308, or an integer of at most ${MAX_DIGITS} digits`,
        at,
      ),
    infinite: (name, at) => new Refusal(`${name} is no JSON number`, "write a finite number", at),
  };

  /** An object with these entries, in this order also for keys that look like indices. */
  function objectOf(entries, remember) {
    const found = {};
    let indices = false;
    for (const [key, value] of entries) {
      indices ||= /^(?:0|[1-9]\d*)$/.test(key);
      Object.defineProperty(found, key, { value, enumerable: true, configurable: true, writable: true });
    }
    if (indices && remember) remember(found, [...entries.keys()]);
    return found;
  }

  /** An integer: a number where that is exact, else a bigint. */
  function integerOf(digits) {
    const value = Number(digits);
    if (Number.isSafeInteger(value)) return value;
    const whole = BigInt(digits.replace(/^\+/, ""));
    return Number.isFinite(value) && BigInt(value) === whole ? value : whole;
  }

  window.codegenReaders = { MAX_DEPTH, MAX_NODES, MAX_DIGITS, Refusal, refusals, position, cut, objectOf, integerOf };
})();
