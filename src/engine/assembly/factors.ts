// Factor models: learning and ranking over tables in one memory.
export { coarseLayout, coarseScan, pack } from "./coarse";
export { adamw, dot, push } from "./rows";
export { layout, rescore, scan } from "./scan";
export { towerScores } from "./tower";
