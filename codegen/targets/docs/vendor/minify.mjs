// Reads scripts and style sheets as JSON, `{ name: text }`, and writes them without comments and long names.
import { transform } from "esbuild";

await transform(""); // esbuild starts while nothing has been sent yet

async function minified([name, script]) {
  const [head] = script.split("\n", 1); // the line that says what made it
  const loader = name.endsWith(".css") ? "css" : "js";
  const target = loader === "css" ? "esnext" : "es2022";
  const { code } = await transform(script, { minify: true, charset: "ascii", target, loader });
  return [name, `${head}\n${code}`];
}

let text = "";
for await (const chunk of process.stdin) text += chunk;
const found = await Promise.all(Object.entries(JSON.parse(text)).map(minified));
process.stdout.write(JSON.stringify(Object.fromEntries(found)));
