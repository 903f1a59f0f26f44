import { backend_util, type Tensor, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { expected } from "../../core/errors.ts";
import { bytesOf, type KernelMaker, sizeOf } from "./site.ts";

/**
 * Kernel that gathers rows of x by index. The backend's own copies number by number, and takes wrong rows where there are batch
 * axes.
 */
export const gatherV2: KernelMaker<{ x: TensorInfo; indices: TensorInfo }, { axis: number; batchDims: number }> = {
  name: "GatherV2",
  make:
    ({ internals, kernel, stock }) =>
    (args) => {
      const { x, indices } = args.inputs;
      const bytes = bytesOf(x.dtype);
      if (!bytes || indices.dtype !== "int32") return stock("GatherV2")(args as never);
      const axis = util.parseAxisParam(args.attrs.axis, x.shape)[0];
      const plan = backend_util.segment_util.collectGatherOpShapeInfo(
        x as Tensor,
        indices as Tensor,
        axis,
        args.attrs.batchDims,
      );
      const { batchSize, outerSize, dimSize, sliceSize, outputShape } = plan;
      const out = internals.output(outputShape, x.dtype);
      const count = sizeOf(indices.shape) / batchSize;
      const run = bytes * sliceSize;
      const [from, ids, to] = [x, indices, out].map((tensor) => internals.address(tensor));
      for (let i = 0; i < batchSize * outerSize; i++) {
        const first = Math.floor(i / outerSize) * count;
        const wrong = kernel.gatherRows(
          from + i * dimSize * run,
          dimSize,
          ids + 4 * first,
          count,
          run,
          to + i * count * run,
        );
        if (wrong >= 0)
          throw expected(`indices in 0..${dimSize - 1}`, internals.integers(indices)[first + wrong], "gather");
      }
      return out;
    },
};

/**
 * Kernel that sums rows of x by segment: the gradient of a gather. The backend has none. As in TensorFlow, ids below 0 are left out
 * and others that are no segment's are refused.
 */
export const unsortedSegmentSum: KernelMaker<{ x: TensorInfo; segmentIds: TensorInfo }, { numSegments: number }> = {
  name: "UnsortedSegmentSum",
  make:
    ({ internals, kernel }) =>
    ({ inputs: { x, segmentIds }, attrs: { numSegments } }) => {
      const rest = x.shape.slice(segmentIds.shape.length);
      const out = internals.output([numSegments, ...rest], "float32");
      const [from, ids, to] = [x, segmentIds, out].map((tensor) => internals.address(tensor));
      const wrong = kernel.segmentSum(from, ids, sizeOf(segmentIds.shape), sizeOf(rest), numSegments, to);
      if (wrong >= 0)
        throw expected(`segments in 0..${numSegments - 1}`, internals.integers(segmentIds)[wrong], "segment sum");
      return out;
    },
};

interface Reduction {
  axis: number | number[];
  keepDims: boolean;
}

/** Sum over leading or middle axes, where the backend transposes first; over the last axes its own is good. */
const reduceRows = (name: "Sum" | "Mean"): KernelMaker<{ x: TensorInfo }, Reduction> => ({
  name,
  make:
    ({ internals, kernel, stock }) =>
    (args) => {
      const { x } = args.inputs;
      const axes = util.parseAxisParam(args.attrs.axis, x.shape);
      const group = axisGroup(x.shape, axes);
      if (!group || x.dtype !== "float32") return stock(name)(args as never);
      const [kept] = backend_util.computeOutAndReduceShapes(x.shape, axes);
      const out = internals.output(args.attrs.keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept, x.dtype);
      const { outer, rows, inner } = group;
      const factor = name === "Mean" ? 1 / rows : 1;
      kernel.sumRows(internals.address(x), outer, rows, inner, factor, internals.address(out));
      return out;
    },
});

/** Kernel of sums over axes. */
export const sum = reduceRows("Sum");
/** Kernel of means over axes. */
export const mean = reduceRows("Mean");

/** The shape as [outer, rows, inner] where `axes` are the rows; undefined if they are apart, or nothing is inside. */
function axisGroup(shape: number[], axes: number[]): { outer: number; rows: number; inner: number } | undefined {
  const real = axes.filter((axis) => shape[axis] !== 1).sort((a, b) => a - b);
  if (!real.length) return undefined;
  const [first, last] = [real[0], real[real.length - 1]];
  const apart = shape.slice(first, last + 1).some((extent, i) => extent !== 1 && !real.includes(first + i));
  const inner = sizeOf(shape.slice(last + 1));
  if (apart || inner === 1) return undefined;
  return { outer: sizeOf(shape.slice(0, first)), rows: sizeOf(shape.slice(first, last + 1)), inner };
}
