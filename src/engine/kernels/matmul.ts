import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { expected } from "../../core/errors.ts";
import { broadcastIndex, type KernelArgs, type KernelMaker, type KernelSite, sizeOf } from "./site.ts";

interface Operands {
  a: TensorInfo;
  b: TensorInfo;
}
interface Transposes {
  transposeA: boolean;
  transposeB: boolean;
}
interface FusedInputs extends Operands {
  bias?: TensorInfo;
  preluActivationWeights?: TensorInfo;
}
interface FusedAttrs extends Transposes {
  activation: string;
}

/** Rows, columns and depth of one product, and which matrix of a and of b makes each of the batch. */
interface Plan {
  m: number;
  n: number;
  k: number;
  shape: number[];
  a: Int32Array;
  b: Int32Array;
}

/** Kernel of a batch of matrix products. */
export const batchMatMul: KernelMaker<Operands, Transposes> = {
  name: "BatchMatMul",
  make: (site) => (args) => {
    const { a, b } = args.inputs;
    if (a.dtype !== "float32" || b.dtype !== "float32") return site.stock("BatchMatMul")(args as never);
    return multiply(site, args, 0);
  },
};

/** Kernel of matrix products with bias and activation. */
export const fusedMatMul: KernelMaker<FusedInputs, FusedAttrs> = {
  name: "_FusedMatMul",
  make: (site) => (args) => {
    const { a, b, bias } = args.inputs;
    if (!isOurs(args)) return site.stock("_FusedMatMul")(args as never);
    if (bias && sizeOf(bias.shape) !== columns(b, args.attrs)) throw expected("one bias a column", bias.shape);
    return multiply(site, { ...args, inputs: { a, b } }, bias ? site.internals.address(bias) : 0);
  },
};

function isOurs({ inputs, attrs }: KernelArgs<FusedInputs, FusedAttrs>): boolean {
  const floats = [inputs.a, inputs.b, inputs.bias].every((tensor) => !tensor || tensor.dtype === "float32");
  return floats && (attrs.activation === "linear" || attrs.activation === "relu");
}

function multiply(site: KernelSite, args: KernelArgs<Operands, Transposes & { activation?: string }>, bias: number) {
  const { transposeA, transposeB, activation } = args.attrs;
  const plan = planProduct(args.inputs, args.attrs);
  const { m, n, k } = plan;
  const out = site.internals.output(plan.shape, "float32");
  const [a, b, c] = [args.inputs.a, args.inputs.b, out].map((tensor) => site.internals.address(tensor));
  const [transA, transB, relu] = [transposeA, transposeB, activation === "relu"].map(Number);
  for (let i = 0; i < plan.a.length; i++)
    site.kernel.gemm(
      a + 4 * m * k * plan.a[i],
      b + 4 * k * n * plan.b[i],
      c + 4 * m * n * i,
      m,
      n,
      k,
      transA,
      transB,
      bias,
      relu,
    );
  return out;
}

function planProduct({ a, b }: Operands, attrs: Transposes): Plan {
  const [rows, inner] = extents(a, attrs.transposeA);
  const [depth, n] = extents(b, attrs.transposeB);
  if (inner !== depth) throw expected("matrices whose inner extents match", `${a.shape} and ${b.shape}`, "matMul");
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = backend_util.assertAndGetBroadcastShape(batchA, batchB);
  const shape = [...batch, rows, n];
  // One b for the whole batch: the rows of all of a are one tall matrix.
  if (sizeOf(batchB) === 1 && !attrs.transposeA)
    return { m: rows * sizeOf(batchA), n, k: inner, shape, a: Int32Array.of(0), b: Int32Array.of(0) };
  return { m: rows, n, k: inner, shape, a: broadcastIndex(batchA, batch), b: broadcastIndex(batchB, batch) };
}

const columns = (b: TensorInfo, attrs: Transposes): number => extents(b, attrs.transposeB)[1];

function extents({ shape }: TensorInfo, transposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}
