/** Kernels that only move numbers. The backend's own copy the whole tensor first, go number by number, or both. */
import { backend_util, slice_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { bytesOf, type KernelMaker, type KernelSite, sizeOf } from "./site.ts";

/** Kernel that gives the same numbers under a new handle; the backend's own copies them. */
export const identity: KernelMaker<{ x: TensorInfo }, object> = {
  name: "Identity",
  make:
    ({ internals }) =>
    ({ inputs: { x } }) =>
      internals.alias(x, x.shape),
};

/** Kernel that takes a block out of a tensor. */
export const slice: KernelMaker<{ x: TensorInfo }, { begin: number[]; size: number[] }> = {
  name: "Slice",
  make: (site) => (args) => {
    const { x } = args.inputs;
    const bytes = bytesOf(x.dtype);
    const [begin, size] = slice_util.parseSliceParams(x as never, args.attrs.begin, args.attrs.size);
    if (!bytes || x.shape.length === 0) return site.stock("Slice")(args as never);
    slice_util.assertParamsValid(x as never, begin, size);
    return copyBox(site, x, begin, size);
  },
};

/** Copies the box at `begin` of `size` out of x. */
function copyBox({ internals, kernel }: KernelSite, x: TensorInfo, begin: number[], size: number[]): TensorInfo {
  const out = internals.output(size, x.dtype);
  const bytes = bytesOf(x.dtype)!;
  const strides = x.shape.map((_, axis) => bytes * sizeOf(x.shape.slice(axis + 1)));
  const from = begin.reduce((address, at, axis) => address + at * strides[axis], internals.address(x));
  // Axes taken whole at the end are one run of bytes with the axis before them.
  let last = size.length - 1;
  while (last > 0 && size[last] === x.shape[last]) last--;
  const run = size[last] * strides[last];
  const rows = last > 0 ? size[last - 1] : 1;
  const boxes = offsets(size.slice(0, Math.max(0, last - 1)), strides);
  const to = internals.address(out);
  const rowStep = last > 0 ? strides[last - 1] : run;
  for (const [i, offset] of boxes.entries())
    kernel.copyRows(from + offset, rowStep, to + i * rows * run, run, run, rows);
  return out;
}

/** Byte offsets of every place of the leading axes, in order. */
function offsets(size: number[], strides: number[]): number[] {
  let all = [0];
  for (const [axis, extent] of size.entries())
    all = all.flatMap((offset) => Array.from({ length: extent }, (_, i) => offset + i * strides[axis]));
  return all;
}

/** Kernel that splits a tensor along an axis. */
export const splitV: KernelMaker<{ x: TensorInfo }, { numOrSizeSplits: number[] | number; axis: number }> = {
  name: "SplitV",
  make: (site) => (args) => {
    const { x } = args.inputs;
    const axis = util.parseAxisParam(args.attrs.axis, x.shape)[0];
    if (!bytesOf(x.dtype)) return site.stock("SplitV")(args as never);
    const sizes = backend_util.prepareSplitSize(x as never, args.attrs.numOrSizeSplits, axis);
    return pieces(site, x, axis, sizes);
  },
};

/** Kernel that splits a tensor into its parts along an axis, which goes. */
export const unpack: KernelMaker<{ value: TensorInfo }, { axis: number }> = {
  name: "Unpack",
  make: (site) => (args) => {
    const { value } = args.inputs;
    const axis = util.parseAxisParam(args.attrs.axis, value.shape)[0];
    if (!bytesOf(value.dtype)) return site.stock("Unpack")(args as never);
    const shape = value.shape.filter((_, i) => i !== axis);
    const parts = pieces(site, value, axis, new Array(value.shape[axis]).fill(1));
    return parts.map((part) => ({ ...part, shape }));
  },
};

function pieces(site: KernelSite, x: TensorInfo, axis: number, sizes: number[]): TensorInfo[] {
  const begin = x.shape.map(() => 0);
  return sizes.map((extent) => {
    const part = copyBox(site, x, begin, x.shape.with(axis, extent));
    begin[axis] += extent;
    return part;
  });
}

/** Kernel that joins tensors along an axis. */
export const concat: KernelMaker<TensorInfo[], { axis: number }> = {
  name: "Concat",
  make: (site) => (args) => {
    const parts = args.inputs;
    const bytes = bytesOf(parts[0].dtype);
    if (!bytes) return site.stock("Concat")(args as never);
    const axis = util.parseAxisParam(args.attrs.axis, parts[0].shape)[0];
    const shapes = parts.map(({ shape }) => shape);
    backend_util.assertParamsConsistent(shapes, axis);
    const out = site.internals.output(backend_util.computeOutShape(shapes, axis), parts[0].dtype);
    const count = sizeOf(out.shape.slice(0, axis));
    const row = bytes * sizeOf(out.shape.slice(axis));
    let to = site.internals.address(out);
    for (const part of parts) {
      const run = bytes * sizeOf(part.shape.slice(axis));
      site.kernel.copyRows(site.internals.address(part), run, to, row, run, count);
      to += run;
    }
    return out;
  },
};

/** Kernel that repeats a tensor along its axes. */
export const tile: KernelMaker<{ x: TensorInfo }, { reps: number[] }> = {
  name: "Tile",
  make: (site) => (args) => {
    const { x } = args.inputs;
    if (!bytesOf(x.dtype)) return site.stock("Tile")(args as never);
    let done = site.internals.alias(x, x.shape);
    for (let axis = x.shape.length - 1; axis >= 0; axis--) {
      if (args.attrs.reps[axis] === 1) continue;
      const next = repeat(site, done, axis, args.attrs.reps[axis]);
      site.internals.release(done);
      done = next;
    }
    return done;
  },
};

function repeat({ internals, kernel }: KernelSite, x: TensorInfo, axis: number, times: number): TensorInfo {
  const out = internals.output(x.shape.with(axis, x.shape[axis] * times), x.dtype);
  const run = bytesOf(x.dtype)! * sizeOf(x.shape.slice(axis));
  kernel.repeatRows(internals.address(x), run, sizeOf(x.shape.slice(0, axis)), times, internals.address(out));
  return out;
}
