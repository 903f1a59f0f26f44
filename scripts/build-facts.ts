/**
 * Writes down which commit is being built, beside what is built: an installed package has no repository of its own to ask.
 *   node dist/scripts/build-facts.js    # part of `npm run build`
 */
import { writeFileSync } from "node:fs";
import { buildFactsPath, sourceCommit } from "../src/run/provenance.ts";

writeFileSync(buildFactsPath(), `${JSON.stringify({ commit: sourceCommit() })}\n`);
