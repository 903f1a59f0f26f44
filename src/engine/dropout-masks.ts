/**
 * Masks of dropout for engines whose memory the kernel cannot work in. Each lies in a memory of its own that never grows, so
 * that it never moves: TensorFlow reads it where the kernel wrote it, other backends copy it. A mask is only ever multiplied
 * with (src/engine/dropout.ts): no other tensor shares its numbers, and with its last handle its memory is free for the next.
 */
import type { KernelBackend, TensorInfo } from "@tensorflow/tfjs-core";
import { PAGE } from "./kernel.ts";
import type { MaskAttrs } from "./kernels/own.ts";
import { sizeOf } from "./kernels/site.ts";
import { loadTensorKernel, type TensorKernel } from "./tensor-kernel.ts";

interface Room {
  readonly memory: WebAssembly.Memory;
  readonly kernel: TensorKernel;
  /** Of the last mask here. */
  dataId: object;
}

/** Batches differ in length: room for masks a little larger than the first. */
const SPARE = 1.2;

/** Makes masks of dropout in memory that is used again once a mask is disposed of. */
export class DropoutMasks {
  #rooms: Room[] = [];

  make(backend: KernelBackend, { shape, keys, threshold, scale }: MaskAttrs): TensorInfo {
    const size = sizeOf(shape);
    const room = this.#roomFor(4 * size, ({ dataId }) => backend.refCount(dataId) === 0);
    room.kernel.dropoutMask(size, keys[0], keys[1], threshold, scale, 0);
    room.dataId = backend.write(new Float32Array(room.memory.buffer, 0, size), shape, "float32");
    return { dataId: room.dataId, shape, dtype: "float32" };
  }

  /** A free room that is large enough: the smallest, or else a new one in place of a free one. */
  #roomFor(bytes: number, isFree: (room: Room) => boolean): Room {
    const fits = ({ memory }: Room) => memory.buffer.byteLength >= bytes;
    const free = this.#rooms.filter(isFree).sort((a, b) => a.memory.buffer.byteLength - b.memory.buffer.byteLength);
    const found = free.find(fits);
    if (found) return found;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((bytes * SPARE) / PAGE) });
    const room = { memory, kernel: loadTensorKernel(memory).kernel, dataId: {} };
    this.#rooms = [...this.#rooms.filter((it) => it !== free[0]), room];
    return room;
  }
}
