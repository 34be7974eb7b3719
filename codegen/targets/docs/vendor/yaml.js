// What the reading of YAML needs of npm's `yaml`: its parser and its composer, and none of its printing.
import { Composer } from "./node_modules/yaml/browser/dist/compose/composer.js";
import { isAlias, isMap, isScalar, isSeq } from "./node_modules/yaml/browser/dist/nodes/identity.js";
import { Parser } from "./node_modules/yaml/browser/dist/parse/parser.js";

window.codegenYaml = { Composer, Parser, isAlias, isMap, isScalar, isSeq };
