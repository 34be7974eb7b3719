// Judges documents with a generated package: node runner.mjs FOLDER.  See docs/agreement-protocol.md.

import { createInterface } from "node:readline";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { ACCEPTS, CHECK, parse } = await import(pathToFileURL(join(process.argv[2], "index.js")).href);

/** `validate` and `isValid` must say the same, so both are asked. */
function answer(definition, text) {
  try {
    const value = parse(text);
    const valid = ACCEPTS[definition](value);
    const issues = CHECK[definition](value);
    if (valid !== (issues.length === 0)) {
      throw new Error(`ACCEPTS says ${valid}, CHECK finds ${issues.length} issues`);
    }
    return { valid, errors: issues.map(({ pointer, message }) => ({ pointer, message })) };
  } catch (error) {
    return { valid: false, failure: String(error).slice(0, 500) };
  }
}

let greeted = false;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const value = JSON.parse(line);
  const said = greeted
    ? answer(...value)
    : { protocol: 1, words: true, definitions: Object.keys(CHECK).filter((n) => Object.hasOwn(value.definitions, n)) };
  greeted = true;
  process.stdout.write(JSON.stringify(said) + "\n");
}
