// Values to YAML and JSON.
"use strict";
(() => {
  const { resolved } = window.codegenReaders;
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

  window.codegenReading.write = write;
})();
