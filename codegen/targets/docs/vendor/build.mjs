// Bundles yaml.js and editor.js into the folder named as the argument, with the licenses of what is in them.
// Run by `codegen docs`.
import { build } from "esbuild";
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";

const here = import.meta.dirname;

/** What only prints YAML, and the tags of YAML 1.1, are never called: empty modules stand in for them. */
const unused = {
  name: "unused",
  setup(build) {
    const parts =
      /dist\/(stringify\/|schema\/(yaml-1\.1|core|json)\/|doc\/(createNode|applyReviver|anchors)|nodes\/(toJS|addPairToJSMap)|visit|log|parse\/cst-(visit|stringify))/;
    build.onLoad({ filter: /node_modules[\\/]yaml[\\/]browser/ }, async (args) => {
      if (!parts.test(args.path.replaceAll("\\", "/"))) return undefined;
      const text = await readFile(args.path, "utf8");
      const names = [...text.matchAll(/^export \{ (.*) \};$/gm)].flatMap((found) => found[1].split(", "));
      return { contents: names.map((name) => `export const ${name.split(" as ").at(-1)} = [];`).join("\n") };
    });
  },
};

const packages = new Set();
for (const name of ["yaml", "editor"]) {
  const { metafile } = await build({
    entryPoints: [path.join(here, `${name}.js`)],
    outfile: path.join(process.argv[2], `${name}.js`),
    absWorkingDir: here,
    bundle: true,
    minify: true,
    legalComments: "none",
    format: "iife",
    platform: "browser",
    target: "es2022",
    charset: "ascii",
    logLevel: "warning",
    plugins: [unused],
    metafile: true,
  });
  for (const input of Object.keys(metafile.inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
    if (found) packages.add(found[1]);
  }
}

const texts = [];
for (const name of [...packages].sort()) {
  const folder = path.join(here, "node_modules", name);
  const { version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const license = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
  texts.push(`${name} ${version}\n\n${license ? (await readFile(path.join(folder, license), "utf8")).trim() : ""}\n`);
}
await writeFile(path.join(process.argv[2], "licenses.txt"), texts.join(`\n${"-".repeat(72)}\n\n`));
