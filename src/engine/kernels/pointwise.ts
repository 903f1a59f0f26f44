import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import type { TensorKernel } from "../tensor-kernel.ts";
import { broadcastIndex, bytesOf, type KernelMaker, type KernelSite, sizeOf } from "./site.ts";

type UnaryName = "expAll" | "logAll" | "softplusAll";
interface Pair {
  a: TensorInfo;
  b: TensorInfo;
}

const unary = (name: string, run: UnaryName): KernelMaker<{ x: TensorInfo }, object> => ({
  name,
  make:
    ({ internals, kernel, stock }) =>
    (args) => {
      const { x } = args.inputs;
      if (x.dtype !== "float32") return stock(name)(args as never);
      const out = internals.output(x.shape, x.dtype);
      kernel[run](internals.address(x), sizeOf(x.shape), internals.address(out));
      return out;
    },
});

/** Kernel of e^x. */
export const exp = unary("Exp", "expAll");
/** Kernel of ln x. */
export const log = unary("Log", "logAll");
/** Kernel of ln(1 + e^x). */
export const softplus = unary("Softplus", "softplusAll");

/** Kernel of the softmax over the last axis. */
export const softmax: KernelMaker<{ logits: TensorInfo }, { dim: number }> = {
  name: "Softmax",
  make:
    ({ internals, kernel }) =>
    ({ inputs: { logits }, attrs: { dim } }) => {
      const out = internals.output(logits.shape, "float32");
      const rows = sizeOf(logits.shape.slice(0, dim));
      kernel.softmaxRows(internals.address(logits), rows, logits.shape[dim], internals.address(out));
      return out;
    },
};

/**
 * Kernel that chooses between two tensors element by element; the backend's own takes every element for 4 bytes: on booleans it
 * writes past the end.
 */
export const select: KernelMaker<{ condition: TensorInfo; t: TensorInfo; e: TensorInfo }, object> = {
  name: "Select",
  make:
    ({ internals, kernel, stock }) =>
    (args) => {
      const { condition, t, e } = args.inputs;
      const bytes = bytesOf(t.dtype);
      if (!bytes || sizeOf(condition.shape) !== sizeOf(t.shape)) return stock("Select")(args as never);
      const out = internals.output(t.shape, t.dtype);
      const [flags, yes, no, to] = [condition, t, e, out].map((tensor) => internals.address(tensor));
      (bytes === 1 ? kernel.selectBytes : kernel.select)(flags, yes, no, sizeOf(t.shape), to);
      return out;
    },
};

/** Runs over n elements; a step is a number of bytes, 0 to take the same element again. */
type RowKernel = (a: number, aStep: number, b: number, bStep: number, n: number, out: number) => void;

/** The longest run at the end of the shapes along which each operand either goes on or stands still, and the rest. */
function broadcastRows({ a, b }: Pair, shape: number[]) {
  const ours = (tensor: TensorInfo, axis: number) => tensor.shape[axis - shape.length + tensor.shape.length] ?? 1;
  const goes = (axis: number) => [ours(a, axis), ours(b, axis)].map((extent) => extent === shape[axis]);
  let from = shape.length;
  let run: boolean[] | undefined;
  for (let axis = shape.length - 1; axis >= 0; from = axis--) {
    if (shape[axis] === 1) continue;
    run ??= goes(axis);
    if (goes(axis).some((on, i) => on !== run?.[i])) break;
  }
  const outer = shape.slice(0, from);
  const index = ({ shape: own }: TensorInfo) =>
    broadcastIndex(own.slice(0, Math.max(0, own.length - shape.length + from)), outer);
  return { n: sizeOf(shape.slice(from)), aOn: run?.[0] ?? true, bOn: run?.[1] ?? true, aAt: index(a), bAt: index(b) };
}

function overRows({ internals }: KernelSite, pair: Pair, out: TensorInfo, run: RowKernel): TensorInfo {
  const { n, aOn, bOn, aAt, bAt } = broadcastRows(pair, out.shape);
  const [bytes, outBytes] = [bytesOf(pair.a.dtype)!, bytesOf(out.dtype)!];
  const [a, b, to] = [pair.a, pair.b, out].map((tensor) => internals.address(tensor));
  const [aRun, bRun] = [aOn ? n * bytes : bytes, bOn ? n * bytes : bytes];
  for (let i = 0; i < aAt.length; i++)
    run(a + aAt[i] * aRun, aOn ? bytes : 0, b + bAt[i] * bRun, bOn ? bytes : 0, n, to + i * n * outBytes);
  return out;
}

/** A kernel on two operands that broadcast, for the dtypes that `choose` has a function for. */
function binary(
  name: string,
  result: "bool" | "float32",
  choose: (kernel: TensorKernel, dtype: string) => RowKernel | undefined,
): KernelMaker<Pair, object> {
  return {
    name,
    make: (site) => (args) => {
      const { a, b } = args.inputs;
      const run = a.dtype === b.dtype ? choose(site.kernel, a.dtype) : undefined;
      if (!run) return site.stock(name)(args as never);
      const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
      return overRows(site, args.inputs, site.internals.output(shape, result), run);
    },
  };
}

/** The numbers of the comparisons in src/engine/assembly/tensor/elementwise.ts. */
const OPERATION = { equal: 0, notEqual: 1, greater: 2, greaterEqual: 3 };

function comparison(name: string, operation: keyof typeof OPERATION, swapped = false): KernelMaker<Pair, object> {
  return binary(name, "bool", (kernel, dtype) => {
    const compare = { float32: kernel.compareFloats, int32: kernel.compareIntegers }[dtype];
    const op = OPERATION[operation];
    if (!compare) return undefined;
    if (swapped) return (a, aStep, b, bStep, n, out) => compare(op, b, bStep, a, aStep, n, out);
    return (a, aStep, b, bStep, n, out) => compare(op, a, aStep, b, bStep, n, out);
  });
}

const logical = (name: string, or: 0 | 1): KernelMaker<Pair, object> =>
  binary(name, "bool", (kernel, dtype) => (dtype === "bool" ? kernel.combineBytes.bind(undefined, or) : undefined));

const extreme = (name: string, smaller: 0 | 1): KernelMaker<Pair, object> =>
  binary(name, "float32", (kernel, dtype) =>
    dtype === "float32" ? kernel.extreme.bind(undefined, smaller) : undefined,
  );

/** Kernels that compare two tensors element by element. */
export const comparisons: KernelMaker<Pair, object>[] = [
  comparison("Equal", "equal"),
  comparison("NotEqual", "notEqual"),
  comparison("Greater", "greater"),
  comparison("GreaterEqual", "greaterEqual"),
  comparison("Less", "greater", true),
  comparison("LessEqual", "greaterEqual", true),
  logical("LogicalAnd", 0),
  logical("LogicalOr", 1),
  extreme("Maximum", 0),
  extreme("Minimum", 1),
];
