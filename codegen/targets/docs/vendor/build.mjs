// Bundles editor.js into the folder named as the argument, with the licenses of what is in it.
// Run by `codegen docs`.
import { build } from "esbuild";
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";

const here = import.meta.dirname;

const { metafile } = await build({
  entryPoints: [path.join(here, "editor.js")],
  outfile: path.join(process.argv[2], "editor.js"),
  absWorkingDir: here,
  bundle: true,
  minify: true,
  legalComments: "none",
  format: "iife",
  platform: "browser",
  target: "es2022",
  charset: "ascii",
  logLevel: "warning",
  metafile: true,
});
const packages = new Set();
for (const input of Object.keys(metafile.inputs)) {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
  if (found) packages.add(found[1]);
}

const texts = [];
for (const name of [...packages].sort()) {
  const folder = path.join(here, "node_modules", name);
  const { version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const license = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
  texts.push(`${name} ${version}\n\n${license ? (await readFile(path.join(folder, license), "utf8")).trim() : ""}\n`);
}
await writeFile(path.join(process.argv[2], "licenses.txt"), texts.join(`\n${"-".repeat(72)}\n\n`));
