// A text to a value, with the place of every key and value: the reading of the command line, in its words.
// JSON is read in json-reader.js, YAML in yaml-reader.js.
"use strict";
(() => {
  const { Refusal, position, JsonReader, YamlReader, worded } = window.codegenReaders;
  const { Fault } = window.codegenYaml;
  const MAX_BYTES = 64 * 1024 * 1024;

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
      const refusal = error instanceof Fault ? worded(error, text) : error;
      if (!(refusal instanceof Refusal)) throw error;
      const { message, hint, offset } = refusal;
      return { refusal: { message, hint, ...position(text, offset) } };
    }
  }

  window.codegenReading = { read, position };
})();
