// Reads scripts as JSON, `{ name: text }`, and writes them without comments and long names.
import { transform } from "esbuild";

let text = "";
for await (const chunk of process.stdin) text += chunk;
const found = {};
for (const [name, script] of Object.entries(JSON.parse(text))) {
  const [head] = script.split("\n", 1); // the line that says what made it
  const { code } = await transform(script, { minify: true, charset: "ascii", target: "es2022" });
  found[name] = `${head}\n${code}`;
}
process.stdout.write(JSON.stringify(found));
