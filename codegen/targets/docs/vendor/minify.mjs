// Reads scripts and style sheets as JSON, `{ name: text }`, and writes them without comments and long names.
import { transform } from "esbuild";

let text = "";
for await (const chunk of process.stdin) text += chunk;
const found = {};
for (const [name, script] of Object.entries(JSON.parse(text))) {
  const [head] = script.split("\n", 1); // the line that says what made it
  const loader = name.endsWith(".css") ? "css" : "js";
  const target = loader === "css" ? "esnext" : "es2022";
  const { code } = await transform(script, { minify: true, charset: "ascii", target, loader });
  found[name] = `${head}\n${code}`;
}
process.stdout.write(JSON.stringify(found));
