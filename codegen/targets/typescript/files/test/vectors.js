// Runs generated vectors: node test/vectors.js [FILE.jsonl]

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { ACCEPTS, CHECK, parse } from "../index.js";

const own = dirname(dirname(fileURLToPath(import.meta.url)));
const beside = join(own, "..", "..", "vectors");
const files = process.argv.length > 2 ? process.argv.slice(2) : found(beside);
let vectors = 0;
let wrong = 0;

function found(folder) {
  const name = own.split(/[\\/]/).at(-1);
  return readdirSync(folder)
    .filter((file) => file === `${name}.jsonl`)
    .map((file) => join(folder, file));
}

/** What is wrong with the answer to a vector; empty when it is right. */
function difference({ definition, valid, errors, document }) {
  if (ACCEPTS[definition](document) !== valid) return `expected ${valid ? "valid" : "not valid"}`;
  const issues = CHECK[definition](document).map(({ pointer, message }) => ({ pointer, message }));
  const [said, wanted] = [issues, errors].map((list) => JSON.stringify(list));
  return said === wanted ? "" : `expected ${wanted}\n     found ${said}`;
}

for (const file of files) {
  for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    const vector = parse(line);
    const words = difference(vector);
    vectors += 1;
    if (words === "") continue;
    wrong += 1;
    console.error(`${vector.definition}: ${vector.about}\n  ${words}`);
  }
}
console.log(`${vectors} vectors, ${wrong} wrong`);
process.exitCode = vectors > 0 && wrong === 0 ? 0 : 1;
