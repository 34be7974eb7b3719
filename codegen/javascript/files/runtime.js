// What the printed checker stands on: issues and their words, JSON values, and how they compare.

const MISS = Symbol("miss");
const written = new WeakMap();

/** Keep the order in which the keys of an object were written, where JavaScript gives them another. */
export function remember(object, keys) {
  written.set(object, keys);
}

/** The keys of an object in the order of the document. */
export function keysOf(object) {
  const own = Object.keys(object);
  const order = written.get(object);
  if (order === undefined) return own;
  const known = new Set(order);
  return [...order.filter((key) => has(object, key)), ...own.filter((key) => !known.has(key))];
}

/** What stands at a key, or its default. */
export function get(object, key, otherwise) {
  return has(object, key) ? object[key] : otherwise;
}

/** Whether an object has a key of its own. */
export function has(object, key) {
  return Object.prototype.hasOwnProperty.call(object, key);
}

/** Collects issues while a value is read; `path` is where the reading is. */
export class Issues {
  constructor(root, quiet = false) {
    this.root = root;
    this.quiet = quiet;
    this.path = [];
    this.found = [];
    this.comparisons = 2000;
  }

  put(subject, words, code, group, keys = []) {
    this.miss();
    const path = [...this.path];
    const pointer = path.map((s) => "/" + String(s).replaceAll("~", "~0").replaceAll("/", "~1")).join("");
    const issue = { pointer, path, message: `${subject}: ${words}`, code, keys };
    this.found.push(group === undefined ? issue : { ...issue, group });
  }

  /** Ends the reading of a value that is only asked whether it fits. */
  miss() {
    if (this.quiet) throw MISS;
  }

  add(code, words) {
    this.put(subject(this.path, this.root), words, code);
  }

  /** A value where an object should stand; `keys` has the key that takes one of its type, by type. */
  bare(words, value, keys) {
    const kind = typeof value === "bigint" ? "number" : typeof value;
    this.put(subject(this.path, this.root), words, "type", undefined, has(keys, kind) ? [keys[kind]] : []);
  }

  /** Read what stands at a key or an index. */
  at(step, check, value) {
    this.path.push(step);
    check(value, this);
    this.path.pop();
  }

  items(value, check, first = 0) {
    for (let i = first; i < value.length; i++) this.at(i, check, value[i]);
  }

  values(value, check) {
    for (const key of keysOf(value)) this.at(key, check, value[key]);
  }

  /** The keys of an object; an issue of one says that it is about the key, not about its value. */
  names(value, check, words) {
    for (const key of keysOf(value)) {
      const start = this.found.length;
      this.at(key, check, key);
      const skip = subject([...this.path, key], this.root).length + 2;
      for (const issue of this.found.slice(start)) {
        issue.code = "property-names";
        issue.message = issue.message.slice(0, skip) + words + issue.message.slice(skip);
      }
    }
  }

  /** A key that is not there: told at the object, named after the key. */
  missing(key, words, code = "required") {
    this.put(name(key), words, code, undefined, [key]);
  }

  required(value, keys, words) {
    for (const key of keys) if (!has(value, key)) this.missing(key, words);
  }

  /** The key that the reading is at, which nothing declares, with the nearest of the declared ones. */
  unknown(value, words, names = []) {
    this.miss();
    this.add("unknown-key", words + hint(this.path.at(-1), names, value, this));
  }

  /** A property group, when the wrong number of its members is set. */
  group(value, group, rule, members, found = set(value, members)) {
    const right = { "exactly one": found.length === 1, "at most one": found.length < 2 };
    if (right[rule] ?? found.length > 0) return;
    const words = `set ${rule} of ${listed(members)}; found ${membersFound(value, members, found)}`;
    const code = `group-${rule.replaceAll(" ", "-")}-${found.length > 0 ? "several" : "none"}`;
    this.put(name(group), words, code, group, found);
  }

  /** A rule between fields that is broken: told at one of them, or at the object that lacks it. */
  rule(value, at, words, keys, defaults = {}) {
    this.miss();
    const found = keys.map((key) => told(key, value, defaults)).join(", ");
    const step = has(value, at) ? [at] : [];
    this.path.push(...step);
    this.put(name(at), `${words}; found ${found}`, "rule", undefined, keys);
    this.path.splice(this.path.length - step.length);
  }

  /** Say behind each issue found since `start` under which condition it is one. */
  behind(start, words) {
    for (const issue of this.found.slice(start)) {
      const [told, ...rest] = issue.message.split(". Did you mean ");
      issue.message = [told + words, ...rest].join(". Did you mean ");
    }
  }

  /** Each issue once, in document order: an object before its members, issues of one place as met. */
  sorted(value) {
    const ranks = new Map();
    const place = (issue) => {
      const steps = [];
      let at = value;
      for (const step of issue.path) {
        if (Array.isArray(at)) {
          steps.push(step);
          at = at[step];
        } else if (isObject(at)) {
          if (!ranks.has(at)) ranks.set(at, new Map(keysOf(at).map((key, rank) => [key, rank])));
          steps.push(ranks.get(at).get(step) ?? ranks.get(at).size);
          at = has(at, step) ? at[step] : null;
        }
      }
      return steps;
    };
    const once = new Map();
    for (const issue of this.found) {
      const key = JSON.stringify([issue.path, issue.message]);
      if (!once.has(key)) once.set(key, issue);
    }
    const placed = [...once.values()].map((issue) => [place(issue), issue]);
    return placed.sort(([a], [b]) => compared(a, b)).map(([, issue]) => issue);
  }
}

function compared(a, b) {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** Whether a value fits: its reading ends at the first issue. */
export function fits(check, value) {
  try {
    check(value, new Issues("", true));
    return true;
  } catch (error) {
    if (error === MISS) return false;
    throw error;
  }
}

/** Whether an object whose keys have been read has a key, and a value there that fits. */
export function fitsAt(object, key, check, issues) {
  return has(object, key) && (issues.found.length === 0 || fits(check, object[key]));
}

/** A function that gives every issue of a value. */
export function checker(root, check) {
  return (value) => {
    const issues = new Issues(root);
    try {
      (isJson(value) ? check : notJson)(value, issues);
      return issues.sorted(value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const deep = new Issues(root);
      deep.add("depth", "nested too deeply");
      return deep.found;
    }
  };
}

/** A function that says whether a value is valid. */
export function acceptor(check) {
  return (value) => {
    try {
      return isJson(value) && fits(check, value);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  };
}

/** A place where no value is allowed. */
export function never(value, issues) {
  issues.add("not-allowed", "not allowed here");
}

/** What a message is about: the last key and the indices behind it (`boundaries[2]`). */
function subject(path, root) {
  let indices = "";
  for (const step of [...path].reverse()) {
    if (typeof step === "string") return name(step) + indices;
    indices = `[${step}]${indices}`;
  }
  return root + indices;
}

const HIDDEN =
  /[\0-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\u{e0000}-\u{e0fff}]/gu;

function start(text, length) {
  let shown = "";
  for (const character of text) {
    if (length-- === 0) break;
    shown += character;
  }
  return shown;
}

/** Text without control, bidirectional, invisible or lone surrogate characters, cut at 60. */
function escape(text) {
  const head = start(text, 60);
  const shown = head.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0);
    return code < 65536
      ? "\\u" + code.toString(16).padStart(4, "0")
      : "\\U" + code.toString(16).padStart(8, "0");
  });
  const cut = start(shown, 60);
  return cut === shown && head === text ? shown : cut + "...";
}

/** A key as messages show it. */
export function name(key) {
  return escape(key) || '""';
}

/** A number in ECMAScript form: `2`, `1e-7`, `1e+21`. */
function numberShown(value) {
  if (typeof value === "bigint" && value >= -(2n ** 53n) && value <= 2n ** 53n) return String(value);
  const number = Number(value);
  if (Number.isFinite(number)) return String(number);
  if (typeof value === "number") return "a number that is not finite";
  return `a number ${value > 0 ? "above " : "below -"}1.7976931348623157e+308`;
}

/** A value as messages show it. */
export function shown(value) {
  switch (typeof value) {
    case "string":
      return `the string "${escape(start(value, 61).replace(/["\\]/g, "\\$&"))}"`;
    case "number":
    case "bigint":
      return numberShown(value);
    case "boolean":
      return String(value);
  }
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return isPlain(value) ? "an object" : "a value that is not JSON";
}

/** A field with its value, as a broken rule shows it. */
function told(key, value, defaults) {
  if (has(value, key)) return `${name(key)} ${brief(value[key])}`;
  return `${name(key)} ${brief(defaults[key])} by default`;
}

/** A value on a part of a line: a short list of numbers is shown, of a long one how long it is. */
function brief(value) {
  if (!Array.isArray(value)) return shown(value);
  const found = `[${value.slice(0, 21).map(shown).join(", ")}]`;
  if (value.length <= 20 && value.every(isNumber) && found.length <= 60) return found;
  return value.length === 1 ? "1 item" : `${value.length} items`;
}

/** Names with commas between them, cut at 40. */
export function listed(names) {
  const more = names.length > 40 ? `, and ${names.length - 40} more` : "";
  return names.slice(0, 40).map(name).join(", ") + more;
}

function set(value, members) {
  return members.filter((key) => has(value, key) && value[key] !== null);
}

/** What a group found: the members that are set, or none and which of them are null. */
function membersFound(value, keys, found) {
  if (found.length > 0) return listed(found);
  const empty = keys.filter((key) => has(value, key) && value[key] === null);
  if (empty.length === 0) return "none";
  return `none (${listed(empty)} ${empty.length === 1 ? "is" : "are"} null; null means not set)`;
}

/** ` Did you mean ...?` when a name that is not used yet is near. */
function hint(key, names, value, issues) {
  const length = size(key);
  if (length > 100) return "";
  let best = "";
  let limit = Math.floor((length + 1) / 3) + 1;
  for (const other of names) {
    if (Math.abs(size(other) - length) < limit && !has(value, other) && issues.comparisons) {
      issues.comparisons -= 1;
      const far = distance([...key], [...other]);
      if (far < limit) [best, limit] = [other, far];
    }
  }
  return best && `. Did you mean ${name(best)}?`;
}

/** Edits (insert, delete, replace, swap neighbours) between two names: optimal string alignment. */
function distance(a, b) {
  let before = [];
  let last = [0, ...b.map((_, j) => j + 1)];
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j++) {
      let cost = Math.min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] === b[j] ? 0 : 1));
      if (i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j]) {
        cost = Math.min(cost, before[j - 1] + 1);
      }
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

/**
 * How much an object looks like an alternative.  Hundreds: 3 when its constants are there, 2 when its
 * required keys are, 1 when neither speaks against it, 0 when one does.  Below that, how many of its keys
 * are there.
 */
export function mark(value, constants, required, known) {
  const same = Math.min(99, known.filter((key) => has(value, key)).length);
  const held = constants
    .filter(([key]) => has(value, key))
    .map(([key, allowed]) => allowed.some((other) => equal(value[key], other)));
  if (held.includes(false)) return same;
  if (held.length > 0 && held.length === constants.length) return 300 + same;
  if (!required.every((key) => has(value, key))) return same;
  return (required.length > 0 ? 200 : 100) + same;
}

/** The alternative that a value is meant to be: the one with the best mark, -1 when that is a tie. */
export function pick(marks) {
  const best = Math.max(...marks);
  return best > 0 && marks.filter((other) => other === best).length === 1 ? marks.indexOf(best) : -1;
}

/** Whether a value is made of plain JSON types with finite numbers, all the way down. */
function isJson(value) {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "bigint":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      if (value === null) return true;
      if (!Array.isArray(value)) {
        if (!isPlain(value)) return false;
        for (const key of Object.keys(value)) if (!isJson(value[key])) return false;
        return true;
      }
      for (const item of value) if (!isJson(item)) return false;
      return true;
  }
  return false;
}

/** Issues for everything in a value that JSON does not have. */
function notJson(value, issues) {
  if (Array.isArray(value)) issues.items(value, notJson);
  else if (isPlain(value)) issues.values(value, notJson);
  else if (!isJson(value)) issues.add("not-json", `expected a JSON value; found ${shown(value)}`);
}

/** Whether a value is an object as `{}` and JSON.parse make them, of this realm or another. */
function isPlain(value) {
  if (!isObject(value)) return false;
  const above = Object.getPrototypeOf(value);
  return above === null || Object.getPrototypeOf(above) === null;
}

export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isNumber(value) {
  return typeof value === "number" || typeof value === "bigint";
}

/** Whether a value is an integer: `2.0` is one. */
export function isInteger(value) {
  return Number.isInteger(value) || typeof value === "bigint";
}

/** The code points of a text. */
export function size(text) {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** A text that is the same for equal JSON values, and for no others. */
function identity(value) {
  if (typeof value === "string") return JSON.stringify(value);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return String(BigInt(value));
  if (Array.isArray(value)) return `[${value.map(identity)}]`;
  if (!isObject(value)) return String(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${identity(value[key])}`)}}`;
}

/** JSON equality. */
export function equal(value, other) {
  return value === other || identity(value) === identity(other);
}

/** The first two items that are equal, as `0 and 2`; empty when all differ. */
export function equalItems(items) {
  const seen = new Map();
  for (const [number, item] of items.entries()) {
    const key = identity(item);
    if (seen.has(key)) return `${seen.get(key)} and ${number}`;
    seen.set(key, number);
  }
  return "";
}

/**
 * Whether a number is a multiple of `digits * 10 ** power`, both taken as decimals.
 * A double without a fraction is the integer it stands for, which is not always the one that was written.
 */
export function isMultiple(value, digits, power = 0) {
  if (power === 0 && typeof value === "number" && typeof digits === "number") return value % digits === 0;
  let unit = BigInt(digits);
  let whole;
  let shift = 0;
  if (isInteger(value)) {
    whole = BigInt(value);
  } else {
    const [mantissa, exponent = "0"] = String(value).split("e");
    const [before, after = ""] = mantissa.split(".");
    whole = BigInt(before + after);
    shift = Number(exponent) - after.length;
  }
  if (shift >= power) whole *= 10n ** BigInt(shift - power);
  else unit *= 10n ** BigInt(power - shift);
  return whole % unit === 0n;
}
