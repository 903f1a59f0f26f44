/**
 * Builds the binding of @tensorflow/tfjs-node where the package's own installer cannot download TensorFlow: the C library
 * comes out of the PyPI wheel `tensorflow-cpu`, the binding's two source files are in the npm package.
 *   npm run engine:native
 *
 * Where the installer's host is reachable, `npm install` has already done this. Everything lands in
 * node_modules/@tensorflow/tfjs-node (600 MB); `npm ci` removes it, so run this again afterwards. package.json and the
 * lock file stay as they are.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { SlateLabError } from "../src/core/errors.ts";
import { packageRoot } from "../src/engine/paths.ts";

const BINDING = "@tensorflow/tfjs-node";
const BINDING_VERSION = "4.22.0";
/** The newest Node-API that the binding knows; it is stable, so one build serves every Node from 12.22 on. */
const NODE_API = 8;
const WHEEL = "tensorflow-cpu==2.15.1";
const WHEEL_SHA256 = "54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26";
const WHEEL_TAGS = ["--python-version=3.11", "--implementation=cp", "--abi=cp311", "--platform=manylinux_2_17_x86_64"];
/** Zip members to unpack: argv is the wheel, the target folder. Headers keep their path below `include`. */
const UNPACK = `
import pathlib, shutil, sys, zipfile
wheel, target = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
headers = tuple(f"tensorflow/include/{d}/" for d in
    ("tensorflow/c", "tensorflow/core/platform", "tensorflow/tsl", "tsl/c", "tsl/platform", "xla/tsl"))
libraries = {f"tensorflow/{name}.so.2" for name in ("libtensorflow_cc", "libtensorflow_framework")}
for member in wheel.namelist():
    if member in libraries: path = target / "lib" / pathlib.Path(member).name
    elif member.startswith(headers) and member.endswith(".h"): path = target / member.split("/", 1)[1]
    else: continue
    path.parent.mkdir(parents=True, exist_ok=True)
    with wheel.open(member) as source, open(path, "wb") as sink: shutil.copyfileobj(source, sink, 1 << 20)
`;

const root = packageRoot();
const home = join(root, "node_modules", BINDING);

function succeeds(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { cwd: root, stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function run(step: string, command: string, args: string[]): void {
  console.log(step);
  try {
    execFileSync(command, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  } catch {
    throw new SlateLabError(`${step}: '${command}' failed, see its message above`);
  }
}

function bindingLoads(): boolean {
  return succeeds(process.execPath, ["-e", `require("${BINDING}").ones([1]).dataSync()`]);
}

/** The folder with node_api.h: npm's `nodedir` setting, or the place this Node was installed to. */
function headerFolder(): string | undefined {
  const homes = [process.env.npm_config_nodedir, dirname(dirname(process.execPath))].filter(
    (home) => home !== undefined,
  );
  return homes.map((home) => join(home, "include", "node")).find((folder) => existsSync(join(folder, "node_api.h")));
}

function missingTools(): string[] {
  const missing: string[] = [];
  if (!succeeds("python3", ["-m", "pip", "--version"])) missing.push("python3 with pip");
  if (!succeeds("g++", ["--version"])) missing.push("g++");
  if (!headerFolder())
    missing.push(
      "Node's headers (node_api.h; npm_config_nodedir=PREFIX names the place where PREFIX/include/node has them)",
    );
  return missing;
}

function requireTools(): void {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new SlateLabError(
      `Only linux-x64 can be built here, this is ${process.platform}-${process.arch}: try 'npm install ${BINDING}'`,
    );
  const missing = missingTools();
  if (missing.length) throw new SlateLabError(`To build the native engine, first install: ${missing.join(", ")}`);
}

async function checkSum(path: string): Promise<void> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  const got = hash.digest("hex");
  if (got !== WHEEL_SHA256) throw new SlateLabError(`${path}: Expected sha256 ${WHEEL_SHA256}, got ${got}`);
}

async function unpackLibrary(scratch: string): Promise<void> {
  const source = ["--no-deps", "--only-binary=:all:", ...WHEEL_TAGS, "--platform=manylinux2014_x86_64"];
  run(`download ${WHEEL} (207 MB)`, "python3", ["-m", "pip", "download", "-q", ...source, "-d", scratch, WHEEL]);
  const wheel = join(scratch, readdirSync(scratch).find((name) => name.endsWith(".whl"))!);
  await checkSum(wheel);
  const deps = join(home, "deps");
  rmSync(deps, { recursive: true, force: true });
  run("unpack the TensorFlow library", "python3", ["-c", UNPACK, wheel, deps]);
  symlinkSync("libtensorflow_cc.so.2", join(deps, "lib", "libtensorflow.so"));
  symlinkSync("libtensorflow_framework.so.2", join(deps, "lib", "libtensorflow_framework.so"));
}

function compileBinding(): void {
  const folder = join(home, "lib", `napi-v${NODE_API}`);
  mkdirSync(folder, { recursive: true });
  const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(home, "binding", name));
  const includes = [`-I${headerFolder()}`, `-I${join(home, "deps", "include")}`];
  const libraries = [
    `-L${join(home, "deps", "lib")}`,
    "-ltensorflow",
    "-ltensorflow_framework",
    "-Wl,-rpath,$ORIGIN/../../deps/lib",
  ];
  const flags = ["-O2", "-w", "-std=c++17", "-fPIC", "-shared", `-DNAPI_VERSION=${NODE_API}`];
  run("compile the binding", "g++", [
    ...flags,
    ...includes,
    ...sources,
    ...libraries,
    "-o",
    join(folder, "tfjs_binding.node"),
  ]);
}

async function build(): Promise<void> {
  requireTools();
  const install = [
    "install",
    "--no-save",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    `${BINDING}@${BINDING_VERSION}`,
  ];
  if (!existsSync(join(home, "binding"))) run(`install ${BINDING} without its installer`, "npm", install);
  const scratch = mkdtempSync(join(tmpdir(), "slatelab-engine-"));
  try {
    await unpackLibrary(scratch);
  } finally {
    rmSync(scratch, { recursive: true });
  }
  compileBinding();
  if (!bindingLoads())
    throw new SlateLabError(`The binding was built but does not load: try node -e 'require("${BINDING}")'`);
}

try {
  if (bindingLoads()) console.log(`${BINDING} already works here: nothing to do`);
  else {
    await build();
    console.log(`${BINDING} is ready: the engine is now 'native'`);
  }
} catch (error) {
  if (!(error instanceof SlateLabError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
