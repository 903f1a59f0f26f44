#!/usr/bin/env node
/**
 * The command line.
 *   npx slatelab bench                      # rank agents on the full-size cup world
 *   npx slatelab bench --world cup-small    # the same in seconds
 */
import { main } from "./program.ts";

const code = await main(process.argv.slice(2));
// A command that finds something wrong, such as doctor, has set the code by itself.
if (code !== 0) process.exitCode = code;
