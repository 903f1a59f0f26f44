/** Writes the JSON Schemas that ship with the package: `npm run schemas`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchemas } from "../src/run/json-schemas.ts";

for (const [name, text] of Object.entries(jsonSchemas())) writeFileSync(join("schemas", name), text);
