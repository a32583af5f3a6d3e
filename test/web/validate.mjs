// Prints what is wrong, by the JSON Schema of OpenAPI, with the description on standard input: its
// version, and the list of errors.
//
// Usage: node validate.mjs NODE_MODULES <openapi.json
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const file = path.join(process.argv[2], "@seriousme/openapi-schema-validator/index.js");
const { Validator } = await import(pathToFileURL(file));
const validator = new Validator();
const result = await validator.validate(JSON.parse(readFileSync(0, "utf8")));
console.log(JSON.stringify({ version: validator.version, errors: result.errors ?? [] }));
