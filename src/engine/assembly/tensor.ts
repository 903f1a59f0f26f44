// The kernels that work in the memory of the WebAssembly backend of TensorFlow.js. That memory has the backend's own
// data from address 0 on, so no part may hold static data, strings or arrays: all scratch is handed in.
export { adamStep } from "./tensor/adam";
export { distances, distancesGrad } from "./tensor/distance";
export { dropoutMask } from "./tensor/dropout";
export { combineBytes, compareFloats, compareIntegers, extreme, reluGrad, select, selectBytes } from "./tensor/elementwise";
export { gemm, gemmScratch, setGemmScratch } from "./tensor/gemm";
export { expAll, logAll, softplusAll } from "./tensor/math";
export { memoryTurns, memoryTurnsGrad } from "./tensor/memory";
export { layerNorm, layerNormGrad } from "./tensor/norm";
export { copyRows, gatherRows, repeatRows, segmentSum, sumRows } from "./tensor/rows";
export { crossEntropy, crossEntropyGrad, maskedSoftmax, softmaxGrad, softmaxRows } from "./tensor/softmax";
