// Judges many documents with many packages: reads lines [folder, type, texts, steps]; answers a line each.
// Of each text: whether it is valid, its issues, and its learning rate at each step (null: it has none).

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const [folder, type, texts, steps] = JSON.parse(line);
  const { ACCEPTS, CHECK, RATES, parse } = await import(pathToFileURL(`${folder}/index.js`).href);
  const rate = (value, step) => {
    try {
      return RATES[type](value, step);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  };
  const answers = texts.map((text) => {
    const value = parse(text);
    const issues = CHECK[type](value).map(({ pointer, message, code, group, keys }) => [
      pointer,
      message,
      code,
      group ?? null,
      keys,
    ]);
    return [ACCEPTS[type](value), issues, steps.map((step) => rate(value, step))];
  });
  console.log(JSON.stringify(answers));
}
