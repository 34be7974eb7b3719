// JSON and YAML to values, with the place of every key and value: the reading of the command line, in its
// words.  The syntax of YAML is in yaml.js.
"use strict";
(() => {
  const MAX_BYTES = 64 * 1024 * 1024;
  const MAX_DEPTH = 200;
  const MAX_NODES = 3500000;
  const MAX_EXPANDED = 100000;
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

  const json = (text) => JSON.stringify(text);
  const cut = (text, limit, end = "…") => {
    const characters = text.length <= limit ? [] : [...text];
    return characters.length <= limit ? text : characters.slice(0, limit).join("") + end;
  };

  const refusals = {
    twice: (key, line, at) =>
      new Refusal(
        `the key ${json(cut(key, 200))} stands here a second time; the first is on line ${line}`,
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

  // ------------------------------------------------------------------------------------------- JSON

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
    if (!text.trim()) return ["the file is empty", "write a schema; the smallest is {}"];
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

  // ------------------------------------------------------------------------------------------- YAML

  const PLAINS = new Map([
    ...["", "~", "null", "Null", "NULL"].map((word) => [word, null]),
    ...["true", "True", "TRUE"].map((word) => [word, true]),
    ...["false", "False", "FALSE"].map((word) => [word, false]),
  ]);
  const SCALAR =
    /^(?:([-+]?[0-9]+)|([-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)|0o([0-7]+)|0x([0-9a-fA-F]+)|([-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)))$/;
  const MAX_BITS = 14284;

  /** What a plain scalar means: the core schema of YAML 1.2. */
  function resolved(text, at) {
    if (PLAINS.has(text)) return PLAINS.get(text);
    const found = SCALAR.exec(text);
    if (!found) return text;
    const [, whole, real, octal, hexadecimal, infinite] = found;
    if (infinite) throw refusals.infinite(text, at);
    if (real) {
      const value = Number(text);
      if (!Number.isFinite(value)) throw refusals.range(text, at);
      return value;
    }
    if (whole) {
      if (whole.replace(/^[-+]+/, "").length > MAX_DIGITS) throw refusals.range(text, at);
      return integerOf(whole);
    }
    const value = BigInt(octal ? `0o${octal}` : `0x${hexadecimal}`);
    if (value.toString(2).length > MAX_BITS) throw refusals.range(text, at);
    return integerOf(String(value));
  }

  const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ufffd]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/;
  const HEAD = /(?:%([^ \t\r\n]+)[ \t]*([^ \t\r\n#]*)[^\r\n]*|[ \t]*(?:#[^\r\n]*)?)[\r\n]/y;

  function checkCharacters(text) {
    const bad = UNPRINTABLE.exec(text);
    if (bad) {
      const code = bad[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      throw new Refusal(
        `the character U+${code} may not stand in a YAML file`,
        'write it as an escape in double quotes, such as "\\x00"',
        bad.index,
      );
    }
    const mark = /(?<![^\n\r])\ufeff/.exec(text);
    if (mark) throw new Refusal("a byte order mark stands in the middle of the file", "take it out", mark.index);
  }

  function checkDirectives(text) {
    if (!/(^|[\r\n])%/.test(text)) return;
    HEAD.lastIndex = 0;
    for (let at = 0, found; (found = HEAD.exec(text)) && HEAD.lastIndex > at; at = HEAD.lastIndex) {
      const [, name, value] = found;
      if (name === undefined || (name === "YAML" && value === "1.2")) continue;
      throw new Refusal(
        `${cut(`the directive %${name}${value && " "}${value}`, 80, "")} is not read`,
        "take the line out; files are read as YAML 1.2",
        found.index,
      );
    }
  }

  class YamlReader {
    constructor(text, remember) {
      this.text = text;
      this.remember = remember;
      this.anchors = new Map();
      this.open = new Set();
      this.depth = 0;
      this.nodes = 0;
      this.expanded = 0;
    }

    document() {
      checkCharacters(this.text);
      checkDirectives(this.text);
      this.parser = new window.codegenYaml.Parser(this.text);
      if (this.parser.next().type !== "document") {
        throw new Refusal("the file is empty", "write {} where nothing is to be said", 0);
      }
      const found = this.value(this.parser.next(), -1);
      this.parser.next(); // the document ends
      const { type, start } = this.parser.next();
      if (type !== "stream end") {
        throw new Refusal("a second document begins here", "a file holds one document; take the rest out", start);
      }
      return found;
    }

    /** A value: `{ value, key, start, inside }`, where `inside` has the places of what is in it. */
    value(event, key) {
      const { type, start, anchor, tag } = event;
      if (type === "alias") return this.alias(event, key);
      if (tag !== null) throw tagRefusal(tag, start);
      let found;
      if (type === "scalar") found = { value: event.plain ? resolved(event.value, start) : event.value, key, start };
      else {
        if (anchor !== null) {
          this.anchors.delete(anchor);
          this.open.add(anchor);
        }
        found = this.container(event, key);
        this.open.delete(anchor);
      }
      if (anchor !== null) this.anchors.set(anchor, found);
      return found;
    }

    container(event, key) {
      this.depth++;
      this.nodes++;
      if (this.depth > MAX_DEPTH) throw refusals.deep(event.start);
      const found = event.type === "mapping" ? this.mapping() : this.sequence();
      this.depth--;
      return { ...found, key, start: event.start };
    }

    mapping() {
      const entries = new Map();
      const inside = new Map();
      for (let event; (event = this.parser.next()).type !== "mapping end"; ) {
        const { start } = event;
        const name = this.key(event);
        if (entries.has(name)) throw refusals.twice(name, position(this.text, inside.get(name).key).line, start);
        const next = this.parser.next();
        const below = this.value(next, start);
        entries.set(name, below.value);
        inside.set(name, below);
        if (2 * entries.size > MAX_NODES - this.nodes) throw refusals.many(next.start);
      }
      this.nodes += 2 * entries.size;
      return { value: objectOf(entries, this.remember), inside };
    }

    sequence() {
      const value = [];
      const inside = [];
      for (let event; (event = this.parser.next()).type !== "list end"; ) {
        const below = this.value(event, -1);
        value.push(below.value);
        inside.push(below);
        if (value.length > MAX_NODES - this.nodes) throw refusals.many(event.start);
      }
      this.nodes += value.length;
      return { value, inside };
    }

    key(event) {
      const { type, start, plain } = event;
      if (type === "mapping" || type === "list") {
        const template = this.text.slice(start - 1, start + 1) === "{{";
        const hint = template ? "templates are not filled in here; put the text in quotes" : "keys are strings";
        throw new Refusal(`a ${type} is used as a key`, hint, start);
      }
      if (event.value === "<<" && plain && event.tag === null) {
        throw new Refusal(
          "YAML 1.2 has no merge keys, so << would be read differently elsewhere",
          'repeat the keys here, or use an alias for a whole value; "<<" in quotes is an ordinary key',
          start,
        );
      }
      const { value } = this.value(event, -1);
      if (typeof value === "string") return value;
      if (type === "scalar" && !event.value) throw new Refusal(...SYNTAX.noName, start);
      const kind =
        value === null ? "null"
        : typeof value === "boolean" ? "true or false"
        : typeof value === "object" ? "a list or a mapping"
        : "a number";
      const written = type === "alias" ? "this alias" : `the key ${cut(event.value, 40, "")}`;
      const hint = type === "alias" ? "keys are strings" : `write "${cut(event.value, 40, "")}": in quotes`;
      throw new Refusal(`${written} is ${kind}, not a string`, hint, start);
    }

    alias({ start, anchor }, key) {
      const shown = cut(anchor, 40, "");
      if (this.open.has(anchor)) {
        throw new Refusal(`*${shown} stands inside the value it names`, "a value cannot contain itself", start);
      }
      const named = this.anchors.get(anchor);
      if (!named) {
        throw new Refusal(`*${shown} names no anchor above it`, `write &${shown} before the value it stands for`, start);
      }
      this.expand(named.value, start, this.depth);
      return { value: named.value, key, start, inside: named.inside };
    }

    /** What an alias stands for counts as if it were written out. */
    expand(value, start, depth) {
      if (value === null || typeof value !== "object") return;
      if (depth >= MAX_DEPTH) throw refusals.deep(start);
      const items = Object.values(value);
      const size = 1 + items.length * (Array.isArray(value) ? 1 : 2);
      this.expanded += size;
      this.nodes += size;
      if (this.expanded > MAX_EXPANDED) {
        throw new Refusal(
          `aliases add more than ${MAX_EXPANDED} keys and values`,
          "write the values out, or fewer of them",
          start,
        );
      }
      for (const item of items) this.expand(item, start, depth + 1);
    }
  }

  function tagRefusal(tag, start) {
    if (tag === undefined) return new Refusal(...SYNTAX.tags, start);
    const shown = cut(tag.replace("tag:yaml.org,2002:", "!!"), 40, "");
    const hint = "take the tag out; put a value in quotes to make it a string";
    return new Refusal(`the tag ${shown} is not read: values have no tags here`, hint, start);
  }

  const QUOTE = "close it with the quote it begins with";
  const SYNTAX = {
    reserved: (c) => [`no value can begin with ${json(c)}`, "put the text in quotes"],
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

  /** A fault of syntax in our words. */
  function worded({ message, at }, text) {
    if (message === "deep") return refusals.deep(at);
    if (message === "reserved") return new Refusal(...SYNTAX.reserved(text[at]), at);
    return new Refusal(...SYNTAX[message], at);
  }

  // ------------------------------------------------------------------------------------------- both

  function checkBytes(text) {
    const size = text.length * 3 > MAX_BYTES ? new Blob([text]).size : 0;
    if (size > MAX_BYTES) {
      throw new Refusal(`the file has ${size} bytes; the limit is ${MAX_BYTES}`, "split the file", 0);
    }
    if (new TextEncoder().encode(text.slice(0, 4)).subarray(0, 4).includes(0)) {
      throw new Refusal("the file is UTF-16 or UTF-32", "save it as UTF-8", 0);
    }
  }

  /**
   * What a text says: `{ value, at(path), keyAt(path) }`, or `{ refusal: { message, hint, line, column } }`.
   * `remember(object, keys)` keeps the order of keys that JavaScript would sort.
   */
  function read(source, format, remember) {
    const text = source.replace(/^\ufeff/, "");
    try {
      checkBytes(source);
      const Reader = format === "json" ? JsonReader : YamlReader;
      const tree = new Reader(text, remember).document();
      const find = (path) => {
        let node = tree;
        for (const step of path) {
          const below = node.inside && (Array.isArray(node.inside) ? node.inside[step] : node.inside.get(step));
          if (!below) return { node, exact: false };
          node = below;
        }
        return { node, exact: true };
      };
      return {
        value: tree.value,
        at: (path) => position(text, find(path).node.start),
        keyAt: (path) => {
          const { node, exact } = find(path);
          return position(text, exact && node.key >= 0 ? node.key : node.start);
        },
      };
    } catch (error) {
      const { Fault } = window.codegenYaml;
      const refusal = error instanceof Fault ? worded(error, text) : error;
      if (!(refusal instanceof Refusal)) throw error;
      const { message, hint, offset } = refusal;
      return { refusal: { message, hint, ...position(text, offset) } };
    }
  }

  // ------------------------------------------------------------------------------------------- writing

  const WIDTH = 76;
  const BARE = /^[A-Za-z_/][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$/;
  const HIDDEN = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]/gu;

  const escapedAs = (width) => (c) => {
    const code = c.codePointAt(0);
    if (code < 65536) return `\\u${code.toString(16).padStart(4, "0")}`;
    if (width === 8) return `\\U${code.toString(16).padStart(8, "0")}`;
    return [...c].flatMap((x) => [x.charCodeAt(0), x.charCodeAt(1)]).map((u) => `\\u${u.toString(16)}`).join("");
  };

  /** A string or another scalar, as YAML or (with `strict`) as JSON. */
  function scalarText(value, strict) {
    if (typeof value !== "string") return String(value);
    const old = /^(y|n|yes|no|on|off)$/i.test(value);
    if (!strict && BARE.test(value) && !old && resolved(value, 0) === value) return value;
    return JSON.stringify(value).replace(HIDDEN, escapedAs(strict ? 4 : 8));
  }

  const isBox = (value) => value !== null && typeof value === "object";

  function flowText(value, strict) {
    if (Array.isArray(value)) return `[${value.map((item) => flowText(item, strict)).join(", ")}]`;
    if (!isBox(value)) return scalarText(value, strict);
    return `{${keysOf(value).map((key) => `${scalarText(key, strict)}: ${flowText(value[key], strict)}`).join(", ")}}`;
  }

  let keysOf = Object.keys;

  function yamlLines(value, indent) {
    const flat = (list, head) => !list.some((v) => isBox(v) && Object.keys(v).length) && head.length + flowText(list).length < WIDTH;
    const long = (item, head) => isBox(item) && Object.keys(item).length && !(Array.isArray(item) && flat(item, head));
    if (isBox(value) && !Array.isArray(value) && Object.keys(value).length) {
      return keysOf(value).flatMap((key) => {
        const head = `${indent}${scalarText(key)}:`;
        return long(value[key], head) ? [head, ...yamlLines(value[key], `${indent}  `)] : [`${head} ${flowText(value[key])}`];
      });
    }
    if (Array.isArray(value) && long(value, indent)) {
      return value.flatMap((item) => {
        const [first, ...rest] = yamlLines(item, `${indent}  `);
        return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
      });
    }
    return [indent + flowText(value)];
  }

  function jsonLines(value, indent, head, tail) {
    const one = `${indent}${head}${flowText(value, true)}${tail}`;
    const inner = isBox(value) ? (Array.isArray(value) ? value.map((v) => ["", v]) : keysOf(value).map((k) => [`${scalarText(k, true)}: `, value[k]])) : [];
    if (!inner.length || (one.length < WIDTH && indent)) return [one];
    const [open, close] = Array.isArray(value) ? "[]" : "{}";
    return [
      indent + head + open,
      ...inner.flatMap(([key, item], i) => jsonLines(item, `${indent}  `, key, i + 1 < inner.length ? "," : "")),
      indent + close + tail,
    ];
  }

  /** A value as text that reads as the same value. */
  function write(value, format, order) {
    keysOf = order || Object.keys;
    const lines = format === "json" ? jsonLines(value, "", "", "") : yamlLines(value, "");
    return lines.join("\n") + "\n";
  }

  window.codegenReading = { read, write, position };
})();
