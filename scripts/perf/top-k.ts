/** How exact top-k under online updates grows with the catalogue: random factors, a FunkSVD update on three clicks in ten rounds. */
import { UserClicks } from "../../src/core/clicks.ts";
import { Stream } from "../../src/core/random.ts";
import { NO_CLICK } from "../../src/core/types.ts";
import { DotTopK } from "../../src/factors/dot-top-k.ts";
import { FunkSvd } from "../../src/models/funksvd.ts";
import { learnClick } from "../../src/train/pointwise.ts";
import type { Report } from "../measurements.ts";

const USERS = 500;
const WIDTH = 128;
const ROUNDS = 10_000;
const CLICK_SHARE = 0.3;
const SIZES = [2_000, 20_000, 209_527, 1_000_000];

/** `npm run perf -- top-k`: speed of the exact top-k under online updates, by catalogue size. */
export async function perfTopK(report: Report): Promise<void> {
  for (const items of SIZES) perfSize(items, report);
}

function perfSize(items: number, report: Report): void {
  const model = new FunkSvd({ users: USERS, items, width: WIDTH }).initialise(new Stream("perf/top-k/model"));
  // As in a trained model, moments are in memory: pages met for the first time would be most of an update's time.
  for (const { moments } of Object.values(model.parameters.state())) moments.fill(0);
  const { items: factors, itemBiases: biases } = model.parameters.tables;
  const index = new DotTopK(model.scan).watch({ factors, biases });
  model.parameters.mark();
  const build = milliseconds(() => index.build());
  const { query, update } = play(model, index);
  const exact = milliseconds(() => model.scan.best(0, 10));
  const row = (name: string, value: number, unit: string, against: string) =>
    report({ name: `top-k.items_${items}.${name}`, value, unit, against });
  row("queries_per_s", 1000 / query, "queries/s", `${(1000 / exact).toFixed(0)}/s by full scans`);
  row("scan_share", (100 * index.costs.scans) / index.costs.queries, "%", "queries that needed a full scan");
  row("examined", index.costs.examined / index.costs.queries, "items", "looked at for each query");
  row("update_us", 1000 * update, "µs", "one click and 8 negatives of 128 factors; goal 30");
  row("list_ms", build / USERS, "ms", "a user's first list");
}

/** Mean milliseconds of a query and of an update. */
function play(model: FunkSvd, index: DotTopK): { query: number; update: number } {
  const stream = new Stream("perf/top-k/play");
  const learning = { model, items: model.scan.shape.items, stream, negatives: { count: 8, together: false } };
  const clicks = Array.from({ length: USERS }, () => new UserClicks());
  let query = 0;
  let update = 0;
  let updates = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const user = stream.int(USERS);
    let best: Int32Array = new Int32Array(0);
    query += milliseconds(() => {
      best = index.top({ user, k: 10, excluded: clicks[user] });
    });
    if (stream.uniform() >= CLICK_SHARE) continue;
    const item = stream.pick(best);
    clicks[user].add(item);
    update += milliseconds(() => learnClick(learning, { user, item, last: NO_CLICK }));
    updates++;
  }
  return { query: query / ROUNDS, update: update / updates };
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
