// A reader of JSON text that loses nothing: see `parse`.

import { remember } from "./runtime.js";

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
const WORDS = { t: ["true", true], f: ["false", false], n: ["null", null] };
const INDEX = /^(?:0|[1-9]\d*)$/;

/**
 * The value of a JSON text (RFC 8259).
 *
 * Unlike JSON.parse it keeps the order of keys for the checker, gives a bigint for an integer that no
 * number holds exactly, and refuses an object with two equal keys.
 */
export function parse(text) {
  const reader = new Reader(text);
  try {
    reader.space();
    const value = reader.value();
    reader.space();
    if (reader.place < text.length) reader.fail("expected the end of the text");
    return value;
  } catch (error) {
    if (error instanceof RangeError) reader.fail("nested too deeply");
    throw error;
  }
}

class Reader {
  constructor(text) {
    this.text = text;
    this.place = 0;
  }

  fail(words) {
    const lines = this.text.slice(0, this.place).split("\n");
    throw new SyntaxError(`${words} at line ${lines.length}, column ${lines.at(-1).length + 1}`);
  }

  /** What a sticky expression matches here; the place moves behind it. */
  match(expression) {
    expression.lastIndex = this.place;
    const found = expression.exec(this.text);
    if (found !== null) this.place = expression.lastIndex;
    return found;
  }

  space() {
    this.match(SPACE);
    return this.text[this.place];
  }

  /** Step over a character, if it is the one wanted. */
  skip(character) {
    if (this.space() !== character) return false;
    this.place++;
    return true;
  }

  value() {
    const first = this.text[this.place];
    if (first === "{") return this.object();
    if (first === "[") return this.array();
    if (first === '"') return this.string();
    const [word, value] = WORDS[first] ?? [];
    if (word === undefined) return this.number();
    if (!this.text.startsWith(word, this.place)) this.fail("expected a value");
    this.place += word.length;
    return value;
  }

  number() {
    const found = this.match(NUMBER) ?? this.fail("expected a value");
    const [written, fraction, exponent] = found;
    const value = Number(written);
    if (fraction || exponent || Number.isSafeInteger(value)) return value;
    const whole = BigInt(written);
    return Number.isFinite(value) && BigInt(value) === whole ? value : whole;
  }

  string() {
    if (this.text[this.place] !== '"') this.fail("expected a string");
    let end = this.place;
    do {
      end = this.text.indexOf('"', end + 1);
      if (end < 0) this.fail("a string without end");
    } while (this.escaped(end));
    const written = this.text.slice(this.place, end + 1);
    try {
      const value = JSON.parse(written);
      this.place = end + 1;
      return value;
    } catch {
      return this.fail("a string with a bad escape or a control character");
    }
  }

  /** Whether an odd number of backslashes stands before a place. */
  escaped(place) {
    let first = place;
    while (this.text[first - 1] === "\\") first--;
    return (place - first) % 2 === 1;
  }

  array() {
    const items = [];
    this.place++;
    if (this.skip("]")) return items;
    do {
      this.space();
      items.push(this.value());
    } while (this.skip(","));
    if (!this.skip("]")) this.fail('expected "," or "]"');
    return items;
  }

  object() {
    const object = {};
    const keys = new Set();
    let indices = false;
    this.place++;
    if (this.skip("}")) return object;
    do {
      this.space();
      const key = this.string();
      if (keys.has(key)) this.fail("a second value for the same key");
      keys.add(key);
      indices ||= INDEX.test(key);
      if (!this.skip(":")) this.fail('expected ":"');
      this.space();
      const value = this.value();
      if (key === "__proto__") {
        Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
      } else {
        object[key] = value;
      }
    } while (this.skip(","));
    if (!this.skip("}")) this.fail('expected "," or "}"');
    if (indices) remember(object, [...keys]);
    return object;
  }
}
