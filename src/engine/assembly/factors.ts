// Factor models: learning and ranking over tables in one memory.
export { coarseFilter, coarseLayout, coarseScan, pack } from "./factors/coarse";
export { adamw, coast, dot, push } from "./factors/rows";
export { layout, rescore, scan } from "./factors/scan";
export { towerScores } from "./factors/tower";
