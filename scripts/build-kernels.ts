/**
 * Compiles the AssemblyScript kernels into dist/kernels, each only when its source is newer than its output.
 *   npm run build:kernels
 */
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";

interface KernelBuild {
  /** Its parts, if any, are in a folder of the same name. */
  source: string;
  output: string;
  flags: string[];
}

const SIMD = ["--enable", "simd", "-O3", "--noAssert", "--runtime", "stub"];
/** Works in a memory that its caller hands in and that threads share. */
const SHARED = ["--enable", "threads", "--importMemory", "--sharedMemory", "--maximumMemory", "65536"];
/** Works in the memory of the tensor library's WebAssembly backend. */
const TENSOR = [...SIMD, "--importMemory"];
const KERNELS: KernelBuild[] = [
  { source: "src/engine/assembly/tensor.ts", output: "dist/kernels/tensor.wasm", flags: TENSOR },
  {
    source: "src/engine/assembly/tensor.ts",
    output: "dist/kernels/tensor-relaxed.wasm",
    flags: [...TENSOR, "--enable", "relaxed-simd"],
  },
  {
    source: "src/engine/assembly/world.ts",
    output: "dist/kernels/world.wasm",
    flags: [...SIMD, "--initialMemory", "1"],
  },
  {
    source: "src/engine/assembly/factors.ts",
    output: "dist/kernels/factors.wasm",
    flags: [...SIMD, "--initialMemory", "1"],
  },
  {
    source: "src/engine/assembly/compare.ts",
    output: "dist/kernels/compare.wasm",
    flags: [...SIMD, "--initialMemory", "1"],
  },
  { source: "src/engine/assembly/lsa.ts", output: "dist/kernels/lsa.wasm", flags: [...SIMD, "--importMemory"] },
  { source: "src/engine/assembly/neighbours.ts", output: "dist/kernels/neighbours.wasm", flags: [...SIMD, ...SHARED] },
];

function files(source: string): string[] {
  const folder = source.replace(/\.ts$/, "");
  return existsSync(folder) ? [source, ...readdirSync(folder).map((name) => join(folder, name))] : [source];
}

function isFresh({ source, output }: KernelBuild): boolean {
  return existsSync(output) && files(source).every((file) => statSync(output).mtimeMs > statSync(file).mtimeMs);
}

async function compile({ source, output, flags }: KernelBuild): Promise<void> {
  const { error, stderr } = await asc.main([source, "--outFile", output, ...flags]);
  if (error) throw new Error(`${source}: ${error.message}\n${stderr.toString()}`);
  console.log(`compiled ${output}`);
}

mkdirSync("dist/kernels", { recursive: true });
for (const kernel of KERNELS) if (!isFresh(kernel)) await compile(kernel);
