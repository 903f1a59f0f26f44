import { describe, expect, it } from "vitest";
import { growTo, openKernel, PAGE } from "../../src/engine/kernel.ts";

interface World {
  memory: WebAssembly.Memory;
}

describe("openKernel", () => {
  it("gives each instance a memory of its own, where the kernel brings one", () => {
    const [one, other] = [0, 1].map(() => openKernel<World>("world.wasm"));
    expect(one.memory).toBeInstanceOf(WebAssembly.Memory);
    expect(one.memory).not.toBe(other.memory);
  });

  it("works in the memory given, where the kernel asks for one", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: PAGE });
    expect(openKernel<{ rotate: unknown }>("lsa.wasm", memory).rotate).toBeInstanceOf(Function);
    expect(() => openKernel("lsa.wasm")).toThrow(WebAssembly.LinkError);
  });

  it("says which kernel is not built", () => {
    expect(() => openKernel("nothing.wasm")).toThrow(
      /nothing\.wasm is missing: install slatelab anew, or run 'npm run build'/,
    );
  });
});

describe("growTo", () => {
  it("grows by whole pages, and never shrinks", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4 });
    const pages = [0, 1, PAGE, PAGE + 1, 3 * PAGE, PAGE].map((bytes) => {
      growTo(memory, bytes, "a table");
      return memory.buffer.byteLength / PAGE;
    });
    expect(pages).toEqual([1, 1, 1, 2, 3, 3]);
    expect(() => growTo(memory, 5 * PAGE, "a table")).toThrow(
      "No room for a table: 0.0 GB do not fit into WebAssembly memory",
    );
  });
});
