// YAML to values, with the place of every key and value, from the events of yaml-parser.js.
"use strict";
(() => {
  const { MAX_DEPTH, MAX_NODES, MAX_DIGITS, Refusal, refusals, position, cut, objectOf, integerOf } = window.codegenReaders;
  const { SYNTAX, tagRefusal } = window.codegenReaders;
  const { Parser } = window.codegenYaml;
  const MAX_EXPANDED = 100000;

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
      this.parser = new Parser(this.text);
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

  Object.assign(window.codegenReaders, { YamlReader, resolved });
})();
