// Where an issue stands in the text, and what to write instead, in the words of the command line.
"use strict";
(() => {
  const OF_KEYS = ["unknown-key", "not-allowed", "property-names"]; // about a key, not about its value
  const OF_OBJECTS = ["required", "dependent-required", "min-properties", "max-properties"];
  const SWITCHES = { true: "true", yes: "true", on: "true", false: "false", no: "false", off: "false" };
  const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;
  const NEAR = /\. Did you mean (.+)\?$/;
  const BARE = /^(-?\d[\d.]*(e[+-]?\d+)?|true|false|"[^"\\]{0,40}")$/; // values that a message shows as JSON
  const QUOTABLE = /^[^"\\]{1,60}$/; // keys that are JSON between quotes
  const WORD = 60; // characters of a value that a hint repeats

  const has = (value, key) => Object.prototype.hasOwnProperty.call(value, key);
  const isBox = (value) => typeof value === "object" && value !== null;
  const begin = (text) => [...text].slice(0, WORD).join("");
  const short = (text) => (text === "" ? '""' : begin(text) === text ? text : `${begin(text)}...`);

  /** Each issue with its line, column and hint; what they say of each other counts. */
  function advised(issues, reading) {
    const at = (path, name) => JSON.stringify([path, name]);
    const groups = new Set(issues.filter((i) => i.group !== undefined).map((i) => at(i.path, i.group)));
    const meant = new Map(); // the key that stands where another one is meant
    for (const { path, code, message } of issues) {
      const near = code === "unknown-key" && NEAR.exec(message);
      if (near) meant.set(at(path.slice(0, -1), near[1]), path.at(-1));
    }
    const told = {
      isGroup: (path) => groups.has(at(path.slice(0, -1), path.at(-1))),
      insteadOfNone({ path, message }) {
        const listed = /: set [a-z ]+ of (.*); found none$/.exec(message);
        const label = listed?.[1].split(", ").find((one) => meant.has(at(path, one)));
        if (label === undefined) return "write one of them";
        return `write ${short(label)} in place of ${short(meant.get(at(path, label)))}`;
      },
    };
    return issues.map((issue) => ({ message: issue.message, ...advise(issue, reading, told) }));
  }

  /** Line, column and hint of an issue. */
  function advise(issue, reading, told) {
    const { path, code, keys, message } = issue;
    let value = reading.value;
    for (const step of path) value = isBox(value) && has(value, step) ? value[step] : undefined;
    const placed = (place, hint) => ({ ...place, hint });
    if (issue.group !== undefined && isBox(value) && !Array.isArray(value)) {
      return placed(...ofGroup(issue, value, reading, told));
    }
    if (OF_KEYS.includes(code)) return placed(reading.keyAt(path), aboutKey(issue, told));
    if (OF_OBJECTS.includes(code)) return placed(reading.keyAt(path), keys[0] ? `add ${short(keys[0])}` : "");
    const equal = code === "unique" && /; (\d+) and (\d+) are equal/.exec(message);
    if (!equal) return placed(reading.at(path), instead(issue, value));
    const [first, second] = [1, 2].map((n) => reading.at([...path, Number(equal[n])]));
    return placed(second, `take it out: it equals item ${equal[1]} on line ${first.line}`);
  }

  /** Two members that clash: the last of them.  None: the object that lacks one. */
  function ofGroup(issue, value, reading, told) {
    const { path, keys, message } = issue;
    const known = keys
      .map((label) => [label, has(value, label) ? label : label.split(" and ")[0]])
      .filter(([, key]) => has(value, key))
      .map(([label, key]) => [label, reading.keyAt([...path, key])])
      .sort(([, a], [, b]) => a.line - b.line || a.column - b.column);
    if (known.length < 2) {
      const isNull = message.endsWith("null means not set)");
      return [reading.keyAt(path), isNull ? "give one of them a value" : told.insteadOfNone(issue)];
    }
    const here = known.at(-1)[1];
    const names = known.map(([label, { line }]) => short(label) + (line === here.line ? "" : ` (line ${line})`));
    return [here, names.length === 2 ? `remove ${names.join(" or ")}` : `keep one of ${names.join(", ")}`];
  }

  function aboutKey({ path, code, message }, told) {
    if (code === "unknown-key" && told.isGroup(path)) {
      return "it is the name of the group: write one of its members in its place";
    }
    const near = NEAR.exec(message);
    if (near) return `write ${near[1]}`;
    return code === "property-names" ? "" : "take it out";
  }

  /** What to write in place of a value, where that is more than the message says. */
  function instead({ code, message, keys }, value) {
    if ((code === "enum" || code === "const") && typeof value === "string") return nearest(message, value);
    const wanted = /: expected ([^;]*); found (?:the string )?(.*)/.exec(message);
    if (!wanted) return "";
    if (QUOTABLE.test(keys[0] ?? "") && BARE.test(wanted[2])) return `write {"${keys[0]}": ${wanted[2]}}`;
    return asKind(wanted[1], value);
  }

  /** A value of the wrong type, written as the right one. */
  function asKind(wanted, value) {
    const wants = (kind) => wanted.includes(kind);
    if (value === null || value === undefined) return "give it a value, or take it out";
    if (typeof value === "string") {
      if (wants("a number") || wants("an integer")) {
        if (NUMBER.test(value)) return `write ${short(value)} without quotes`;
        const joined = value.replaceAll("_", ""); // a number to YAML 1.1, TOML and Python
        if (NUMBER.test(joined)) return `write ${short(joined)}`;
      }
      const word = value.toLowerCase();
      if (wants("a boolean") && has(SWITCHES, word)) return `write ${SWITCHES[word]}`;
    } else if (wants("a string") && !isBox(value)) return "put it in quotes";
    else if (wants("an integer") && typeof value === "number") return "write a whole number";
    return wants("an array") && (!isBox(value) || Array.isArray(value)) ? "put it in brackets: [...]" : "";
  }

  /** The allowed string that is nearest to one that is not. */
  function nearest(message, value) {
    const allowed = message.slice(0, message.lastIndexOf("; found ")).matchAll(/"((?:[^"\\]|\\.)*)"/g);
    let [best, most] = ["", 0.5];
    for (const [, text] of allowed) {
      const alike = likeness([...text], [...value].slice(0, WORD));
      if (alike > most || (alike === most && text > best)) [best, most] = [text, alike];
    }
    return best && `write "${best}"`;
  }

  /** Twice what two texts have in common, block by longest block, over their lengths (Ratcliff, Obershelp). */
  function likeness(a, b) {
    return (2 * common(a, b)) / (a.length + b.length || 1);
  }

  function common(a, b) {
    let [from, to, length] = [0, 0, 0];
    for (let i = 0; i < a.length; i++) {
      for (let j = 0; j < b.length; j++) {
        let n = 0;
        while (i + n < a.length && j + n < b.length && a[i + n] === b[j + n]) n++;
        if (n > length) [from, to, length] = [i, j, n];
      }
    }
    if (!length) return 0;
    return length + common(a.slice(0, from), b.slice(0, to)) + common(a.slice(from + length), b.slice(to + length));
  }

  window.codegenAdvice = advised;
})();
