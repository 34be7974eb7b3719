// Judges many documents with many packages: reads lines [folder, [type, text...]...]; answers a line each.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const [folder, type, texts] = JSON.parse(line);
  const { ACCEPTS, CHECK, parse } = await import(pathToFileURL(`${folder}/index.js`).href);
  const answers = texts.map((text) => {
    const value = parse(text);
    const issues = CHECK[type](value).map(({ pointer, message, code, group, keys }) => [
      pointer,
      message,
      code,
      group ?? null,
      keys,
    ]);
    return [ACCEPTS[type](value), issues];
  });
  console.log(JSON.stringify(answers));
}
