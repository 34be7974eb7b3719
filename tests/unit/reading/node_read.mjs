// Reads texts as the playground does.  Arguments: the scripts; on standard input a JSON list of texts.
// Writes a JSON list: of each text what it is refused with, or a row for everything in it.
import { readFileSync } from "node:fs";

globalThis.window = globalThis;
for (const path of process.argv.slice(2)) (0, eval)(readFileSync(path, "utf8"));
const { read } = globalThis.codegenReading;

let orders;
const keysOf = (value) => orders.get(value) ?? Object.keys(value);

/** Path, kind, scalar and the places of value and key; then what is inside. */
function* rows(reading, value, path) {
  const kind = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const said = kind === "object" || kind === "array" ? null : kind === "bigint" ? String(value) : value;
  const [at, key] = [reading.at(path), reading.keyAt(path)];
  yield [path, kind, said, at.line, at.column, key.line, key.column];
  if (kind === "array") for (const [i, item] of value.entries()) yield* rows(reading, item, [...path, i]);
  if (kind === "object") for (const name of keysOf(value)) yield* rows(reading, value[name], [...path, name]);
}

const found = JSON.parse(readFileSync(0, "utf8")).map((text) => {
  orders = new Map();
  const reading = read(text, "yaml", (value, keys) => orders.set(value, keys));
  if (!reading.refusal) return [...rows(reading, reading.value, [])];
  const { message, hint, line, column } = reading.refusal;
  return { message, hint, line, column };
});
process.stdout.write(JSON.stringify(found));
