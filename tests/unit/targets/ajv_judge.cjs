// Reads one line of JSON: {"schema", "draft", "options", "cases": [{"ref", "values"}]}; writes the verdicts.
const fs = require("fs");
const {modules, cases, schema, draft, options} = JSON.parse(fs.readFileSync(0, "utf8"));
const Ajv = require(modules + (draft === "draft-07" ? "/ajv" : "/ajv/dist/2020")).default;
const warnings = [];
const note = (...words) => warnings.push(words.join(" "));
try {
  const ajv = new Ajv({...options, logger: {log: note, warn: note, error: note}});
  ajv.addSchema(schema, "bundle");
  const verdicts = cases.map(({ref, values}) => {
    const judge = ref === "#" ? ajv.getSchema("bundle") : ajv.compile({$ref: (schema.$id || "bundle") + ref});
    return values.map((value) => judge(value));
  });
  console.log(JSON.stringify({verdicts, warnings}));
} catch (error) {
  console.log(JSON.stringify({error: String(error), warnings}));
}
