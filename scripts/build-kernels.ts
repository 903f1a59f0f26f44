/**
 * Compiles the AssemblyScript kernels into dist/kernels, each only when its source is newer than its output.
 *   npm run build:kernels
 */
import { existsSync, mkdirSync, statSync } from "node:fs";
import asc from "assemblyscript/asc";

interface Kernel {
  source: string;
  output: string;
  flags: string[];
}

const SIMD = ["--enable", "simd", "-O3", "--noAssert", "--runtime", "stub"];
const KERNELS: Kernel[] = [
  { source: "src/engine/assembly/world.ts", output: "dist/kernels/world.wasm", flags: [...SIMD, "--initialMemory", "1"] },
];

function isFresh({ source, output }: Kernel): boolean {
  return existsSync(output) && statSync(output).mtimeMs > statSync(source).mtimeMs;
}

async function compile({ source, output, flags }: Kernel): Promise<void> {
  const { error, stderr } = await asc.main([source, "--outFile", output, ...flags]);
  if (error) throw new Error(`${source}: ${error.message}\n${stderr.toString()}`);
  console.log(`compiled ${output}`);
}

mkdirSync("dist/kernels", { recursive: true });
for (const kernel of KERNELS) if (!isFresh(kernel)) await compile(kernel);
