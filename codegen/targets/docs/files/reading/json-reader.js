// JSON to values, with the place of every key and value.
"use strict";
(() => {
  const { MAX_DEPTH, MAX_NODES, MAX_DIGITS, Refusal, refusals, position, objectOf, integerOf } = window.codegenReaders;

  const SPACE = /[ \t\n\r]*/y;
  const NUMBER = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
  const PLAIN = /[^"\\\u0000-\u001f]*/y;
  const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
  const WORDS = [["null", null], ["true", true], ["false", false]];

  class JsonReader {
    constructor(text, remember) {
      this.text = text;
      this.remember = remember;
      this.place = 0;
      this.twice = null; // the first key that stands twice, however deep
      this.lone = null; // the first string with half a pair
      this.deep = null;
    }

    fail(reason, at = this.place) {
      throw new Refusal(...explained(reason, this.text, at), at);
    }

    space() {
      SPACE.lastIndex = this.place;
      SPACE.exec(this.text);
      this.place = SPACE.lastIndex;
      return this.text[this.place];
    }

    document() {
      if (nodes(this.text) > MAX_NODES && nodes(this.text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/gs, "")) > MAX_NODES) {
        throw refusals.many(0);
      }
      this.space();
      let found;
      try {
        found = this.value(-1, 1);
      } catch (error) {
        if (error instanceof RangeError) throw refusals.deep(this.deep ?? 0);
        throw error;
      }
      this.space();
      if (this.place < this.text.length) this.fail("extra");
      if (this.deep !== null) throw refusals.deep(this.deep);
      if (this.lone !== null) {
        throw new Refusal(
          "a string holds half of a surrogate pair, which is no character",
          "write both halves, or the character itself",
          this.lone,
        );
      }
      return found;
    }

    /** A value: `{ value, key, start, inside }`, where `inside` has the places of what is in it. */
    value(key, depth) {
      const start = this.place;
      const first = this.text[start];
      if ((first === "{" || first === "[") && depth > MAX_DEPTH) this.deep ??= start;
      if (first === "{") return this.object(key, start, depth);
      if (first === "[") return this.array(key, start, depth);
      if (first === '"') return { value: this.string(), key, start };
      for (const [word, value] of WORDS) {
        if (this.text.startsWith(word, start)) {
          this.place += word.length;
          return { value, key, start };
        }
      }
      for (const name of ["NaN", "Infinity", "-Infinity"]) {
        if (this.text.startsWith(name, start)) throw refusals.infinite(name, start);
      }
      return { value: this.number(), key, start };
    }

    number() {
      NUMBER.lastIndex = this.place;
      const found = NUMBER.exec(this.text);
      if (!found) this.fail("value");
      const [digits, whole, fraction, exponent] = found;
      if (fraction || exponent ? !Number.isFinite(Number(digits)) : whole.replace("-", "").length > MAX_DIGITS) {
        throw refusals.range(digits, this.place);
      }
      this.place += digits.length;
      return fraction || exponent ? Number(digits) : integerOf(whole);
    }

    string() {
      const begin = this.place;
      const pieces = [];
      this.place++;
      for (;;) {
        PLAIN.lastIndex = this.place;
        pieces.push(PLAIN.exec(this.text)[0]);
        this.place = PLAIN.lastIndex;
        const next = this.text[this.place];
        if (next === '"') break;
        if (next === undefined) this.fail("string", begin);
        if (next !== "\\") this.fail("control");
        const escape = this.text[this.place + 1];
        if (escape === undefined) this.fail("string", begin);
        if (escape === "u") {
          const digits = this.text.slice(this.place + 2, this.place + 6);
          if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail("escape", this.place + 1);
          pieces.push(String.fromCharCode(parseInt(digits, 16)));
          this.place += 6;
        } else {
          if (!(escape in ESCAPES)) this.fail("escape");
          pieces.push(ESCAPES[escape]);
          this.place += 2;
        }
      }
      this.place++;
      const text = pieces.join("");
      if (!text.isWellFormed()) this.lone ??= begin;
      return text;
    }

    object(key, start, depth) {
      const entries = new Map();
      const inside = new Map();
      let twice = false;
      this.place++;
      if (this.space() !== "}") {
        for (;;) {
          if (this.text[this.place] !== '"') this.fail("key");
          const at = this.place;
          const name = this.string();
          if (entries.has(name)) {
            twice = true;
            this.twice ??= [name, inside.get(name).key, at];
          }
          if (this.space() !== ":") this.fail("colon");
          this.place++;
          this.space();
          const below = this.value(at, depth + 1);
          entries.set(name, below.value);
          inside.set(name, below);
          const next = this.space();
          if (next === "}") break;
          if (next !== ",") this.fail("comma");
          this.place++;
          this.space();
        }
      }
      this.place++;
      if (twice) throw refusals.twice(this.twice[0], position(this.text, this.twice[1]).line, this.twice[2]);
      return { value: objectOf(entries, this.remember), key, start, inside };
    }

    array(key, start, depth) {
      const value = [];
      const inside = [];
      this.place++;
      if (this.space() !== "]") {
        for (;;) {
          const below = this.value(-1, depth + 1);
          value.push(below.value);
          inside.push(below);
          const next = this.space();
          if (next === "]") break;
          if (next !== ",") this.fail("comma");
          this.place++;
          this.space();
        }
      }
      this.place++;
      return { value, key, start, inside };
    }
  }

  const nodes = (text) => (text.match(/[,:[{]/g) || []).length;

  /** What is wrong with a JSON text and what to write, from what stands at the place. */
  function explained(reason, text, at) {
    const rest = text.slice(at, at + 12);
    const before = text.slice(0, at).trimEnd();
    const word = /^[A-Za-z0-9_.+-]+/.exec(rest);
    const shown = word ? word[0] : rest[0] === "'" ? '"\'"' : `'${[...rest][0]}'`;
    if (!text.trim()) return ["the file is empty", "write {} where nothing is to be said"];
    if (/^(\/\/|\/\*|#)/.test(rest)) {
      return ["JSON has no comments", 'put it into a "$comment" or "description"'];
    }
    if (/^[}\]]/.test(rest) && before.endsWith(",")) {
      return ["a comma stands before the closing bracket", "take the comma out"];
    }
    if (rest[0] === "'") return ["strings stand in double quotes", "write \"…\" in place of '…'"];
    if (reason === "extra") {
      return ["text follows after the end of the document", "a file holds one JSON value; take the rest out"];
    }
    if (!rest) return ["the file ends in the middle of a value", "close all brackets and quotes"];
    if (reason === "control") {
      return ["a control character stands in a string", "write it as an escape, such as \\n or \\t"];
    }
    if (reason === "escape") return ["a backslash begins no valid escape here", "write \\\\ for a backslash"];
    if (reason === "string") return ["a string begins here and has no end", 'close it with "'];
    if (before.endsWith("0") && /^\d/.test(rest)) return ["a number begins with a zero", "take the zero out"];
    if (reason === "comma") return [`a comma is missing before ${shown}`, "put a comma between two members"];
    if (reason === "colon") return [`a colon is missing before ${shown}`, 'write "key": value'];
    if (reason === "key") return [`a key in double quotes is expected, not ${shown}`, 'write "key": value'];
    return [`a value is expected, not ${shown}`, "write strict JSON (RFC 8259)"];
  }

  window.codegenReaders.JsonReader = JsonReader;
})();
